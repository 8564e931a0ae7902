# SPDX-License-Identifier: GPL-3.0-or-later
"""A chat under construction: each call writes one entry twice, as WhatsApp would and as a reader must understand it."""
import datetime
import json

from .languages import LANGUAGES, LRM
from .layouts import LAYOUTS

BIDI_MARKS = "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
ODD_SPACES = {ord(c): " " for c in "\u00a0\u202f\u2009"} | {ord(c): None for c in BIDI_MARKS}


def at(day, time):
    """at(9, "12:07:30"): a moment of March 2026, in which all samples play."""
    hour, minute, second = (time + ":00").split(":")[:3]
    return datetime.datetime(2026, 3, day, int(hour), int(minute), int(second))


def attachment(name="", held=False, kind="", pages=None):
    return {"name": name, "held": held} | ({"kind": kind} if kind else {}) | ({"pages": pages} if pages else {})


class Chat:
    def __init__(self, layout, language, line_end=None, inner_end=None):
        self.layout = layout
        self.language = language
        self.line_end = line_end or ("\r\n" if layout.platform == "iOS" else "\n")
        self.inner_end = inner_end or self.line_end  # between the lines of one message
        self.written = []
        self.expected = []
        self.line = 1

    @property
    def words(self):
        return self.language.ios if self.layout.platform == "iOS" else self.language.android

    def entry(self, when, sender, body, kind="message", attachments=(), facts=(), marked=False):
        """One record. `sender` as written, None: a sentence without one. `body` has "\n" between its lines. `marked`: a
        direction mark stands before the header."""
        before = self.language.mark if marked else ""
        name = "" if sender is None else sender + self.layout.after_sender
        self.written.append((before + self.layout.header(when) + name + body).replace("\n", self.inner_end))
        time = when if self.layout.has_seconds else when.replace(second=0)
        record = {"kind": kind, "sender": (sender or "").translate(ODD_SPACES), "time": time.isoformat() + "Z",
                  "text": body.lstrip(BIDI_MARKS), "attachments": list(attachments), "line": self.line}
        if facts:
            record["facts"] = list(facts)
        self.expected.append(record)
        self.line += body.count("\n") + 1

    # What people do.
    def say(self, when, sender, text, **more):
        self.entry(when, sender, text, **more)

    def mention(self, when, sender, text, name):
        self.entry(when, sender, text.format(f"\u2068{name}\u2069"), facts=[f"mention: {name}"])

    def edited(self, when, sender, text):
        mark = LRM if self.layout.platform == "iOS" else ""
        self.entry(when, sender, f"{text} {mark}{self.language.edited_marker}", facts=["edited"])

    def media(self, when, sender, kind=""):
        """Media left out: with its kind on iOS, without on Android."""
        if self.layout.platform == "Android":
            self.entry(when, sender, self.words["omitted"], attachments=[attachment()])
        else:
            self.entry(when, sender, self.language.mark + self.words[kind], attachments=[attachment(kind=kind)],
                       marked=True)

    def document(self, when, sender, name, pages=None):
        """A document left out of an iOS export, which keeps its name and the number of its pages."""
        mark = self.language.mark
        length = f"• {mark}{self.words['pages']} " if pages else ""
        self.entry(when, sender, f"{name} {length}{mark}{self.words['document']}",
                   attachments=[attachment(name, kind="document", pages=pages)], marked=True)

    def attach(self, when, sender, name, kind, held=False, caption="", title="", pages=None, mark="", facts=()):
        """A file with its name; a caption follows. `title`: what iOS writes before a document's marker."""
        if self.layout.platform == "Android":
            body, marked = f"{mark}{name} {self.words['attached']}", False
        else:
            before = title + " " if title else ""
            body, marked = before + self.language.mark + self.words["attached"].format(name), True
        self.entry(when, sender, body + ("\n" + caption if caption else ""), marked=marked, facts=facts,
                   attachments=[attachment(name, held, kind, pages)])

    def deleted(self, when, sender, words="deleted"):
        self.entry(when, sender, self.system_mark + self.words[words], facts=["deleted by sender"])

    def location(self, when, sender, where):
        body = f"{self.system_mark}{self.words['location']}: https://maps.google.com/?q={where}"
        self.entry(when, sender, body, facts=[f"location: {where}"])

    # What WhatsApp tells.
    @property
    def system_mark(self):
        return self.language.mark if self.layout.platform == "iOS" else ""

    def event(self, when, sentence, *facts, sender=None):
        """A sentence of the system: without sender on Android; on iOS behind the chat's or the actor's name."""
        self.entry(when, sender, self.system_mark + sentence, kind="system event", facts=facts)

    def call(self, when, sentence, *facts, sender=None):
        self.entry(when, sender, self.system_mark + sentence, kind="call", facts=facts)

    # The files.
    def text(self, ends_with_line_end=True):
        return self.line_end.join(self.written) + (self.line_end if ends_with_line_end else "")

    def expected_lines(self):
        return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in self.expected)


def blank(layout, language="en", **options):
    return Chat(LAYOUTS[layout], LANGUAGES[language], **options)
