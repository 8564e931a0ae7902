#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The samples have two witnesses: reference_whatsapp.py reads each of them as its expected.jsonl says, in line, local
time, sender and text. Prints what differs."""
import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from reference_whatsapp import records_of, text_of  # noqa: E402 (the path comes first)

SAMPLES = pathlib.Path(__file__).resolve().parents[2] / "samples" / "whatsapp-txt"
REFUSALS = {2107: "mixed", 2108: "ambiguous"}


def input_of(folder):
    return next(p for p in sorted(folder.iterdir()) if p.name not in ("README.md", "expected.jsonl"))


def expected_of(folder):
    with open(folder / "expected.jsonl", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def differences(folder):
    expected = expected_of(folder)
    got = records_of(text_of(input_of(folder)))
    if "refusal" in expected[0]:
        if got != REFUSALS[expected[0]["refusal"]]:
            yield f"not refused as {REFUSALS[expected[0]['refusal']]}"
        return
    if isinstance(got, str):
        yield f"refused: {got}"
        return
    # Line 0: a file that no message names, which is no line of the text.
    expected = [record for record in expected if "exception" not in record and record["line"] > 0]
    if len(got[0]) != len(expected):
        yield f"{len(got[0])} records instead of {len(expected)}"
    for mine, theirs in zip(got[0], expected):
        wanted = {"line": theirs["line"], "local": theirs["time"].removesuffix("Z"), "sender": theirs["sender"],
                  "text": theirs["text"]}
        for key, value in wanted.items():
            if mine[key] != value:
                yield f"line {theirs['line']}: {key} is {mine[key]!r} instead of {value!r}"


def main():
    folders = [folder for folder in sorted(SAMPLES.iterdir()) if folder.is_dir()]
    found = [f"{folder.name}: {difference}" for folder in folders for difference in differences(folder)]
    print("\n".join(found), end="\n" if found else "")
    return 1 if found or not folders else 0


sys.exit(main())
