# SPDX-License-Identifier: GPL-3.0-or-later
"""Samples of the kinds of messages, and of text that only looks like something else."""
from .chat import at, attachment, blank
from .languages import LRM


def kinds_on_android():
    chat = blank("slash")
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
    return dict(folder="android-polls-places-calls", chat=chat, input="WhatsApp Chat with Hill choir.txt")


def kinds_on_ios():
    chat = blank("ios-slash-long")
    ada, ben = "Ada Quill", "Ben Thorne"
    chat.say(at(9, "9:00:01"), ada, f"{LRM}POLL:\n{LRM}Where do we rehearse?\n{LRM}OPTION: Hall (3 votes)\n"
             f"{LRM}OPTION: Outside (1 vote)",
             facts=["poll: Where do we rehearse?", "poll option: Hall (3)", "poll option: Outside (1)"])
    chat.location(at(9, "9:01:02"), ben, "41.5012,2.2504")
    chat.say(at(9, "9:02:03"), ben,
             "Corner Café (1 Mill Lane, Northport): https://foursquare.com/v/0123456789abcdef01234567",
             facts=["place: Corner Café (1 Mill Lane, Northport)"])
    chat.entry(at(13, "9:03:04"), ben, f"{LRM}video note omitted", attachments=[attachment(kind="video note")],
               marked=True)
    chat.document(at(13, "9:04:05"), ada, "Room plan. Second floor.pdf", pages=2)
    chat.document(at(13, "9:04:40"), ada, "List of singers.xlsx")
    chat.deleted(at(13, "9:05:06"), ben, "you_deleted")
    chat.say(at(13, "9:05:30"), ben, f"{LRM}This message was deleted by admin Ada Quill.",
             facts=["deleted by admin: Ada Quill"])
    chat.say(at(13, "9:06:07"), ada,
             f"{LRM}You received a view once message. For added privacy, you can only open it on your phone.",
             facts=["view once"])
    chat.say(at(13, "9:07:08"), ada, f"{LRM}Waiting for this message. This may take a while.", facts=["undecryptable"])
    chat.edited(at(14, "9:08:09"), ada, "The caretaker comes at eight")
    chat.say(at(14, "9:09:10"), ben, "null")
    return dict(folder="ios-polls-places-documents", chat=chat)


def looks_like_a_header():
    chat = blank("ios-dots", "de")
    anna, jonas = "Anna Brandl", "Jonas Weidt"
    chat.say(at(9, "9:00:00"), anna, "Aus dem alten Chat:\n[09.03.2026, 8:00:00] Jonas Weidt: mit Jahr und ohne Null\n"
             "09.03.26, 08:00 - Jonas Weidt: mit Strich\n[9/3/26, 8:00:00 AM] Jonas Weidt: mit Schrägstrich\n"
             "[31.02.32, 08:00:00] Jonas Weidt: ein Tag, den es nicht gibt")
    chat.say(at(13, "9:01:00"), jonas, "[kein Datum] Anna Brandl: nur Klammern")
    chat.say(at(13, "9:02:00"), anna, "2026-03-13 09:02:00: Protokoll")
    return dict(folder="lines-like-headers", chat=chat)


def ends_that_are_none():
    chat = blank("slash")
    ada, ben = "Ada Quill", "Ben Thorne"
    chat.say(at(9, "9:00"), ada, "One\u2028message\u0085with\u000bodd\u000cends")
    chat.say(at(9, "9:01"), ben, "A lone\rcarriage return")
    chat.say(at(13, "9:02"), ada, "Next\u2029paragraph\n\n\nand three lines further")
    chat.say(at(13, "9:03"), ben, "  spaces before and behind  ")
    return dict(folder="line-ends-that-are-none", chat=chat, input="WhatsApp Chat with Ben Thorne.txt")


def steps_back():
    chat = blank("slash")
    ada, ben = "Ada Quill", "Ben Thorne"
    chat.event(at(25, "20:00"), chat.words["notice"], "encryption notice")
    chat.say(at(9, "9:00"), ada, "First")
    chat.say(at(13, "9:10"), ben, "Written in a tunnel, sent later")
    chat.say(at(13, "9:05"), ada, "Five minutes back")
    chat.say(at(13, "8:59"), ben, "And six more")
    chat.say(at(14, "0:10"), ada, "After midnight")
    chat.say(at(13, "23:55"), ben, "Still before midnight here")
    chat.say(at(25, "20:00"), ada, "Last")
    return dict(folder="steps-back", chat=chat, input="WhatsApp Chat with Ben Thorne.txt")


def old_colon_12h():
    chat = blank("colon-12h")
    ada, ben = "Ada Quill", "Ben Thorne"
    chat.say(at(9, "9:05:07"), ada, "Is the hall open?")
    chat.say(at(9, "12:07:30"), ben, "Yes:\nfrom nine")
    chat.say(at(10, "0:04:09"), ada, "Good: I will come")
    chat.say(at(13, "13:31:05"), ben, "")
    chat.say(at(13, "13:32:00"), ada, "👍")
    return dict(folder="old-ios-12h", chat=chat, input="WhatsApp Chat with Ben Thorne.txt")


MAKERS = [kinds_on_android, kinds_on_ios, looks_like_a_header, ends_that_are_none, steps_back, old_colon_12h]
