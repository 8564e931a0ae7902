#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""docs/formats/whatsapp-txt-layouts.md is what the samples say: whatsapp_layouts_test.py [--write]

Fails if the document differs from what it would write; --write writes it.
"""
import json
import pathlib
import sys

TOP = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(TOP / "tests" / "ingest"), str(TOP / "tools")]

from reference_whatsapp import header_of, text_of  # noqa: E402 (the path comes first)
from whatsapp_samples.cases import all_cases  # noqa: E402

SAMPLES = TOP / "samples" / "whatsapp-txt"
DOCUMENT = TOP / "docs" / "formats" / "whatsapp-txt-layouts.md"
INVISIBLE = {"\u200e": "LRM", "\u200f": "RLM", "\u00a0": "NBSP", "\u202f": "NNBSP"}
HEAD = """# Layouts of WhatsApp exports that are read

<!-- Written by tests/ingest/whatsapp_layouts_test.py --write from samples/whatsapp-txt: do not edit. -->

One row per sample: the header of its first message, without the sender. ⟨LRM⟩ and ⟨RLM⟩ are direction marks, ⟨NBSP⟩
and ⟨NNBSP⟩ no-break spaces of ordinary and narrow width; a `·` stands for the space at the end. Most samples tell one
conversation, which begins on 9 March 2026, five minutes past nine in the morning. Rows that are refused show a date
that tells no order.

| language | platform | header | what it shows | sample |
|---|---|---|---|---|
"""


def input_of(folder):
    return next(p for p in sorted(folder.iterdir()) if p.name not in ("README.md", "expected.jsonl"))


def first_message_line(folder):
    """The first line of the first message; of a sample that is refused, its first line."""
    with open(folder / "expected.jsonl", encoding="utf-8") as file:
        expected = [json.loads(line) for line in file]
    line = next((record["line"] for record in expected if record.get("kind") == "message"), 1)
    return text_of(input_of(folder)).split("\n")[line - 1]


def visible(header):
    text = "".join(f"⟨{INVISIBLE[c]}⟩" if c in INVISIBLE else c for c in header)
    return text[:-1] + "·" if text.endswith(" ") else text


def row(folder, languages):
    line = first_message_line(folder)
    header = line[:header_of(line).end]
    platform = "iOS" if "[" in header or header.endswith(": ") else "Android"
    title = (folder / "README.md").read_text(encoding="utf-8").splitlines()[0].removeprefix("# ")
    link = f"[{folder.name}](../../samples/whatsapp-txt/{folder.name}/README.md)"
    return (languages.get(folder.name, "English"), platform, f"`{visible(header)}`", title, link)


def document():
    languages = {case.folder: case.language for case in all_cases()}
    rows = sorted(row(folder, languages) for folder in SAMPLES.iterdir() if folder.is_dir())
    return HEAD + "".join("| " + " | ".join(cells) + " |\n" for cells in rows)


def main():
    wanted = document()
    if sys.argv[1:] == ["--write"]:
        DOCUMENT.write_text(wanted, encoding="utf-8")
    elif not DOCUMENT.exists() or DOCUMENT.read_text(encoding="utf-8") != wanted:
        print(f"{DOCUMENT.relative_to(TOP)} is out of date: run tests/ingest/whatsapp_layouts_test.py --write")
        return 1
    return 0


sys.exit(main())
