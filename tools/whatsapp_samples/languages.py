# SPDX-License-Identifier: GPL-3.0-or-later
"""The languages of the samples, from languages.ini."""
import configparser
import dataclasses
import pathlib
import re

LRM, RLM, NBSP = "\u200e", "\u200f", "\u00a0"


@dataclasses.dataclass(frozen=True)
class Language:
    name: str
    a: str               # two people
    b: str
    group: str
    hello: str
    items: str           # several lines
    question: str        # holds ": "
    caption: str
    pasted: str
    edited: str
    mention: str         # with {} for the name
    file: str            # what Android calls the text of a chat with {}
    mark: str            # what stands before the words of WhatsApp on iOS
    edited_marker: str   # empty: not certain
    android: dict        # WhatsApp's words, where they are certain
    ios: dict


def unescaped(text):
    return re.sub(r"\\(?:u([0-9a-f]{4})|n)", lambda m: chr(int(m[1], 16)) if m[1] else "\n", text)


def language_of(section):
    values = {key: unescaped(value) for key, value in section.items()}
    words = {platform: {key.removeprefix(platform + " "): values.pop(key) for key in list(values)
                        if key.startswith(platform + " ")} for platform in ("android", "ios")}
    return Language(file=values.pop("file", "WhatsApp Chat with {}.txt"), mark=values.pop("mark", LRM),
                    edited_marker=values.pop("edited marker", ""), **words, **values)


def read_languages():
    parser = configparser.ConfigParser(delimiters=("=",), comment_prefixes=("#",), interpolation=None)
    parser.optionxform = str  # "GIF" stays "GIF"
    parser.read(pathlib.Path(__file__).with_name("languages.ini"), encoding="utf-8")
    return {name: language_of(parser[name]) for name in parser.sections()}


LANGUAGES = read_languages()
