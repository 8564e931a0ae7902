# SPDX-License-Identifier: GPL-3.0-or-later
"""Samples of folders, zips and encodings."""
import unicodedata

from .chat import at, blank
from .conversation import told
from .languages import LRM, NBSP


def small_picture():
    """A PNG of one pixel."""
    return bytes.fromhex("89504e470d0a1a0a0000000d4948445200000001000000010806000000"
                         "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082")


CARD = ("BEGIN:VCARD\r\nVERSION:3.0\r\nN:Moss;Greta;;;\r\nFN:Greta Moss\r\nTEL;type=CELL:+44 7700 900155\r\n"
        "END:VCARD\r\n")


def android_folder():
    chat = blank("dots", "de")
    anna, jonas = "Anna Brandl", "Jonas Weidt"
    chat.attach(at(9, "9:00"), anna, "IMG-20260309-WA0001.png", "image", held=True,
                caption="Das neue Plakat\nin zwei Farben")
    chat.attach(at(9, "9:01"), jonas, "IMG-20260309-WA0002.jpg", "image", mark=LRM)
    chat.attach(at(9, "9:02"), jonas, "PTT-20260309-WA0003.opus", "audio", held=True)
    chat.attach(at(13, "9:03"), anna, "VID-20260313-WA0001.mp4", "video", caption="Nur erwähnt, nicht exportiert")
    chat.attach(at(13, "9:04"), anna, "STK-20260313-WA0002.webp", "sticker", held=True)
    chat.attach(at(13, "9:05"), jonas, "Greta Moss.vcf", "contact card", held=True, facts=["contact: Greta Moss"])
    chat.attach(at(13, "9:06"), jonas, "Plan 2. Stock (neu).pdf", "document", held=True,
                caption="Bitte ansehen: Seite 1")
    chat.attach(at(13, "9:07"), anna, "Noten.zip", "document")
    chat.say(at(13, "9:08"), jonas, "Ich habe \"Plan.pdf (Datei angehängt)\" gelesen")
    chat.say(at(13, "9:09"), anna, "Danke")
    picture, card = small_picture(), CARD.encode()
    return dict(folder="android-folder-with-media", chat=chat, input="WhatsApp Chat mit Bergchor",
                text_name="WhatsApp Chat mit Bergchor.txt",
                media={"IMG-20260309-WA0001.png": picture, "PTT-20260309-WA0003.opus": b"OggS invented, no sound\n",
                       "STK-20260313-WA0002.webp": b"RIFF invented, no sticker\n", "Greta Moss.vcf": card,
                       "Plan 2. Stock (neu).pdf": b"%PDF-1.4 invented, no pages\n"})


def ios_zip():
    chat = blank("ios-slash", "es")
    lucia, mateo = "Lucía Ferrán", "Mateo Rivas"
    chat.event(at(9, "9:00:00"), chat.words["notice"], "encryption notice", sender="Coro del Valle")
    chat.attach(at(9, "9:00:10"), lucia, "00000002-PHOTO-2026-03-09-09-00-10.png", "image", held=True,
                caption="El cartel nuevo")
    chat.attach(at(9, "9:01:20"), mateo, "00000003-AUDIO-2026-03-09-09-01-20.opus", "audio", held=True)
    chat.attach(at(9, "9:02:30"), mateo, "00000004-STICKER-2026-03-09-09-02-30.webp", "sticker")
    chat.attach(at(13, "9:03:40"), lucia, "00000005-GIF-2026-03-13-09-03-40.mp4", "GIF")
    chat.attach(at(13, "9:04:50"), lucia, "00000006-Programa.pdf", "document", held=True,
                title=f"Programa.pdf • {LRM}2 páginas", pages=2)
    chat.attach(at(13, "9:05:00"), mateo, "00000007-VIDEO-2026-03-13-09-05-00.mp4", "video")
    chat.media(at(13, "9:06:00"), mateo, "image")
    chat.say(at(14, "9:07:00"), lucia, "Gracias. Escribe <adjunto: nada> y no pasa nada")
    return dict(folder="ios-zip-with-captions", chat=chat, input="WhatsApp Chat - Coro del Valle.zip",
                text_name="_chat.txt",
                media={"00000002-PHOTO-2026-03-09-09-00-10.png": small_picture(),
                       "00000003-AUDIO-2026-03-09-09-01-20.opus": b"OggS invented, no sound\n",
                       "00000006-Programa.pdf": b"%PDF-1.4 invented, no pages\n"})


def odd_zip_names():
    chat = blank("dots-long", "ru")
    vera, oleg = "Вера Лугова", "Олег Снегирь"
    chat.attach(at(9, "9:00"), vera, "Йога и хор.pdf", "document", held=True)
    chat.attach(at(13, "9:01"), oleg, "Café Übung.pdf", "document", held=True, caption="Два файла")
    chat.say(at(13, "9:02"), vera, "Спасибо")
    name = f"Чат WhatsApp с контактом{NBSP}Хор у реки"
    files = {unicodedata.normalize("NFD", document): b"%PDF-1.4 invented, no pages\n"
             for document in ("Йога и хор.pdf", "Café Übung.pdf")}
    return dict(folder="zip-with-decomposed-names", chat=chat, input=name + ".zip", text_name=name + ".txt",
                media=files)


def byte_order_mark():
    chat = told("slash", "en", line_end="\r\n")
    return dict(folder="android-bom-crlf", chat=chat, encoding="utf-8-sig")


def sixteen_bits():
    chat = told("ios-slash", "ru")
    return dict(folder="utf-16-big-endian", chat=chat, encoding="utf-16-be")


MAKERS = [android_folder, ios_zip, odd_zip_names, byte_order_mark, sixteen_bits]
