#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""sha256sum -c accepts every bundle, manifest.json lists it, and Python's csv gets every cell back: sums_and_csv.py <writer>"""
import csv
import hashlib
import json
import pathlib
import subprocess
import sys
import tempfile

WRITER = sys.argv[1]
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def write(format_name, out):
    run = subprocess.run([WRITER, format_name, str(out)], check=True, capture_output=True, text=True)
    return [json.loads(line) for line in run.stdout.rstrip("\n").split("\n")]


def check(condition, *what):
    if not condition:
        sys.exit(" ".join(map(repr, what)))


def check_sums(bundle):
    subprocess.run(["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"], cwd=bundle, check=True)
    there = sorted(p.relative_to(bundle).as_posix() for p in bundle.rglob("*") if p.is_file())
    listed = [line[66:] for line in (bundle / "SHA256SUMS").read_text().splitlines()]
    check(listed == sorted(listed, key=str.encode), "sorted")
    check(sorted([*listed, "SHA256SUMS"]) == there, "every file is listed once", set(there) ^ {*listed, "SHA256SUMS"})
    files = json.loads((bundle / "manifest.json").read_text())["files"]
    check([f["path"] for f in files] == [path for path in listed if path != "manifest.json"], "manifest and sums agree")
    for f in files:
        data = (bundle / f["path"]).read_bytes()
        check(len(data) == f["size"] and hashlib.sha256(data).hexdigest() == f["sha256"], f["path"])
    damage = bundle / files[0]["path"]
    damage.write_bytes(damage.read_bytes() + b"x")
    broken = subprocess.run(["sha256sum", "--check", "--status", "SHA256SUMS"], cwd=bundle)
    check(broken.returncode == 1, "a changed file is noticed")


def exact(cell):
    return cell[1:] if cell.startswith("'") else cell


def pictured(text):
    return "".join(c if c in "\t\n\r" or " " <= c != "\x7f" else "\u2421" if c == "\x7f" else chr(0x2400 + ord(c)) for c in text)


def check_csv(bundle, items):
    raw = (bundle / "hits.csv").read_bytes()
    check(raw.startswith(b"\xef\xbb\xbf") and raw.endswith(b"\r\n"), "BOM and CRLF")
    csv.field_size_limit(1 << 20)
    with (bundle / "hits.csv").open(newline="", encoding="utf-8-sig") as table:
        rows = list(csv.DictReader(table))
    check([row["message"] for row in rows] == [item["number"] for item in items], "a row for each message, in order")
    for row, item in zip(rows, items):
        check(not any(cell.startswith(FORMULA) for cell in row.values()), item["number"], "a cell that could be a formula")
        for column, name in (("text", "text"), ("sender_id", "sender"), ("conversation_id", "conversation"), ("conversation", "title")):
            check(exact(row[column]) == pictured(item[name] or ""), item["number"], column)
        held = ["not held" if not a["held"] else a["sha256"] for a in item["attachments"]]
        check(row["attachment_sha256"].split("\n") == (held or [""]), item["number"], "hashes")
        check(len(row["attachments"].split("\n")) == max(1, len(held)), item["number"], "names")
        check(row["record_sha256"] == item["record_sha256"] and row["message_id"] == f"<{item['mail_id']}>", item["number"])


with tempfile.TemporaryDirectory() as temporary:
    for name in ("csv", "eml", "html", "mbox"):
        bundle = pathlib.Path(temporary, name)
        items = write(name, bundle)
        if name == "csv":
            check_csv(bundle, items)
        check_sums(bundle)
print("sums and cells are right")
