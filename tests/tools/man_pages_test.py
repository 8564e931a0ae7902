#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The manual pages that the build made: groff reads them without a warning, and every table, example and list of the page that
each is made of stands in what it prints."""
import os
import pathlib
import re
import shutil
import subprocess
import sys

TOP = pathlib.Path(__file__).resolve().parents[2]
MAN = pathlib.Path(os.environ["MUNIMENT"]).parent / "man"
PAGES = {"muniment.1": "cli.md", "muniment-query.7": "query-language.md", "muniment-query-dtsearch.7": "query-dtsearch.md"}


def groff(page, *options):
    return subprocess.run(["groff", "-man", "-Tutf8", "-ww", *options, page], capture_output=True, text=True, encoding="utf-8", check=False)


def plain(text):
    """As printed, without marks of the markdown; lines may break anywhere, so without spaces."""
    text = re.sub(r"\[([^\]]+)\]\([^)]*\)", r"\1", text)
    for mark, meant in (("**", ""), ("`", ""), ("&lt;", "<"), ("&gt;", ">"), (r"\|", "|"), ("*", ""), ("—", "")):
        text = text.replace(mark, meant)
    return "".join(text.split())


def pieces(markdown):
    """What must stand in the manual page: cells of tables, and halves of lines of code; and all other lines."""
    fenced = False
    for line in re.sub(r"<!--.*?-->", "", markdown, flags=re.S).splitlines()[1:]:
        if line.startswith("```"):
            fenced = not fenced
        elif fenced or line.startswith("    "):
            yield from re.split(r" +→ ", line)
        elif line.startswith("|") and not line.startswith("|-"):
            yield from (cell for cell in re.split(r"(?<!\\)\|", line))
        elif line and not line.startswith(("|", "#", "See", "see")) and "](" not in line:
            yield line.removeprefix("* ")


def problems(made, source):
    warned = groff(MAN / made, "-z")
    if warned.returncode != 0 or warned.stderr:
        yield f"{made}: groff says: {warned.stderr}"
    printed = plain(groff(MAN / made, "-P-cbou", "-rLL=78n").stdout)
    wanted = list(filter(None, pieces((TOP / "docs" / source).read_text(encoding="utf-8"))))
    yield from (f"{made}: this of docs/{source} is not in it: {piece}" for piece in wanted if plain(piece) not in printed)
    if len(wanted) < 100:
        yield f"{made}: docs/{source} has only {len(wanted)} pieces: is it read as it should be?"


def main():
    if not shutil.which("groff"):
        print("SKIPPED: groff is not installed (groff-base)")
        return 77
    found = [problem for made, source in PAGES.items() for problem in problems(made, source)]
    found += [f"{path.name}: no test knows it" for path in MAN.iterdir() if path.name not in PAGES]
    print("\n".join(found), end="\n" if found else "")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
