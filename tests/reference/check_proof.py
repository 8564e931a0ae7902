#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks a muniment proof. Needs Python 3.11 and nothing else: no archive, no key, no other program.

  check_proof.py FILE [--log-key KEY] [--attachment FILE]...    one proof: what it shows, and the result
  check_proof.py --bundle DIR [--log-key KEY]                   an export: SHA256SUMS and DIR/proof/messages.proof
  check_proof.py --each FILE...                                 one line "FILE: RESULT" for each
The last line is "result: verified", "result: altered" or "result: not verifiable"; the exit status is 0, 1 or 2.
Written from docs/archive-format.md alone; numbers in comments are its sections, "rule" is a rule of its 2.9."""
import argparse, base64, hashlib, pathlib, re, shutil, struct, sys, tempfile  # noqa: E401
from datetime import datetime, timedelta

VERIFIED, ALTERED, NOT_VERIFIABLE = "verified", "altered", "not verifiable"
KINDS = {1: "message", 3: "event", 4: "key", 5: "hold", 6: "disposition", 7: "gap", 8: "recovery", 10: "configuration"}
NOT_COVERED = """not covered (2.9): whether what the source delivered is true or complete; attachments not named above;
  the time, beyond what the archive's own clock said; what is withheld; whether there are other messages."""

class Failed(Exception):
    """(verdict, why)"""

def require(condition, why, verdict=ALTERED):
    if not condition:
        raise Failed(verdict, why)

def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()

# ---- Ed25519 (RFC 8032 section 5.1), verification only. A point is (X, Y, Z, T): x = X/Z, y = Y/Z, xy = T/Z.
P, ORDER = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P

def add(a, b):
    e, f = (a[1] - a[0]) * (b[1] - b[0]), (a[1] + a[0]) * (b[1] + b[0])
    g, h = 2 * a[3] * b[3] * D, 2 * a[2] * b[2]
    return (f - e) * (h - g) % P, (h + g) * (f + e) % P, (h - g) * (h + g) % P, (f - e) * (f + e) % P

