# SPDX-License-Identifier: GPL-3.0-or-later
"""Signed notes, archive.note and checkpoints (2.8). Ed25519 and the form of keys are those of check_proof.py."""
import re

import check_proof
from .primitives import Damage, require


def guarded(function, *arguments):
    """What check_proof refuses is damage here."""
    try:
        return function(*arguments)
    except (check_proof.Failed, ValueError) as why:
        raise Damage(str(why.args[-1])) from None


def open_note(data, key=None):
    """The lines of the body, and the number of signatures; `key` or what the line `log` in the body says must have signed."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        raise Damage("a note that is not UTF-8") from None
    at = text.rfind("\n\n")
    require(at > 0 and text.endswith("\n") and len(text) > at + 2, "no signed note")
    body, lines = text[:at + 1], text[at + 2:-1].split("\n")
    if key is None:
        named = re.search(r"^log (\S+)$", body, re.M)
        require(named, "a note that names no key")
        key = guarded(check_proof.parse_key, named[1])
    name, key_hash, public = key
    good = 0
    for line in lines:
        parts = re.fullmatch(r"— ([^\s+]+) (\S+)", line)
        require(parts, "a line behind the note that is no signature")
        signature = guarded(check_proof.from_base64, parts[2])
        if parts[1] == name and signature[:4] == key_hash:
            require(guarded(check_proof.signature_is_good, public, body.encode(), signature[4:]), "a bad signature")
            good += 1
    require(good, "the log's key has not signed this")
    return body.split("\n")[:-1], len(lines), key


NOTE = [r"muniment/archive@v1", r"name ([A-Za-z0-9.-]{1,64})", r"archive ([0-9a-f]{32})", r"format (1\.0)", r"suite (1)",
        r"created (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)", r"log (\S+)"]


def archive_note(data):
    """Name, archive id and log key of archive.note."""
    lines, signatures, key = open_note(data)
    found = [re.fullmatch(pattern, line) for pattern, line in zip(NOTE, lines)]
    require(len(lines) == len(NOTE) and all(found) and signatures == 1, "archive.note is not as it should be")
    name, archive_id = found[1][1], bytes.fromhex(found[2][1])
    require(key[0] == f"muniment/{name}/{archive_id.hex()}", "the log key's name is not that of the archive")
    return {"name": name, "id": archive_id, "key": key, "key_text": found[6][1]}


def checkpoint(data, key, alone=False):
    """Size and root."""
    lines, signatures, _ = open_note(data, key)
    require(len(lines) == 3 and lines[0] == key[0], "no checkpoint of this log")
    require(not alone or signatures == 1, "HEAD has more than one signature")
    return guarded(check_proof.from_decimal, lines[1]), guarded(check_proof.from_base64, lines[2], 32)
