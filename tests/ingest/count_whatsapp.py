#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Counts the messages of a WhatsApp export: count_whatsapp.py FILE.txt|FILE.zip prints "messages lines", or "none".

An independent second opinion for tests: regular expressions over the whole text, no knowledge of the C++ reader.
"""
import re
import sys
import zipfile

MARKS = "[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]*"
SPACE = "[ \u00a0\u202f\u2009]"
DATE = r"\d{1,4}" + MARKS + r"[./-] ?\d{1,2}" + MARKS + r"[./-] ?\d{1,4}" + MARKS + r"\.?"
TIME = r"\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:" + SPACE + r"*[AaPp]\.?" + SPACE + r"?[Mm]\.?)?"
STAMP = DATE + ",?" + SPACE + TIME
HEADER = re.compile("^" + MARKS + "(?:" + STAMP + " [-\u2013] |\\[" + STAMP + MARKS + "\\] ?|" + STAMP + ": )")


def text_of(path):
    if path.endswith(".zip"):
        with zipfile.ZipFile(path) as archive:
            name = next(name for name in archive.namelist() if name.endswith(".txt"))
            return archive.read(name).decode("utf-8-sig")
    with open(path, "rb") as file:
        return file.read().decode("utf-8-sig")


def main():
    lines = text_of(sys.argv[1]).split("\n")
    if lines[-1] == "":
        lines.pop()
    headers = sum(1 for line in lines if HEADER.match(line))
    print(f"{headers} {len(lines)}" if headers else "none")


main()
