#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Python reads the figures and the exact terms back from each form of a hit report, and nothing in one is a formula or a
script: hit_report_reads_back.py <writer>"""
import csv
import html.parser
import io
import json
import re
import subprocess
import sys
import xml.etree.ElementTree
import zipfile

WRITER = sys.argv[1]
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
FIGURES = ("hits", "messages", "unique", "days", "family")
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
TAGS = set("html head meta title style body header main footer p h1 h2 dl dt dd bdi code small pre table thead tbody tfoot tr th td".split())


def check(condition, *what):
    if not condition:
        sys.exit(" ".join(map(repr, what)))


def write(form):
    run = subprocess.run([WRITER, form], check=True, capture_output=True)
    again = subprocess.run([WRITER, form], check=True, capture_output=True)
    check(run.stdout == again.stdout, form, "the same report gives the same bytes")
    return run.stdout, [json.loads(line) for line in run.stderr.decode().splitlines()]


def pictured(text):
    return text.replace("\x01", "\u2401")


# --- CSV ----------------------------------------------------------------------------------------------------------------

def check_csv():
    data, expected = write("csv")
    check(data.startswith(b"\xef\xbb\xbf"), "a mark of UTF-8")
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True))
    check(len({len(row) for row in rows}) == 1, "every row has as many cells", {len(row) for row in rows})
    for row in rows:
        check(not any(cell.startswith(FORMULA) for cell in row), "a cell could be a formula", row)
    terms = [row for row in rows if row[0] in ("term", "refused", "repeated")]
    check(len(terms) == len(expected), "a row for each term")
    for row, want in zip(terms, expected):
        text = row[2][1:] if row[2].startswith("'") else row[2]
        check(text == pictured(want["text"]), row, want)
        check(int(row[1]) == want["line"] and (row[0] == "term") == want["counted"], row, want)
        if want["counted"]:
            check([int(cell) if cell else None for cell in row[4:]] == [want[name] for name in FIGURES] + want["custodians"], row, want)
    totals = [row for row in rows if row[0] == "total"]
    check(len(totals) == 1 and int(totals[0][5]) == sum(map(int, totals[0][9:])), "the custodians of the total add up")
    about = {row[2]: row[3] for row in rows if row[0] == "about"}
    check(about["Searched"] == "4,000 of 4,000 messages" and about["Label"] == "'=attorney work product", about)


# --- XLSX ---------------------------------------------------------------------------------------------------------------

def decoded(text):
    return re.sub(r"_x([0-9a-fA-F]{4})_", lambda found: chr(int(found[1], 16)), text)


def column(place):
    number = 0
    for letter in re.match("[A-Z]+", place)[0]:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def rows_of(book, name):
    tree = xml.etree.ElementTree.fromstring(book.read(name))
    for row in tree.iter(SHEET + "row"):
        cells = {}
        for cell in row.iter(SHEET + "c"):
            check({child.tag for child in cell} <= {SHEET + "v", SHEET + "is"}, "a cell holds a number or a text, no formula")
            if cell.get("t") == "inlineStr":
                cells[column(cell.get("r"))] = decoded("".join(t.text or "" for t in cell.iter(SHEET + "t")))
            elif cell.find(SHEET + "v") is not None:
                check(cell.get("t") is None, "a number is a number")
                cells[column(cell.get("r"))] = int(cell.find(SHEET + "v").text)
        yield [cells.get(i) for i in range(max(cells, default=-1) + 1)]


def check_package(book):
    check(book.testzip() is None, "the sums of the zip hold")
    types = xml.etree.ElementTree.fromstring(book.read("[Content_Types].xml"))
    parts = {each.get("PartName").lstrip("/") for each in types if each.get("PartName")}
    check(parts == {name for name in book.namelist() if name.endswith(".xml") and not name.startswith("[")}, "every part has its type", parts)
    targets = xml.etree.ElementTree.fromstring(book.read("xl/_rels/workbook.xml.rels"))
    check(all("xl/" + each.get("Target") in book.namelist() for each in targets), "every relation leads to a part")
    names = [each.get("name") for each in xml.etree.ElementTree.fromstring(book.read("xl/workbook.xml")).iter(SHEET + "sheet")]
    check(names == ["Terms", "Custodians", "About"], names)


def check_xlsx():
    data, expected = write("xlsx")
    book = zipfile.ZipFile(io.BytesIO(data))
    check_package(book)
    rows = list(rows_of(book, "xl/worksheets/sheet1.xml"))
    check(rows[0] == ["Line", "Term", "Hits", "Messages", "Unique", "Conversation-days", "Family", "Notes"], rows[0])
    check(len(rows) == len(expected) + 2, "a row for each term, and the total")
    for row, want in zip(rows[1:], expected):
        check(row[0] == want["line"], row[0], want["line"])
        if len(want["text"]) > 32767:
            check(len(row[1]) <= 32767 and row[1].endswith("[cut: longer than a cell]"), "a text that no cell holds says that it is cut")
        else:
            check(row[1] == pictured(want["text"]), row[1], want["text"])
        check(row[2:7] == [want[name] if want["counted"] else None for name in FIGURES], row[2:7], want["line"])
    custodians = list(rows_of(book, "xl/worksheets/sheet2.xml"))
    check(custodians[0][3:] == ["=cmd|' /C calc'!A0", "zoë \"z\"", "no custodian"], custodians[0])
    counted = [want for want in expected if want["counted"]]
    for row, want in zip(custodians[1:], counted):
        check(row[2] == sum(row[3:]) == want["messages"] and row[3:] == want["custodians"], row[0])
    about = dict(row[:2] for row in rows_of(book, "xl/worksheets/sheet3.xml") if len(row) == 2)
    check(about["Label"] == "=attorney work product" and about["Reason"] == "+matter", about)


# --- HTML ---------------------------------------------------------------------------------------------------------------

class Page(html.parser.HTMLParser):
    """Collects the cells of all tables, and refuses any tag that a report does not need."""

    def __init__(self, text):
        super().__init__()
        self.open, self.rows = [], []
        self.feed(text)
        check(not self.open, "unclosed", self.open)

    def handle_starttag(self, tag, attributes):
        check(tag in TAGS and all(name in ("lang", "charset", "name", "content", "http-equiv", "class", "scope", "colspan") for name, _ in attributes),
              "tag", tag, attributes)
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag):
        check(self.open and self.open.pop() == tag, "ends", tag)

    def handle_data(self, data):
        if ("td" in self.open or "th" in self.open) and "small" not in self.open:
            self.rows[-1][-1] += data


def check_html():
    data, expected = write("html")
    page = Page(data.decode())
    figures = {row[0]: row for row in page.rows if len(row) == 7 and row[0].isdigit()}
    for want in expected:
        if not want["counted"]:
            check(str(want["line"]) not in figures, "is not counted", want)
            continue
        row = figures[str(want["line"])]
        check(row[1] == pictured(want["text"]), row[1], want["text"])
        check([None if cell == "–" else int(cell.replace(",", "")) for cell in row[2:]] == [want[name] for name in FIGURES], row, want)
    refused = [row for row in page.rows if row[-1].startswith("refused: ")]
    check(len(refused) == 1 and "=form:ana\n  ^" in refused[0][-1], refused)


check_csv()
check_xlsx()
check_html()
