# SPDX-License-Identifier: GPL-3.0-or-later
"""Samples that show a kind of message, a container or an encoding rather than a language."""
import unicodedata

from .chat import Chat, at, attachment
from .conversation import told
from .languages import LANGUAGES, LRM, NBSP
from .layouts import LAYOUTS, NNBSP

LRE, PDF = "\u202a", "\u202c"


def new(layout, language="en", **options):
    return Chat(LAYOUTS[layout], LANGUAGES[language], **options)


def group_sentences():
    chat = new("slash")
    ada, ben, phone = "Ada Quill", "Ben Thorne", "+44 7700 900144"
    chat.event(at(9, "8:00"), f'{ada} created group "Choir: hall"', "group created: Choir: hall", f"actor: {ada}")
    chat.event(at(9, "8:00"), f"{ada} added you", "member added: you", f"actor: {ada}")
    chat.event(at(9, "8:01"), f"{ada} added {ben}", f"member added: {ben}", f"actor: {ada}")
    chat.say(at(9, "8:02"), ada, "Welcome, both")
    chat.event(at(9, "8:03"), f"{phone} joined using this group's invite link", "member joined", f"actor: {phone}")
    chat.event(at(9, "8:04"), f'{ada} changed the subject from "Choir: hall" to "Choir: concert"',
               "subject changed: Choir: concert", f"actor: {ada}")
    chat.event(at(10, "8:05"), f"{ada} changed this group's icon", "icon changed", f"actor: {ada}")
    chat.event(at(10, "8:06"), f"{ada} changed the group description", "description changed", f"actor: {ada}")
    chat.event(at(10, "8:07"), "You're now an admin", "admin added")
    chat.event(at(14, "8:08"), f"{ada} removed {phone}", f"member removed: {phone}", f"actor: {ada}")
    chat.say(at(14, "8:09"), ben, "Who added them?")
    chat.event(at(14, "8:10"), f"{ben} changed their phone number to a new number. Tap to message or add the new number.",
               "number changed", f"actor: {ben}")
    chat.event(at(15, "8:11"), f"{ada} turned on disappearing messages. New messages will disappear from this chat 7 days after "
               "they're sent, except when kept. Tap to change.", "disappearing messages changed: 7 days", f"actor: {ada}")
    chat.event(at(15, "8:12"), f"{ben} left", "member left", f"actor: {ben}")
    chat.event(at(15, "8:13"), "The choir's bell was polished")  # WhatsApp never wrote this one: known to nobody
    chat.say(at(15, "8:14"), ada, "Oh well")
    return dict(folder="group-sentences", chat=chat, language="English", input="WhatsApp Chat with Choir_ concert.txt",
                title="Sentences about a group",
                about="Who created the group, came, went, and changed what: each sentence is a system event with its facts. Titles "
                      "hold colons, and one sentence is unknown.")


def direct_sentences():
    chat = new("ios-slash-long")
    ben = "Ben Thorne"
    chat.event(at(9, "8:00:01"), chat.words["notice"], "encryption notice", sender=ben)
    chat.say(at(9, "8:00:30"), ben, "Is that you?")
    chat.event(at(13, "9:10:00"), f"{LRM}Your security code with {ben} changed. {LRM}Tap to learn more.",
               "security code changed", sender=ben)
    chat.call(at(13, "9:12:00"), f"Missed voice call. {LRM}Tap to call back", "missed call: voice", sender=ben)
    chat.call(at(13, "9:13:00"), f"Missed video call. {LRM}Tap to call back", "missed call: video", sender=ben)
    chat.call(at(13, "9:20:00"), f"Voice call. {LRM}2 min", "call: voice (120)", sender=ben)
    chat.say(at(13, "9:25:00"), "Ada Quill", "Missed voice call. I only typed that")
    return dict(folder="ios-calls-and-security-code", chat=chat, language="English", title="iOS, calls and a security code",
                about="Calls and a changed security code stand behind the name of the other side. The same words without WhatsApp's "
                      "mark were typed by somebody.")


