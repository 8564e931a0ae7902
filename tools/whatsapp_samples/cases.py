# SPDX-License-Identifier: GPL-3.0-or-later
"""Which samples there are: one case per folder of samples/whatsapp-txt that the generator writes."""
import csv
import dataclasses
import pathlib

from . import containers, kinds, people
from .chat import Chat
from .conversation import told
from .languages import LANGUAGES


@dataclasses.dataclass(frozen=True)
class Case:
    folder: str
    language: str
    chat: Chat
    title: str            # heading of the README and what is special, for the table of layouts
    about: str            # two sentences
    input: str = ""       # name of the file, folder or zip; by default what WhatsApp calls it
    encoding: str = "utf-8"
    media: dict = dataclasses.field(default_factory=dict)  # names and bytes of what lies beside the text
    text_name: str = ""   # of the text in a folder or zip
    ends_with_line_end: bool = True

    @property
    def platform(self):
        return self.chat.layout.platform

    @property
    def input_name(self):
        if self.input:
            return self.input
        return "_chat.txt" if self.platform == "iOS" else self.chat.language.file.format(self.chat.language.group)


FOLDER = pathlib.Path(__file__).parent
OPTIONS = {  # of the chat, and of the case
    "english-ios-12h": ({"inner_end": "\n"}, {}),
    "english-android-12h-lower": ({}, {"ends_with_line_end": False}),
    "german-old-ios": ({}, {"input": "WhatsApp Chat mit Bergchor.txt"}),
}


def table(name):
    with open(FOLDER / name, encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)


def told_cases():
    """The rows of told.tsv: the one conversation in a language and a layout."""
    for row in table("told.tsv"):
        of_chat, of_case = OPTIONS.get(row["folder"], ({}, {}))
        yield Case(row["folder"], LANGUAGES[row["language"]].name, told(row["layout"], row["language"], **of_chat),
                   row["title"], row["about"], **of_case)


def special_cases():
    """What people.py, kinds.py and containers.py make, with the words of specials.tsv."""
    made = {case["folder"]: case for case in (make() for make in people.MAKERS + kinds.MAKERS + containers.MAKERS)}
    words = {row["folder"]: row for row in table("specials.tsv")}
    if made.keys() != words.keys():
        raise ValueError(f"specials.tsv does not fit: {sorted(made.keys() ^ words.keys())}")
    return [Case(**(words[folder] | made[folder])) for folder in words]


def all_cases():
    return [*told_cases(), *special_cases()]
