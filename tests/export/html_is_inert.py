#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Transcripts hold every text, and nothing in them runs, loads or leaves the bundle: html_is_inert.py <writer>"""
import collections
import html.parser
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import urllib.parse

WRITER = sys.argv[1]
TAGS = set("html head meta title style body header main footer nav p h1 h2 dl dt dd ul ol li a bdi code small time span div "
           "mark table thead tbody tr th td".split())
ATTRIBUTES = {"lang", "charset", "name", "content", "http-equiv", "class", "id", "href", "rel", "dir", "datetime", "aria-label", "scope"}
VOID = {"meta"}


def check(condition, *what):
    if not condition:
        sys.exit(" ".join(map(repr, what)))


class Page(html.parser.HTMLParser):
    """Collects texts by message, and refuses any tag or attribute that a transcript does not need."""

    def __init__(self, path):
        super().__init__()
        self.path, self.open, self.links, self.ids = path, [], [], []
        self.texts, self.hits = collections.defaultdict(str), 0
        self.depth_of_text = None
        self.feed(path.read_bytes().decode())
        check(not self.open, path.name, "unclosed", self.open)

    def handle_starttag(self, tag, attributes):
        check(tag in TAGS, self.path.name, "tag", tag)
        for name, value in attributes:
            check(name in ATTRIBUTES, self.path.name, "attribute", name)
            if name == "id":
                check(value not in self.ids, self.path.name, "id twice", value)
                self.ids.append(value)
            if name == "href":
                self.links.append(value)
        self.hits += tag == "mark"
        if tag not in VOID:
            self.open.append(tag)
        if dict(attributes).get("class") == "text":
            self.depth_of_text = len(self.open)

    def handle_endtag(self, tag):
        check(self.open and self.open[-1] == tag, self.path.name, "ends", tag, self.open[-3:])
        if self.depth_of_text == len(self.open):
            self.depth_of_text = None
        self.open.pop()

    def handle_data(self, data):
        if self.depth_of_text is not None:
            self.texts[self.ids[-1]] += data


def pictured(text):
    if not re.search(r"[\x00-\x08\x0b-\x1f\x7f]", text):
        return text
    return "".join(c if c in "\t\n" or c >= " " and c != "\x7f" else "␍" if c == "\r" else "\u2421" if c == "\x7f"
                   else chr(0x2400 + ord(c)) for c in text)


def check_links(page, bundle):
    for link in page.links:
        check(not re.match(r"[a-z][a-z0-9+.-]*:|//|/", link), page.path.name, "a link that leaves the bundle", link)
        path, _, anchor = link.partition("#")
        target = (page.path.parent / urllib.parse.unquote(path)).resolve() if path else page.path
        check(target.is_file() and bundle in target.parents, page.path.name, "a link to nowhere", link)
        check(not anchor or anchor in page.ids, page.path.name, "an anchor to nowhere", link)


def check_bundle(bundle, what):
    run = subprocess.run([WRITER, "html", str(bundle), what], check=True, capture_output=True, text=True)
    items = {item["number"]: item for item in map(json.loads, run.stdout.rstrip("\n").split("\n"))}
    pages = [Page(path) for path in [bundle / "index.html", *sorted(bundle.glob("conversations/*.html"))]]
    seen = [id for page in pages for id in page.ids]
    check(sorted(seen) == sorted(items), "each message once")
    for page in pages:
        source = page.path.read_text()
        check("url(" not in source.split("</style>")[0] and "@import" not in source.split("</style>")[0], "style loads something")
        check(b"\x00" not in page.path.read_bytes(), page.path.name, "NUL")
        check_links(page, bundle)
        for number, text in page.texts.items():
            check(text == pictured(items[number]["text"]), page.path.name, number, text[:80])
    for number, item in items.items():
        shown = any(number in page.texts for page in pages)
        check(shown == bool(item["text"]), number, "text is shown")
    check(sum(page.hits for page in pages) > 0 or what.startswith("short"), "hits are marked")
    held = sum(a["held"] for item in items.values() for a in item["attachments"])
    check(len(list(bundle.glob("files/*"))) == held, "files", held)
    return pages


with tempfile.TemporaryDirectory() as temporary:
    top = pathlib.Path(temporary).resolve()
    check_bundle(top / "all", "all")
    check_bundle(top / "calm", "calm")
    check(len(check_bundle(top / "long", "short:2500")) == 4, "2,500 messages are three pages and the index")
print("transcripts are complete and inert")