def kinds_on_android():
    chat = new("slash")
    ada, ben = "Ada Quill", "Ben Thorne"
    chat.say(at(9, "9:00"), ada, "POLL:\nWhere do we rehearse?\nOPTION: Hall (3 votes)\nOPTION: School: gym (1 vote)\n"
             "OPTION: Outside (0 votes)",
             facts=["poll: Where do we rehearse?", "poll option: Hall (3)", "poll option: School: gym (1)",
                    "poll option: Outside (0)"])
    chat.location(at(9, "9:01"), ben, "41.5012,2.2504")
    chat.say(at(9, "9:02"), ben, "live location shared", facts=["live location"])
    chat.attach(at(9, "9:03"), ada, "Caretaker.vcf", "contact card")
    chat.say(at(13, "9:04"), ben, "null", facts=["view once"])
    chat.say(at(13, "9:05"), ben, "You deleted this message", facts=["deleted by sender"])
    chat.say(at(13, "9:06"), ben, "This message was deleted by admin Ada Quill", facts=["deleted by admin: Ada Quill"])
    chat.say(at(13, "9:07"), ben, "Waiting for this message", facts=["undecryptable"])
    chat.edited(at(13, "9:08"), ada, "The caretaker comes at eight")
    chat.entry(at(13, "9:09"), ada, "Ask @\u2068Ben Thorne\u2069 or @\u2068~Cleo\u2069 <This message was edited>",
               facts=["mention: Ben Thorne", "mention: ~Cleo", "edited"])
    chat.call(at(14, "9:10"), "Missed voice call", "missed call: voice")
    chat.call(at(14, "9:11"), "Missed video call", "missed call: video")
    chat.say(at(14, "9:12"), ada, "The word null in a sentence is only a word")
    chat.say(at(14, "9:13"), ben, "https://example.org/hall?room=2&floor=1: is that it?")
    return dict(folder="android-polls-places-calls", chat=chat, language="English", input="WhatsApp Chat with Hill choir.txt",
                title="Android: poll, place, contact, view once, deleted, edited, calls",
                about="One message of each kind that Android writes without media. Calls have no sender.")


def kinds_on_ios():
    chat = new("ios-slash-long")
    ada, ben = "Ada Quill", "Ben Thorne"
    chat.say(at(9, "9:00:01"), ada, f"{LRM}POLL:\n{LRM}Where do we rehearse?\n{LRM}OPTION: Hall (3 votes)\n"
             f"{LRM}OPTION: Outside (1 vote)",
             facts=["poll: Where do we rehearse?", "poll option: Hall (3)", "poll option: Outside (1)"])
    chat.location(at(9, "9:01:02"), ben, "41.5012,2.2504")
    chat.say(at(9, "9:02:03"), ben, "Corner Café (1 Mill Lane, Northport): https://foursquare.com/v/0123456789abcdef01234567",
             facts=["place: Corner Café (1 Mill Lane, Northport)"])
    chat.entry(at(13, "9:03:04"), ben, f"{LRM}video note omitted", attachments=[attachment(kind="video note")], marked=True)
    chat.document(at(13, "9:04:05"), ada, "Room plan. Second floor.pdf", pages=2)
    chat.document(at(13, "9:04:40"), ada, "List of singers.xlsx")
    chat.deleted(at(13, "9:05:06"), ben, "you_deleted")
    chat.say(at(13, "9:05:30"), ben, f"{LRM}This message was deleted by admin Ada Quill.",
             facts=["deleted by admin: Ada Quill"])
    chat.say(at(13, "9:06:07"), ada, f"{LRM}You received a view once message. For added privacy, you can only open it on your phone.",
             facts=["view once"])
    chat.say(at(13, "9:07:08"), ada, f"{LRM}Waiting for this message. This may take a while.", facts=["undecryptable"])
    chat.edited(at(14, "9:08:09"), ada, "The caretaker comes at eight")
    chat.say(at(14, "9:09:10"), ben, "null")
    return dict(folder="ios-polls-places-documents", chat=chat, language="English",
                title="iOS: poll, places, video note, documents, view once, deleted, edited",
                about="One message of each kind that iOS writes without media. The word null means nothing on iOS.")


