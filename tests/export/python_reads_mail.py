#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Python's own mail readers find in mbox and EML exactly what went in: python_reads_mail.py <writer>

Text, ids, subjects, identities and attachments' bytes, for messages that try to break out of the format.
"""
import csv
import datetime
import email
import email.policy
import email.utils
import hashlib
import json
import mailbox
import pathlib
import re
import subprocess
import sys
import tempfile
import unicodedata

WRITER = sys.argv[1]
BIDI = {0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)}


def items_of(format_name, out, *arguments):
    run = subprocess.run([WRITER, format_name, str(out), *arguments], check=True, capture_output=True, text=True)
    return {"<" + item["mail_id"] + ">": item for item in map(json.loads, run.stdout.rstrip("\n").split("\n"))}


def clean_line(text):
    """The documented rule for what people see: one line, no controls, at most 200 code points."""
    shown = "".join(" " if c in "\t\n\r" else "\ufffd" if unicodedata.category(c) in ("Cc", "Zl", "Zp") or ord(c) in BIDI
                    else c for c in text[:200])
    return shown + "…" if len(text) > 200 else shown


def check(condition, number, *what):
    if not condition:
        sys.exit(f"{number}: " + " ".join(map(repr, what)))


def header_bytes(value):
    """A header decoded by the old, literal decoder: no policy between us and what was written."""
    parts = email.header.decode_header(value)
    return "".join(p.decode(charset or "ascii") if isinstance(p, bytes) else p for p, charset in parts)


def check_7bit_and_lines(raw, number, line_end):
    check(all(b < 128 for b in raw), number, "not ASCII")
    check(line_end == b"\n" or raw.count(b"\r") == raw.count(b"\n") == raw.count(b"\r\n"), number, "not CRLF throughout")
    check(line_end == b"\r\n" or b"\r" not in raw, number, "CR in an mbox")
    lines = raw.split(line_end)
    check(max(map(len, lines)) <= 260, number, "a long line", max(map(len, lines)))
    check(not any(re.match(rb">*From ", line) for line in lines), number, "a From_ line inside")
    for line in lines:
        if b"=?utf-8?" in line and not line.startswith((b"X-Muniment-", b"Subject: WhatsApp: =?utf-8?Q?_not")):
            check(len(line) <= 76, number, "a long line with an encoded-word", line)
        for word in re.findall(rb"=\?utf-8\?[QB]\?[^? ]*\?=", line):
            check(len(word) <= 75, number, "a long encoded-word", word)


def check_words_are_whole(raw, number):
    for charset, encoding, text in re.findall(rb"=\?(utf-8)\?([QB])\?([^? ]*)\?=", raw):
        word = b"=?" + charset + b"?" + encoding + b"?" + text + b"?="
        for piece, used in email.header.decode_header(word.decode()):
            piece.decode(used)  # raises if a code point was cut


def check_headers(item, message, raw):
    number = item["number"]
    for name in ("Date", "From", "To", "Subject", "Message-ID", "References", "MIME-Version", "Content-Type"):
        check(len(message.get_all(name, [])) == 1, number, "header once", name)
    for name in ("Bcc", "X-Injected"):
        check(message[name] is None, number, "an injected header", name)
    when = item["time_ms"] if item["time_ms"] is not None else item["captured_ms"] if item["captured_ms"] is not None else 0
    when = max(-62135596800000, min(253402300799999, when))
    stamp = datetime.datetime(1970, 1, 1) + datetime.timedelta(milliseconds=when)
    in_mail = max(stamp, datetime.datetime(1900, 1, 1))
    check(message["Date"].endswith("+0000"), number, "zone of Date")
    check(email.utils.parsedate_to_datetime(message["Date"]).replace(tzinfo=None) == in_mail.replace(microsecond=0), number, "Date")
    exact_time = f"{stamp.year:04}-{stamp:%m-%dT%H:%M:%S}.{stamp.microsecond // 1000:03}Z"
    check(message["X-Muniment-Event-Time"] == exact_time, number, message["X-Muniment-Event-Time"], exact_time)
    basis = item.get("basis") or ("unknown" if item["captured_ms"] is None else "captured")
    check(message["X-Muniment-Time-Basis"] == basis, number, "basis")
    subject = f"WhatsApp: {clean_line(item['title'])} {exact_time[:10]}"
    check(header_bytes(message["Subject"].replace("\n", "")) == subject, number, "Subject", message["Subject"], subject)
    references = message["References"].split()
    check(references[0] == f"<{item['root']}>", number, "root")
    if item["parent"]:
        check(message["In-Reply-To"] == f"<{item['parent']}>" == references[1], number, "parent")
    else:
        check(message["In-Reply-To"] is None and len(references) == 1, number, "no parent")
    exact = {"X-Muniment-Sender": item["sender"], "X-Muniment-Chat": item["conversation"], "X-Muniment-Message": number,
             "X-Muniment-Record-SHA256": item["record_sha256"], "X-Muniment-Original-Time": item.get("original", "")}
    for name, value in exact.items():
        found = message[name]
        found = "" if found is None else header_bytes(re.sub(r"\r?\n", "", found))
        check(found == value, number, name, found, value)


def check_addresses(item, message):
    number = item["number"]
    # Not through email.policy.default: its reader of phrases keeps the space between two encoded-words (Python 3.11).
    unfolded = {name: re.sub(r"\r?\n", "", message[name]) for name in ("From", "To")}
    senders, recipients = (email.utils.getaddresses([unfolded[name]]) for name in ("From", "To"))
    check(len(senders) == 1, number, "one sender", senders)
    for _, address in (*senders, *recipients):
        check(re.fullmatch(r"[a-z0-9._-]{1,64}@[a-z0-9.-]+\.invalid", address), number, "address", address)
    others = [p for p in item["participants"] if p != item["sender"]]
    check(len(recipients) == (len(others) if len(item["participants"]) <= 101 and others else 1), number, "recipients")
    if item["sender"] and not re.fullmatch(r"\d+@s\.whatsapp\.net", item["sender"]):
        name = header_bytes(senders[0][0])
        check(name.strip() == clean_line(item["sender"]).strip(), number, "display name", name)


def check_body(item, message, line_end):
    number = item["number"]
    parts = [p for p in message.walk() if not p.is_multipart()]
    text = parts[0].get_payload(decode=True).decode("utf-8")
    check(parts[0]["Content-Transfer-Encoding"] != "base64" or not re.search(r"(?<!\r)\n", text), number, "LF alone in base64")
    if line_end == b"\r\n" or parts[0]["Content-Transfer-Encoding"] == "base64":
        text = text.replace("\r\n", "\n")  # the line ends of mail; a carriage return of the text stands before them
    if item["text"] is None:
        check(message["X-Muniment-Body"] == "generated" and text.startswith("["), number, "a generated body", text)
    else:
        check(message["X-Muniment-Body"] is None, number, "not generated")
        check(text == item["text"] + "\n", number, "text", text[:200], item["text"][:200])
    absent = [a for a in item["attachments"] if not a["held"]]
    named = [header_bytes(re.sub(r"\r?\n", "", v)) for v in message.get_all("X-Muniment-Attachment-Absent", [])]
    check(named == [a["name"] or "unnamed" for a in absent], number, "absent", named)
    notes = "".join(p.get_payload(decode=True).decode() for p in parts if p.get_content_disposition() != "attachment")
    check(notes.count("[attachment not held: ") >= len(absent), number, "absent ones are named in the text")


def check_attachments(item, message, raw):
    number = item["number"]
    held = [a for a in item["attachments"] if a["held"]]
    parts = [p for p in message.walk() if p.get_content_disposition() == "attachment"]
    check(len(parts) == len(held), number, "attachments", len(parts), len(held))
    modern = email.message_from_bytes(raw, policy=email.policy.default)  # the old policy does not see filename*
    names = [p.get_filename() for p in modern.walk() if p.get_content_disposition() == "attachment"]
    for expected, part, filename in zip(held, parts, names):
        content = part.get_payload(decode=True)
        check(hashlib.sha256(content).hexdigest() == expected["sha256"], number, "content of", expected["name"])
        check(part["X-Muniment-Attachment-SHA256"] == expected["sha256"], number, "hash of", expected["name"])
        check(filename and not re.search(r'[/\\\x00-\x1f\x7f]', filename) and len(filename.encode()) <= 120
              and not filename.startswith((".", "-", "~")), number, "file name", filename)
        if re.fullmatch(r"\w[\w. ]*\w", expected["name"]) and len(expected["name"]) < 50:
            check(filename in (expected["name"], "_" + expected["name"]), number, filename)
        exact = part["X-Muniment-Attachment-Name"]
        if exact is not None:
            check(header_bytes(re.sub(r"\r?\n", "", exact)) == expected["name"], number, "exact name", exact)


def check_message(item, raw, line_end):
    check_7bit_and_lines(raw, item["number"], line_end)
    check_words_are_whole(raw.replace(b"\r\n", b"\n"), item["number"])
    message = email.message_from_bytes(raw)
    check_headers(item, message, raw)
    check_addresses(item, message)
    check_body(item, message, line_end)
    check_attachments(item, message, raw)


def check_mbox(folder):
    items = items_of("mbox", folder / "mbox", "all", "100000")
    seen = []
    files = sorted((folder / "mbox/mbox").glob("*.mbox"))
    check(len(files) > 3, "mbox", "it was split", len(files))
    for file in files:
        for message in mailbox.mbox(file):
            raw = message.as_bytes()
            seen.append(message["Message-ID"])
            check(message["Message-ID"] in items, "mbox", "an unknown message", message["Message-ID"], file.name)
    check(sorted(seen) == sorted(items), "mbox", "each message once", len(seen), len(items))
    check_index(folder / "mbox/mbox", items)


def check_index(folder, items):
    rows = list(csv.DictReader((folder / "index.csv").open(newline="")))
    check([r["message_id"] for r in rows] == list(items), "index", "order")
    for row in rows:
        data = (folder / row["file"]).read_bytes()
        at, length = int(row["offset"]), int(row["length"])
        raw = data[at:at + length]
        check(hashlib.sha256(raw).hexdigest() == row["sha256"], row["message"], "hash in the index")
        check(data[at + length:at + length + 1] == b"\n", row["message"], "an empty line follows")
        line = data[data.rfind(b"\n", 0, at - 1) + 1:at].decode()
        check(re.fullmatch(r"From [a-z0-9._@-]+ [A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4}\n", line), row["message"], line)
        check_message(items[row["message_id"]], raw, b"\n")


def check_eml(folder):
    items = items_of("eml", folder / "eml")
    files = sorted((folder / "eml/messages").rglob("*.eml"))
    check(len(files) == len(items), "eml", "a file per message", len(files))
    for file in files:
        raw = file.read_bytes()
        item = items[email.message_from_bytes(raw)["Message-ID"]]
        check(file.stem.endswith("-" + item["number"]), "eml", "name", file.name)
        check_message(item, raw, b"\r\n")


with tempfile.TemporaryDirectory() as temporary:
    check_mbox(pathlib.Path(temporary))
    check_eml(pathlib.Path(temporary))
print("Python read every message as it was written")
