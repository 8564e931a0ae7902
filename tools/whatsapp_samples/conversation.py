# SPDX-License-Identifier: GPL-3.0-or-later
"""The one conversation that every language tells: a choir asks for a hall, sends a poster, and thanks."""
from .chat import at, blank


def told(layout, language, **options):
    chat = blank(layout, language, **options)
    if chat.layout.platform == "iOS":
        tell_on_ios(chat)
    else:
        tell_on_android(chat)
    return chat


def begin(chat):
    """Two people, a message of three lines, a colon in a text."""
    words = chat.language
    chat.say(at(9, "9:05:07"), words.a, words.hello)
    chat.say(at(9, "12:07:30"), words.b, words.items)
    chat.say(at(10, "0:04:09"), words.a, words.question)


def end(chat, pasted):
    """A line of another layout that somebody pasted, what was deleted and edited, and thanks with a mention."""
    words = chat.language
    chat.say(at(23, "18:02:00"), words.a, f"{words.pasted}\n{pasted}")
    if "deleted" in chat.words:
        chat.deleted(at(23, "21:40:41"), words.b)
    if "you_deleted" in chat.words:
        chat.deleted(at(23, "21:41:02"), words.a, "you_deleted")
    if words.edited_marker:
        chat.edited(at(23, "21:41:59"), words.a, words.edited)
    else:
        chat.say(at(23, "21:41:59"), words.a, words.edited)
    chat.mention(at(24, "8:15:10"), words.b, words.mention, words.a)


def tell_on_android(chat):
    words = chat.language
    if "notice" in chat.words:  # it carries the newest time and stands first
        chat.event(at(24, "8:15"), chat.words["notice"], "encryption notice")
    begin(chat)
    if "omitted" in chat.words:
        chat.media(at(12, "13:31:05"), words.b)
    if "attached" in chat.words:
        chat.attach(at(12, "13:32"), words.a, "IMG-20260312-WA0001.jpg", "image", caption=words.caption)
    chat.say(at(13, "0:40"), words.b, "👍🏽😀")
    if "location" in chat.words:
        chat.location(at(23, "18:00"), words.a, "41.5012,2.2504")
    chat.say(at(23, "18:01"), words.b, "")
    end(chat, "[01/02/2020, 10:00:00] Mira: ok")


def tell_on_ios(chat):
    words = chat.language
    if "notice" in chat.words:
        chat.event(at(9, "9:05:00"), chat.words["notice"], "encryption notice", sender=words.group)
    begin(chat)
    for minute, kind in enumerate(["image", "video", "audio", "sticker", "GIF", "contact card"]):
        if kind in chat.words:
            chat.media(at(12, f"13:{31 + minute}:05"), [words.a, words.b][minute % 2], kind)
    if "pages" in chat.words:
        chat.document(at(13, "0:40:30"), words.b, "Program.pdf", pages=2)
    elif "document" in chat.words:
        chat.document(at(13, "0:40:30"), words.b, "Program.pdf")
    if "image" in chat.words:  # typed by somebody: the mark of WhatsApp is missing
        chat.say(at(13, "0:41:00"), words.a, chat.words["image"])
    chat.say(at(13, "0:42:00"), words.b, "👍🏽😀")
    if "location" in chat.words:
        chat.location(at(23, "18:00:11"), words.a, "41.5012,2.2504")
    end(chat, "01/02/2020, 10:00 - Mira: ok")