def names():
    chat = new("slash")
    tilde, phone = f"~{NNBSP}Nora 🌿", f"{LRE}+44{NBSP}7700{NBSP}900188{PDF}"
    chat.say(at(9, "9:00"), tilde, "I am in nobody's address book")
    chat.say(at(9, "9:01"), phone, "Neither am I")
    chat.media(at(9, "9:02"), "Dr: Lund")
    chat.say(at(9, "9:03"), "Dr: Lund", "My name holds a colon")
    chat.say(at(13, "9:04"), "Ola - bass", "Mine holds a dash")
    chat.say(at(13, "9:05"), "🎺", "Mine is a trumpet")
    chat.say(at(13, "9:06"), "~Kit", "No space behind the tilde")
    chat.entry(at(13, "9:07"), tilde, "@\u2068+44 7700 900188\u2069 welcome", facts=["mention: +44 7700 900188"])
    chat.event(at(14, "9:08"), f"{phone} left", "member left", "actor: +44 7700 900188")
    chat.say(at(14, "9:09"), "Zoë O’Neil-Šimić", "Plain enough")
    return dict(folder="names-of-all-kinds", chat=chat, language="English", input="WhatsApp Chat with Choir 🎶.txt",
                title="Names with tilde, number, colon, dash, emoji",
                about="Senders who are in no address book have a tilde or a number between direction marks. One name holds a colon, one "
                      "a dash, and one is nothing but an emoji.")


def small_picture():
    """A PNG of one pixel."""
    return bytes.fromhex("89504e470d0a1a0a0000000d4948445200000001000000010806000000"
                         "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082")


CARD = "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Moss;Greta;;;\r\nFN:Greta Moss\r\nTEL;type=CELL:+44 7700 900155\r\nEND:VCARD\r\n"


def android_folder():
    chat = new("dots", "de")
    anna, jonas = "Anna Brandl", "Jonas Weidt"
    chat.attach(at(9, "9:00"), anna, "IMG-20260309-WA0001.png", "image", held=True, caption="Das neue Plakat\nin zwei Farben")
    chat.attach(at(9, "9:01"), jonas, "IMG-20260309-WA0002.jpg", "image", mark=LRM)
    chat.attach(at(9, "9:02"), jonas, "PTT-20260309-WA0003.opus", "audio", held=True)
    chat.attach(at(13, "9:03"), anna, "VID-20260313-WA0001.mp4", "video", caption="Nur erwähnt, nicht exportiert")
    chat.attach(at(13, "9:04"), anna, "STK-20260313-WA0002.webp", "sticker", held=True)
    chat.attach(at(13, "9:05"), jonas, "Greta Moss.vcf", "contact card", held=True, facts=["contact: Greta Moss"])
    chat.attach(at(13, "9:06"), jonas, "Plan 2. Stock (neu).pdf", "document", held=True, caption="Bitte ansehen: Seite 1")
    chat.attach(at(13, "9:07"), anna, "Noten.zip", "document")
    chat.say(at(13, "9:08"), jonas, "Ich habe \"Plan.pdf (Datei angehängt)\" gelesen")
    chat.say(at(13, "9:09"), anna, "Danke")
    picture, card = small_picture(), CARD.encode()
    return dict(folder="android-folder-with-media", chat=chat, language="German", input="WhatsApp Chat mit Bergchor",
                text_name="WhatsApp Chat mit Bergchor.txt", title="Android, folder with media and captions",
                about="A text with its media beside it, as Android shares them. Some files are there, some are only mentioned; captions "
                      "stand on the next lines.",
                media={"IMG-20260309-WA0001.png": picture, "PTT-20260309-WA0003.opus": b"OggS invented, no sound\n",
                       "STK-20260313-WA0002.webp": b"RIFF invented, no sticker\n", "Greta Moss.vcf": card,
                       "Plan 2. Stock (neu).pdf": b"%PDF-1.4 invented, no pages\n"})


