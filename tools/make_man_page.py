#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes a manual page of a page of docs/: make_man_page.py FOLDER/NAME.SECTION SUMMARY VERSION PAGE.md [OTHER(SECTION) …]

Reads what our pages are made of and refuses what it does not know: headings, paragraphs, lists with *, tables, code in
fences or behind four spaces; `code`, **bold**, *italic* and [links](to.md) inside. In a block "query" and the like an
example stands beside what it is read as, and below it where one line is too narrow for both.
"""
import pathlib
import re
import sys

WIDTH = 71  # of the text on a terminal of 80 columns
INLINE = re.compile(r"`(?P<code>[^`]+)`|\*\*(?P<bold>.+?)\*\*|(?<![\w*])\*(?P<italic>[^*\s][^*]*)\*|\[(?P<link>[^\]]+)\]\((?P<to>[^)#]*)[^)]*\)")
MANUAL = {"cli.md": "muniment(1)", "query-language.md": "muniment-query(7)", "query-dtsearch.md": "muniment-query-dtsearch(7)"}
ENTITIES = {"&lt;": "<", "&gt;": ">", "&amp;": "&"}


def escaped(text, exact=False):
    """`exact`: to be copied, so a hyphen is a minus sign and quotation marks stay upright."""
    out = []
    for c in text:
        if c == "\\":
            out.append(r"\e")
        elif c in "^~`'-" and (exact or c in "^~`"):
            out.append({"^": r"\(ha", "~": r"\(ti", "`": r"\(ga", "'": r"\(aq", "-": r"\-"}[c])
        else:
            out.append(c if ord(c) < 0x80 else f"\\[u{ord(c):04X}]")
    return "".join(out)


def linked(text, to):
    """What is a manual page itself is named; of other pages there is only their title."""
    return rf"\fI{inline(text)}\fR" + (f" ({reference(MANUAL[to])})" if to in MANUAL else "")


def reference(page):
    name, _, section = page.partition("(")
    return rf"\fB{escaped(name, exact=True)}\fR({section}"


def inline(text):
    for entity, meant in ENTITIES.items():
        text = text.replace(entity, meant)
    out, at = [], 0
    for found in INLINE.finditer(text):
        out.append(escaped(text[at:found.start()]))
        if found["code"]:
            out.append(rf"\fB{escaped(found['code'], exact=True)}\fR")
        elif found["link"]:
            out.append(linked(found["link"], found["to"]))
        else:
            inner = inline(found["bold"] or found["italic"])
            out.append(inner if r"\fB" in inner else rf"\f{'B' if found['bold'] else 'I'}{inner}\fR")
        at = found.end()
    return "".join(out) + escaped(text[at:])


def line(text):
    """Text at the beginning of a line: a dot or an apostrophe there would be a request."""
    return r"\&" + text if text[:1] in (".", "'") else text


def cells(row):
    return [cell.strip().replace(r"\|", "|") for cell in re.split(r"(?<!\\)\|", row.strip()[1:-1])]


def table(rows):
    """Each row is a paragraph behind its first cell; the heads of the columns stand before them."""
    head, rows = cells(rows[0]), [cells(row) for row in rows[2:]]
    yield ".PP"
    yield line(" \\(em ".join(rf"\fI{escaped(name)}\fR" for name in head if name))
    for row in rows:
        yield ".TP"
        yield line(inline(row[0]))
        yield line(" \\(em ".join(inline(cell) for cell in row[1:] if cell)) or r"\&"


def code(lines, kind):
    yield ".PP"
    yield ".in +2n" if kind == "" else ".in +4n"
    yield ".nf"
    for text in lines:
        left, arrow, right = text.partition(" → ")
        if arrow and len(text) > WIDTH - 4:
            yield line(escaped(left.rstrip(), exact=True))
            text = "    → " + right.strip()
        yield line(escaped(text, exact=True)) or r"\&"
    yield ".fi"
    yield ".in"


def heading(text):
    level, _, words = text.partition(" ")
    return f".SH {escaped(words.upper())}" if len(level) == 2 else f".SS {inline(words)}"


def taken(lines, at, belongs):
    end = at
    while end < len(lines) and belongs(lines[end]):
        end += 1
    return lines[at:end], end


def body(lines):
    at = 0
    while at < len(lines):
        text = lines[at]
        if not text.strip():
            at += 1
        elif text.startswith("```"):
            block, at = taken(lines, at + 1, lambda other: not other.startswith("```"))
            yield from code(block, text[3:])
            at += 1
        elif text.startswith("    "):
            block, at = taken(lines, at, lambda other: other.startswith("    "))
            yield from code([other[4:] for other in block], "")
        elif text.startswith("#"):
            yield heading(text)
            at += 1
        elif text.startswith("|"):
            block, at = taken(lines, at, lambda other: other.startswith("|"))
            yield from table(block)
        elif text.startswith("* "):
            block, at = taken(lines, at + 1, lambda other: other.startswith("  "))
            yield from [".IP \\(bu 2", line(inline(" ".join(part.strip() for part in [text[2:], *block])))]
        elif text[0] in "<>-+1" and re.match(r"<|> |- |\+ |1\. ", text):
            sys.exit(f"make_man_page.py: what is this line: {text}")
        else:
            block, at = taken(lines, at, lambda other: other.strip() and not other.startswith(("#", "|", "* ", "```")))
            yield from [".PP", line(inline(" ".join(block)))]


def page(name, section, summary, version, text, see_also):
    text = re.sub(r"<!--.*?-->\n?", "", text, flags=re.S).partition("\n")[2]  # without its heading, which is the name
    yield r".\" Made of a page of docs/ by tools/make_man_page.py."
    yield f'.TH {escaped(name.upper(), exact=True)} {section} "" "muniment {version}" "muniment"'
    yield from [".nh", ".ad l", ".SH NAME", rf"{escaped(name, exact=True)} \- {escaped(summary)}", ".SH DESCRIPTION"]
    yield from body(text.splitlines())
    if see_also:
        yield ".SH SEE ALSO"
        yield ", ".join(map(reference, see_also))


if __name__ == "__main__":
    made, summary, version, source, *see_also = sys.argv[1:]
    made, source = pathlib.Path(made), pathlib.Path(source)
    lines = page(made.stem, made.suffix[1:], summary, version, source.read_text(encoding="utf-8"), see_also)
    made.write_text("\n".join(lines) + "\n", encoding="ascii")