def multiply(factor, point):
    if factor == 0:
        return 0, 1, 1, 0
    double = multiply(factor // 2, add(point, point))
    return add(double, point) if factor % 2 else double

def decompress(text):
    """RFC 8032 5.1.3: y must be below p, and x = 0 has no sign."""
    y, sign = int.from_bytes(text, "little") % 2**255, text[31] >> 7
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if x * x % P != square:
        x = x * pow(2, (P - 1) // 4, P) % P
    require(y < P and x * x % P == square and not (x == 0 and sign), "32 bytes that are no point of Ed25519")
    x = P - x if x % 2 != sign else x
    return x, y, 1, x * y % P

def signature_is_good(public, message, signature):
    """RFC 8032 5.1.7, without cofactor: S is below the order of the group, and S*B - k*A is R."""
    r, s = signature[:32], int.from_bytes(signature[32:], "little")
    require(len(signature) == 64 and s < ORDER, "a signature of another length, or whose S is not below the order")
    base, (x, y, z, t) = decompress((4 * pow(5, -1, P) % P).to_bytes(32, "little")), decompress(public)
    k = int.from_bytes(hashlib.sha512(r + public + message).digest(), "little") % ORDER
    found, right = add(multiply(s, base), multiply(k, (-x % P, y, z, -t % P))), decompress(r)
    return all((found[i] - right[i] * found[2]) % P == 0 for i in (0, 1))

# ---- Lines (rule 1): one space between words, base64 in its one canonical form, numbers without leading zeros.
def from_base64(text, length=None):
    data = base64.b64decode(text.encode(), validate=True)
    require(base64.b64encode(data) == text.encode() and length in (None, len(data)), "base64 of another form or length")
    return data

def from_decimal(text):
    require(re.fullmatch("0|[1-9][0-9]{0,19}", text) and int(text) < 2**64, "no decimal number, or with leading zeros")
    return int(text)

class Lines:
    """The lines of a file, with a look at the next one (None at the end), which is judged when it is taken."""
    def __init__(self, file):
        self.file, self.number, self.next = file, 0, None
        self.take()

    def take(self):
        taken, self.number = self.next, self.number + 1
        require(taken is None or taken.endswith("\n"), "a line that does not end in a line feed")
        self.next = self.file.readline(1 << 29).decode(errors="surrogateescape") or None  # fits 2.18
        return taken and taken[:-1]

    def is_a(self, word):
        return self.next is not None and self.next.split(" ", 1)[0] == word

    def words(self, word, count):
        """The `count` words behind `word`."""
        words = (self.take() or "").split(" ")
        require(words[0] == word and len(words) == count + 1, f"not the line `{word}` that belongs here")
        return words[1:]

    def node(self):
        return from_base64(self.words("node", 1)[0], 32)

class Known:
    """Known leaves of a tree (2.7), ascending. Whole subtrees of 2, 4, 8… of them are kept as one hash."""
    def __init__(self):
        self.blocks, self.at = [], 0  # (first leaf, number of leaves, hash); the first block not used by `root` yet

    def append(self, index, leaf):
        first, size = index, 1
        while self.blocks and self.blocks[-1][:2] == (first - size, size) and first // size % 2:
            first, size, leaf = first - size, 2 * size, sha256(b"\x01", self.blocks.pop()[2], leaf)
        self.blocks.append((first, size, leaf))

    def any_before(self, end):
        return self.at < len(self.blocks) and self.blocks[self.at][0] < end

    def root(self, first, count, next_node):
        """root(first, n) of 2.9. `next_node` gives the next `node` line."""
        if self.blocks[self.at][:2] == (first, count):
            self.at += 1
            return self.blocks[self.at - 1][2]
        k = 1 << (count - 1).bit_length() - 1  # the largest power of two below n
        left = self.root(first, k, next_node) if self.any_before(first + k) else None
        right = self.root(first + k, count - k, next_node) if self.any_before(first + count) else next_node()
        return sha256(b"\x01", next_node() if left is None else left, right)

# ---- The log's key and the checkpoint (2.8): C2SP signed notes.
def parse_key(text):
    """`<name>+<8 hex of the key hash>+<base64 of 0x01 || public key>` gives name, key hash, public key."""
    parts = re.fullmatch(r"([!-*,-~]+)\+([0-9a-f]{8})\+(\S+)", text)
    require(parts, "`log` is not followed by a key")
    key = from_base64(parts[3], 33)
    key_hash = sha256(parts[1].encode(), b"\n", key)[:4]
    require(key[0] == 1 and parts[2] == key_hash.hex(), "`log` is followed by a key whose hash is another")
    return parts[1], key_hash, key[1:]

def checkpoint(lines, name, key_hash, public):
    """Rule 2. Three lines, an empty one, and signatures; gives size and root of the log."""
    origin, size, root, empty = (lines.take() for _ in range(4))
    require(empty == "" and origin == name, "not a checkpoint whose origin is the name of the key")
    message, signatures = f"{origin}\n{size}\n{root}\n".encode(), 0
    while lines.next is not None:
        signature = re.fullmatch(r"— ([^\s+]+) (\S+)", lines.take())
        require(signature, "not a signature below the checkpoint")
        data = from_base64(signature[2])
        if (signature[1].encode(), data[:4]) == (name.encode(), key_hash):  # no UTF-8: encode() fails
            require(signature_is_good(public, message, data[4:]), "the signature below the checkpoint is bad")
            signatures += 1
    require(signatures, "the log's key has not signed the checkpoint")
    return from_decimal(size), from_base64(root, 32)

# ---- Entries and records (2.7). What a record says is only read to be shown: the proof is over its bytes.
def cbor(data, at):
    """One item (RFC 8949, as far as records have it) and where it ends."""
    major, small = data[at] >> 5, data[at] & 31
    size = 1 << small - 24 if small > 23 else 0
    number = int.from_bytes(data[at + 1:at + 1 + size], "big") if size else small
    at += 1 + size
    if small > 27 or major > 5 or (major in (2, 3) and at + number > len(data)):
        raise ValueError
    if major < 4:
        end = at + number if major > 1 else at
        return [number, -1 - number, data[at:end], data[at:end].decode() if major == 3 else ""][major], end
    items = []
    for _ in range(number * (major - 3)):
        item, at = cbor(data, at)
        items.append(item)
    return items if major == 4 else dict(zip(items[::2], items[1::2])), at

def text_and_attachments(record):
    """Field 11, and the SHA-256 of each attachment in field 10; nothing if the record cannot be read."""
    try:
        fields, end = cbor(record, 0)
        files = [attachment.get(1) for attachment in fields.get(10, [])]
        return (fields.get(11) if end == len(record) else None), [file for file in files if isinstance(file, bytes)]
    except (ValueError, IndexError, TypeError, AttributeError, RecursionError):
        return None, []

def printable(text):
    """Nothing in a text may act on a terminal, or look like a line of this program."""
    return "".join(c if c.isprintable() and c != "\\" else f"\\u{{{ord(c):x}}}" for c in text)

class Entry:
    def __init__(self, index, data):
        fields = struct.unpack("<BB2xIQ12xI16xqQ32s", data)
        version, self.kind, self.count, self.first, zero, self.time, zero_too, self.root = fields
        self.index, self.data = from_decimal(index), data
        require(version == 1 and zero == zero_too == 0 and self.count > 0, "an entry that is not as in 2.7")  # rule 3

    def name_of(self, i):
        """Record i of kind 1 is message first + i, other records have no number (2.9)."""
        what = f"message m{self.first + i}" if self.kind == 1 else f"no message, {KINDS.get(self.kind, self.kind)}"
        at = datetime(1970, 1, 1) + timedelta(milliseconds=self.time) if 0 <= self.time < 2**47 else f"{self.time} ms,"
        return f"{what} (entry {self.index}, record {i}), committed {at} UTC\n"

class Check:
    """One proof. `out` gets what it shows; `files` (SHA-256: name) are compared with attachments."""
    def __init__(self, lines, out, log_key, files):
        self.lines, self.out, self.log_key, self.files, self.found = lines, out, log_key, files, set()

    def run(self):
        key_text, known, last = self.lines.words("log", 1)[0], Known(), -1
        require(self.log_key in (None, key_text), "a proof of another log", NOT_VERIFIABLE)  # rule 5
        key = parse_key(key_text)
        while self.lines.is_a("entry"):
            entry = self.entry()
            require(entry.index > last, "entries that do not ascend")
            known.append(entry.index, sha256(b"\x00", entry.data))
            last = entry.index
        require(self.lines.words("tree", 0) == [] and last >= 0, "no entry")
        nodes = []
        while self.lines.is_a("node"):
            nodes.append(self.lines.node())
        require(self.lines.take() == "", "no empty line before the checkpoint")
        size, root = checkpoint(self.lines, *key)
        require(last < size, "an entry past the size of the log")  # rule 4
        nodes = iter(nodes)
        require(known.root(0, size, lambda: next(nodes, b"")) == root, "entries that do not lead to the log's root")
        require(next(nodes, None) is None, "a node that is left over")  # rule 1
        self.out.write(f"in the log {printable(key_text)} of size {size} with root {root.hex()}\n")
        return self.found

    def entry(self):
        """Rule 3. An entry, its records, and the nodes between them and its root."""
        index, data = self.lines.words("entry", 2)
        entry, known, last = Entry(index, from_base64(data, 96)), Known(), -1
        while (shown := self.lines.is_a("record")) or self.lines.is_a("leaf"):
            i, *words = self.lines.words("record", 3) if shown else self.lines.words("leaf", 2)
            require(last < from_decimal(i) < entry.count, "records that do not ascend, or past the entry's number")
            last = int(i)
            self.out.write(entry.name_of(last) + ("" if shown else "  content withheld\n"))
            known.append(last, self.record(*words) if shown else from_base64(words[0], 32))
        require(last >= 0, "an entry without records")
        require(known.root(0, entry.count, self.lines.node) == entry.root, "records that do not lead to their root")
        return entry

    def record(self, salt, data):
        record = from_base64(data)
        require(re.fullmatch("[0-9a-f]{64}", salt), "a salt that is not 64 hex digits")
        text, attachments = text_and_attachments(record)
        text_line = f"  text: {printable(text)}\n" if isinstance(text, str) else ""
        self.out.write(f"  sha256 {sha256(record).hex()}\n{text_line}")
        for digest in self.files.keys() & attachments:
            self.out.write(f"  attachment: {printable(self.files[digest])}\n")
            self.found.add(digest)
        return sha256(b"\x00", bytes.fromhex(salt), record)

def digest_of(path):
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").digest()

def check_sums(folder):
    """SHA-256 to name of the files of an export. They must be those of SHA256SUMS, no more, no less, as they were."""
    paths = [path for path in folder.rglob("*") if path.is_symlink() or not path.is_dir()]
    require(not any(path.is_symlink() or not path.is_file() for path in paths), "a link or device among the files")
    held = {path.relative_to(folder).as_posix(): digest_of(path) for path in paths}
    require(held.pop("SHA256SUMS", None), "no SHA256SUMS")
    sums = (folder / "SHA256SUMS").read_bytes().decode(errors="surrogateescape")
    listed = {line[66:]: line[:64] for line in sums.split("\n")[:-1]}
    require(sums == "".join(f"{digest}  {name}\n" for name, digest in listed.items()), "SHA256SUMS in another form")
    for name in sorted(listed.keys() | held.keys()):
        require(name in held, f"missing: {printable(name)}")
        require(held[name].hex() == listed.get(name), f"not as in SHA256SUMS: {printable(name)}")
    return {digest: name for name, digest in held.items()}

def examine(path, out, given):
    """Verdict, and why. `out` gets what the proof shows, which means nothing unless it is verified."""
    lines = None
    try:
        with open(path, "rb") as proof:
            require(proof.readline(64) == b"muniment/proof@v1\n", "no proof", NOT_VERIFIABLE)
            files = check_sums(given.bundle) if given.bundle else {digest_of(at): str(at) for at in given.attachment}
            lines = Lines(proof)
            named = Check(lines, out, given.log_key, files).run()
            require(given.bundle or named == files.keys(), "a file that is the attachment of no record shown here")
        return VERIFIED, ""
    except OSError as error:
        return NOT_VERIFIABLE, f"{error.filename}: {error.strerror}"
    except (Failed, ValueError) as failure:  # ValueError: bytes that are neither UTF-8 nor base64
        verdict, why = failure.args if isinstance(failure, Failed) else (ALTERED, str(failure))
        return verdict, why + (f" (line {lines.number})" if lines else "")

def main():
    options = argparse.ArgumentParser(usage=__doc__)
    what = options.add_mutually_exclusive_group(required=True)
    what.add_argument("file", nargs="?")
    what.add_argument("--bundle", type=pathlib.Path)
    what.add_argument("--each", nargs="+", default=[])
    options.add_argument("--log-key")
    options.add_argument("--attachment", action="append", default=[])
    given = options.parse_args()
    sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
    out = tempfile.TemporaryFile("w+", encoding="utf-8", errors="backslashreplace")
    if given.each:
        print("\n".join(f"{file}: {examine(file, out, given)[0]}" for file in given.each))
        return 0
    verdict, why = examine(given.bundle / "proof" / "messages.proof" if given.bundle else given.file, out, given)
    if verdict == VERIFIED:
        out.seek(0)
        shutil.copyfileobj(out, sys.stdout)
    print(NOT_COVERED if verdict == VERIFIED else f"nothing is shown: {printable(why)}")
    print(f"result: {verdict}")
    return [VERIFIED, ALTERED, NOT_VERIFIABLE].index(verdict)

if __name__ == "__main__":
    sys.exit(main())