def ios_zip():
    chat = new("ios-slash", "es")
    lucia, mateo = "Lucía Ferrán", "Mateo Rivas"
    chat.event(at(9, "9:00:00"), chat.words["notice"], "encryption notice", sender="Coro del Valle")
    chat.attach(at(9, "9:00:10"), lucia, "00000002-PHOTO-2026-03-09-09-00-10.png", "image", held=True, caption="El cartel nuevo")
    chat.attach(at(9, "9:01:20"), mateo, "00000003-AUDIO-2026-03-09-09-01-20.opus", "audio", held=True)
    chat.attach(at(9, "9:02:30"), mateo, "00000004-STICKER-2026-03-09-09-02-30.webp", "sticker")
    chat.attach(at(13, "9:03:40"), lucia, "00000005-GIF-2026-03-13-09-03-40.mp4", "GIF")
    chat.attach(at(13, "9:04:50"), lucia, "00000006-Programa.pdf", "document", held=True,
                title=f"Programa.pdf • {LRM}2 páginas", pages=2)
    chat.attach(at(13, "9:05:00"), mateo, "00000007-VIDEO-2026-03-13-09-05-00.mp4", "video")
    chat.media(at(13, "9:06:00"), mateo, "image")
    chat.say(at(14, "9:07:00"), lucia, "Gracias. Escribe <adjunto: nada> y no pasa nada")
    return dict(folder="ios-zip-with-captions", chat=chat, language="Spanish", input="WhatsApp Chat - Coro del Valle.zip",
                text_name="_chat.txt", title="iOS zip in Spanish, captions",
                about="A zip with some of its media; the others are only mentioned. A caption follows its picture, and one picture is "
                      "neither there nor named.",
                media={"00000002-PHOTO-2026-03-09-09-00-10.png": small_picture(),
                       "00000003-AUDIO-2026-03-09-09-01-20.opus": b"OggS invented, no sound\n",
                       "00000006-Programa.pdf": b"%PDF-1.4 invented, no pages\n"})


def odd_zip_names():
    chat = new("dots-long", "ru")
    vera, oleg = "Вера Лугова", "Олег Снегирь"
    chat.attach(at(9, "9:00"), vera, "Йога и хор.pdf", "document", held=True)
    chat.attach(at(13, "9:01"), oleg, "Café Übung.pdf", "document", held=True, caption="Два файла")
    chat.say(at(13, "9:02"), vera, "Спасибо")
    name = f"Чат WhatsApp с контактом{NBSP}Хор у реки"
    files = {unicodedata.normalize("NFD", n): b"%PDF-1.4 invented, no pages\n" for n in ("Йога и хор.pdf", "Café Übung.pdf")}
    return dict(folder="zip-with-decomposed-names", chat=chat, language="Russian", input=name + ".zip", text_name=name + ".txt",
                media=files, title="Android zip, decomposed names and a no-break space",
                about="The zip spells the names of two documents with combining letters, the text with composed ones: they are the same "
                      "files. The names of zip and text hold a no-break space.")


def byte_order_mark():
    chat = told("slash", "en", line_end="\r\n")
    return dict(folder="android-bom-crlf", chat=chat, language="English", encoding="utf-8-sig",
                title="Android, byte order mark and CRLF",
                about="UTF-8 with a byte order mark and CRLF line ends, as after a walk through an editor. Otherwise the English "
                      "conversation.")


def sixteen_bits():
    chat = told("ios-slash", "ru")
    return dict(folder="utf-16-big-endian", chat=chat, language="Russian", encoding="utf-16-be",
                title="UTF-16, big end first", about="The Russian conversation in UTF-16 with a byte order mark, big end first. Lines "
                                                     "end in CRLF.")


def ends_that_are_none():
    chat = new("slash")
    ada, ben = "Ada Quill", "Ben Thorne"
    chat.say(at(9, "9:00"), ada, "One\u2028message\u0085with\u000bodd\u000cends")
    chat.say(at(9, "9:01"), ben, "A lone\rcarriage return")
    chat.say(at(13, "9:02"), ada, "Next\u2029paragraph\n\n\nand three lines further")
    chat.say(at(13, "9:03"), ben, "  spaces before and behind  ")
    return dict(folder="line-ends-that-are-none", chat=chat, language="English", input="WhatsApp Chat with Ben Thorne.txt",
                title="Characters that only look like line ends",
                about="Line and paragraph separators, a lone carriage return, form feeds and blank lines stand within messages. None of "
                      "them ends a message.")


def steps_back():
    chat = new("slash")
    ada, ben = "Ada Quill", "Ben Thorne"
    chat.event(at(25, "20:00"), chat.words["notice"], "encryption notice")
    chat.say(at(9, "9:00"), ada, "First")
    chat.say(at(13, "9:10"), ben, "Written in a tunnel, sent later")
    chat.say(at(13, "9:05"), ada, "Five minutes back")
    chat.say(at(13, "8:59"), ben, "And six more")
    chat.say(at(14, "0:10"), ada, "After midnight")
    chat.say(at(13, "23:55"), ben, "Still before midnight here")
    chat.say(at(25, "20:00"), ada, "Last")
    return dict(folder="steps-back", chat=chat, language="English", input="WhatsApp Chat with Ben Thorne.txt",
                title="Times that step back",
                about="The notice has the newest time and stands first; some messages were delivered late and stand behind newer ones. "
                      "The order of the file is kept.")


def looks_like_a_header():
    chat = new("ios-dots", "de")
    anna, jonas = "Anna Brandl", "Jonas Weidt"
    chat.say(at(9, "9:00:00"), anna, "Aus dem alten Chat:\n[09.03.2026, 8:00:00] Jonas Weidt: mit Jahr und ohne Null\n"
             "09.03.26, 08:00 - Jonas Weidt: mit Strich\n[9/3/26, 8:00:00 AM] Jonas Weidt: mit Schrägstrich\n"
             "[31.02.32, 08:00:00] Jonas Weidt: ein Tag, den es nicht gibt")
    chat.say(at(13, "9:01:00"), jonas, "[kein Datum] Anna Brandl: nur Klammern")
    chat.say(at(13, "9:02:00"), anna, "2026-03-13 09:02:00: Protokoll")
    return dict(folder="lines-like-headers", chat=chat, language="German", title="Lines that look like headers",
                about="Lines of other layouts and a day that does not exist were pasted into a message. They are text.")


def german_group():
    chat = new("dots", "de")
    anna, jonas = "Anna Brandl", "Jonas Weidt"
    chat.event(at(9, "8:00"), f"{anna} hat die Gruppe „Chor: Saal“ erstellt.", "group created: Chor: Saal", f"actor: {anna}")
    chat.event(at(9, "8:01"), f"{anna} hat {jonas} hinzugefügt.", f"member added: {jonas}", f"actor: {anna}")
    chat.say(at(13, "8:02"), jonas, "Hallo zusammen")
    chat.event(at(13, "8:03"), f"{jonas} hat die Gruppe verlassen.", "member left", f"actor: {jonas}")
    return dict(folder="german-group-sentences", chat=chat, language="German", input="WhatsApp Chat mit Chor_ Saal.txt",
                title="Sentences about a group, German",
                about="A group is created, somebody is added and leaves. The title stands in German quotation marks and holds a colon.")


def spanish_group():
    chat = new("slash-short", "es")
    lucia, mateo = "Lucía Ferrán", "Mateo Rivas"
    chat.event(at(9, "8:00"), f'{lucia} creó el grupo "Coro: sala".', "group created: Coro: sala", f"actor: {lucia}")
    chat.event(at(9, "8:01"), f"{lucia} añadió a {mateo}.", f"member added: {mateo}", f"actor: {lucia}")
    chat.say(at(13, "8:02"), mateo, "Hola a todos")
    chat.event(at(13, "8:03"), f"{mateo} salió del grupo.", "member left", f"actor: {mateo}")
    return dict(folder="spanish-group-sentences", chat=chat, language="Spanish", input="Chat de WhatsApp con Coro_ sala.txt",
                title="Sentences about a group, Spanish",
                about="A group is created, somebody is added and leaves. The title holds a colon.")


def old_colon_12h():
    chat = new("colon-12h")
    ada, ben = "Ada Quill", "Ben Thorne"
    chat.say(at(9, "9:05:07"), ada, "Is the hall open?")
    chat.say(at(9, "12:07:30"), ben, "Yes:\nfrom nine")
    chat.say(at(10, "0:04:09"), ada, "Good: I will come")
    chat.say(at(13, "13:31:05"), ben, "")
    chat.say(at(13, "13:32:00"), ada, "👍")
    return dict(folder="old-ios-12h", chat=chat, language="English", input="WhatsApp Chat with Ben Thorne.txt",
                title="iOS before brackets, 12-hour clock",
                about="Date, time with PM, and a colon before the sender. One body is empty, one holds colons.")


MAKERS = [group_sentences, direct_sentences, kinds_on_android, kinds_on_ios, names, android_folder, ios_zip, odd_zip_names,
          byte_order_mark, sixteen_bits, ends_that_are_none, steps_back, looks_like_a_header, german_group, spanish_group,
          old_colon_12h]


def rows():
    return [make() for make in MAKERS]
