# SPDX-License-Identifier: GPL-3.0-or-later
"""A whole archive (2.13): keys, segments, the log against its checkpoints, records, attachments, access spool."""
import hashlib
import pathlib
import re
import subprocess

from . import cbor, notes
from .primitives import (Damage, cobblestone_open, decompress, expand, hmac_sha256, open_committed, require, sha256,
                         tree_leaf, tree_root)
from .segment import NOT_ABANDONED, PAGE, Segment, parse_page

KEY_RECORD, RECOVERY_RECORD, SEALED_RECORD = 64, 68, 45
ACCESS_CLASS = 2


class Archive:
    """Everything is read when it is made; `problems` are what a person must look at, `notes` what needs nobody."""

    def __init__(self, path, identity):
        self.path, self.identity = pathlib.Path(path), identity
        self.problems, self.remarks, self.records, self.blobs = [], [], [], {}
        self.note = notes.archive_note((self.path / "archive.note").read_bytes())
        self.id, self.key = self.note["id"], self.note["key"]
        self.read_checkpoints()
        self.read_ring()
        self.read_segments()
        self.read_log()
        self.read_records()
        for check in (self.check_checkpoints, self.check_keys, self.check_recoveries, self.check_seals,
                      self.check_blobs, self.read_spool):
            self.try_to(check.__name__.replace("_", " "), check)

    def problem(self, where, what):
        self.problems.append(f"{where}: {what}")

    def try_to(self, where, function, *arguments):
        try:
            return function(*arguments)
        except (Damage, OSError) as why:
            self.problem(where, why)
            return None

    # ---- checkpoints, taken first; keys (2.8, 2.10)

    def read_checkpoints(self):
        self.checkpoints = []
        for path in [self.path / "HEAD", *sorted((self.path / "ckpt").glob("*.note"))]:
            found = self.try_to(path.name, lambda: notes.checkpoint(path.read_bytes(), self.key, path.name == "HEAD"))
            if found:
                self.checkpoints.append((path.name, *found))
                if re.fullmatch(r"[0-9]+\.note", path.name) and path.stem != str(found[0]):
                    self.problem(path.name, f"is a checkpoint of size {found[0]}")

    def age(self, path):
        done = subprocess.run(["age", "-d", "-i", self.identity, path], capture_output=True, check=False)
        require(done.returncode == 0, f"age: {done.stderr.decode(errors='replace').splitlines()[:1]}")
        return done.stdout

    def read_ring(self):
        paths = {int(match[1]): path for path in (self.path / "keys").iterdir()
                 if (match := re.fullmatch(r"ring\.([1-9][0-9]*)\.age", path.name))}
        require(paths, "there is no ring")
        self.epoch = max(paths)
        self.ring_file = paths[self.epoch].read_bytes()
        head, units, indexes, classes = cbor.decode(self.age(paths[self.epoch]))
        require(head[0] == self.id and head[1] == self.epoch and head[2] == self.note["key_text"],
                "a ring of another archive")
        self.commit_key = head[7]
        # [last epoch of the rings that had it, key], ascending
        self.spool_keys = [*head.get(10, []), [self.epoch, head[8]]]
        self.units = {unit[0]: unit for unit in units}
        self.dedup_keys = dict(classes)
        require(len(self.units) == len(units), "two units with one tag")

    # ---- segments and their ends

    def read_segments(self):
        by_class, taken = {}, set()
        for path in sorted(self.path.glob("seg/*/*.mseg")):
            class_number, number = int(path.parent.name), int(path.stem)
            require(path.name == f"{number:012}.mseg" and number >= 1 and number not in taken,
                    f"{path.name}: the number")
            taken.add(number)
            by_class.setdefault(class_number, []).append((number, path.read_bytes()))
        self.segments = []
        for class_number, files in sorted(by_class.items()):
            self.read_class(class_number, files)

    def read_class(self, class_number, files):
        opened = []
        for number, data in files:
            try:
                opened.append((number, data, parse_page(data[:PAGE], self.id, class_number, number)))
            except Damage as why:
                if len(data) > PAGE:
                    self.problem(f"segment {number}", why)
                else:
                    self.remarks.append(f"segment {number}: {why}, and nothing behind it")
        for (number, data, page), following in zip(opened, [*opened[1:], None]):
            end, abandoned = len(data), following[2] if following else None
            if abandoned and abandoned["abandoned"] != NOT_ABANDONED:
                end = abandoned["abandoned"]
                if end > len(data) or sha256(data[end:]) != abandoned["digest"]:
                    self.problem(f"segment {number}", "the abandoned end is another one")
            end = min(end, self.poison(class_number, number, end))
            segment = Segment(data, page, class_number, number, end, self.commit_key)
            segment.is_last = following is None
            self.segments.append(segment)

    def poison(self, class_number, number, end):
        """2.13: where a failed sync ended the segment."""
        path = self.path / "POISON"
        if not path.exists():
            return end
        lines = path.read_text().split("\n")
        require(len(lines) == 6 and lines[0] == "muniment/poison@v1" and lines[5] == "", "POISON")
        require(lines[4] == "mac " + hmac_sha256(self.commit_key, ("\n".join(lines[:4]) + "\n").encode()).hex(),
                "POISON's mac")
        here = lines[1:3] == [f"class {class_number}", f"segment {number:012}"]
        return int(lines[3].removeprefix("offset ")) if here else end

    # ---- the log

    def read_log(self):
        groups = [group for segment in self.segments for group in segment.groups]
        groups.sort(key=lambda group: group.number)
        self.entries, self.groups, self.next_message = [], [], 0
        before, time = bytes(32), -2**63
        for number, group in enumerate(groups, 1):
            where = f"commit {group.number}"
            if group.number != number or group.before != before or group.time < time:
                self.problem(where, "does not follow the commit before it")
                break
            for entry, frame in zip(group.entries, group.frames):
                if entry.first != self.next_message:
                    self.problem(where, "message numbers do not continue")
                self.next_message += entry.records if entry.kind == 1 else 0
                self.entries.append((entry, frame, group))
            if (group.size, group.root) != (len(self.entries), self.root_at(len(self.entries))):
                self.problem(where, "size or root of the log is another")
            group.next_message = self.next_message
            self.groups.append(group)
            before, time = group.hash, group.time
        self.check_pages()
        self.check_tails()

    def root_at(self, size):
        return tree_root([sha256(b"\0", entry.data) for entry, _, _ in self.entries[:size]])

    def check_pages(self):
        """What a header page says of the log when it was made (2.3), and its SEAL of when it was closed."""
        hashes = {group.hash: group for group in self.groups} | {bytes(32): None}
        for segment in self.segments:
            where, before = f"segment {segment.number}", segment.page["last_commit"]
            if before not in hashes or (segment.number == 1) != (before == bytes(32)):
                self.problem(where, "its page names a commit that is not in the log")
                continue
            last = hashes[before]
            if segment.page["next_message"] != (last.next_message if last else 0):
                self.problem(where, "its page names another message number")
            if last and segment.groups and last.number >= segment.groups[0].number:
                self.problem(where, "its page names a later commit")
            if segment.seal and segment.groups[-1].next_message not in (None, segment.next_message):
                self.problem(where, "its SEAL names another message number")

    def check_tails(self):
        """A torn tail, or damage (2.13)."""
        for segment in self.segments:
            if segment.why is None:
                continue
            others = [number for number in segment.commits_behind(segment.tail) if number != len(self.groups) + 1]
            if segment.is_last and not others and not segment.has_whole_seal():
                self.remarks.append(f"segment {segment.number}: a torn tail, {segment.why}")
            else:
                self.problem(f"segment {segment.number}", segment.why)

    # ---- frames and records

    def read_records(self):
        for index, (entry, frame, group) in enumerate(self.entries):
            self.try_to(f"entry {index}", self.read_frame, index, entry, frame, group)

    def frame_key(self, frame):
        unit = self.units.get(frame.unit)
        require(unit, "a unit that is not in the ring")
        for level, prefix, key in unit[5]:
            if frame.index >> 24 - level == prefix:
                return tree_leaf(key, level, frame.index)
        raise Damage("a key that was made underivable")

    def read_frame(self, index, entry, frame, group):
        key = self.frame_key(frame)
        info = b"mun1/frame\0" + self.id + frame.header[:80]
        content = decompress(open_committed(key, info, frame.commitment, frame.payload, frame.header[:124]))
        records, blobs = parse_content(content, frame.records)
        salt_key = expand(key, b"mun1/leafsalt", 32)
        salts = [hmac_sha256(salt_key, i.to_bytes(4, "little")) for i in range(len(records))]
        leaves = [sha256(b"\0", salt, record) for salt, record in zip(salts, records)]
        require(tree_root(leaves) == entry.root, "the records do not lead to the root of the entry")
        decoded = [cbor.decode(record) for record in records]
        named = {one[0]: one for record in decoded for one in record.get(10, []) if 0 in one}
        require(named.keys() == {name for name, _ in blobs}, "the attachments of the records are not those of the frame")
        for name, blob_key in blobs:
            self.blobs[name] = (blob_key, entry.class_number, named[name])
        for i, (record, fields) in enumerate(zip(records, decoded)):
            self.records.append({"entry": index, "kind": entry.kind, "class": entry.class_number, "i": i,
                                 "message": entry.first + i if entry.kind == 1 else None,
                                 "segment": frame.segment, "frame": frame.number, "commit": group.number, "time": entry.time,
                                 "sha256": hashlib.sha256(record).hexdigest(), "record": fields})

    # ---- what ties it together

    def events(self, kind):
        return [record["record"] for record in self.records if record["record"].get(0) == kind]

    def check_checkpoints(self):
        given_up = {(record[110], record[111]) for record in self.events(RECOVERY_RECORD) if 110 in record}
        for name, size, root in self.checkpoints:
            if (size, root) in given_up:
                continue
            if size > len(self.entries):
                self.problem(name, f"knows {size} entries, the log has {len(self.entries)}")
            elif self.root_at(size) != root:
                self.problem(name, "has another root than the log at its size")
        require(any(name == "HEAD" for name, _, _ in self.checkpoints), "there is no HEAD")

    def check_keys(self):
        last = ([record["record"] for record in self.records if record["kind"] == 4] or [None])[-1]
        require(last, "the log has no key record")
        require(self.epoch in (last[96], last[96] + 1), "the ring is old, or of another history")
        require(self.epoch != last[96] or sha256(self.ring_file) == last[97], "the ring is not the one in the log")
        identity = self.path / "keys" / "identity.age"
        require(identity.exists() == (98 in last), "identity.age is there or not, against the log")
        require(98 not in last or sha256(identity.read_bytes()) == last[98], "identity.age is not the one in the log")
        seed = self.age(self.path / "keys" / "log.age")
        require(public_key(seed) == self.key[2], "log.age is not the key of this log")

    def check_recoveries(self):
        """A recovery record names the torn tail of a segment by place and hash (2.7)."""
        data = {segment.number: segment.data for segment in self.segments}
        for record in self.events(RECOVERY_RECORD):
            if 105 in record:
                tail = data.get(record[105], b"")[record[106]:]
                require((len(tail), sha256(tail)) == (record[107], record[108]),
                        f"the torn tail of segment {record[105]}")

    def check_seals(self):
        recorded = {record[105]: record for record in self.events(SEALED_RECORD)}
        for segment in self.segments:
            record = recorded.pop(segment.number, None)
            is_now = (segment.class_number, len(segment.data), sha256(segment.data))
            if record and (record[104], record[107], record[108]) != is_now:
                self.problem(f"segment {segment.number}", "is not as it was when it was sealed")
            elif segment.seal and not record:
                followed = any(one.class_number == segment.class_number and one.number > segment.number and one.groups
                               for one in self.segments)
                (self.problems if followed else self.remarks).append(f"segment {segment.number}: sealed, and not recorded")
        require(not recorded, f"sealed segments that are missing: {sorted(recorded)}")

    def check_blobs(self):
        found = {path.stem: path for path in self.path.glob("blob/*/*.mblb")}
        for name, (key, class_number, attachment) in sorted(self.blobs.items()):
            path = found.pop(name.hex(), None)
            if path is None or path.parent.name != name.hex()[:2]:
                self.problem(f"blob {name.hex()}", "is missing")
                continue
            self.try_to(f"blob {name.hex()}", self.check_blob, path, name, key, class_number, attachment)
        self.remarks += [f"blob {name}: no record refers to it" for name in found]

    def check_blob(self, path, name, key, class_number, attachment):
        content = cobblestone_open(key, b"mun1/blob" + self.id, path.read_bytes())
        digest = sha256(content)
        require(name == hmac_sha256(self.dedup_keys[class_number], digest), "another content than its name")
        require(attachment[1] == digest and attachment[2] == len(content), "another content than in the record")

    # ---- access spool (2.14)

    def read_spool(self):
        self.spooled = []
        held = {tuple(one["record"][7]) for one in self.records if one["class"] == ACCESS_CLASS and 7 in one["record"]}
        for path in sorted(self.path.glob("spool/access/*.mspl")):
            self.try_to(path.name, self.read_spool_file, path, held)

    def read_spool_file(self, path, held):
        data, spool_id = path.read_bytes(), bytes.fromhex(path.stem)
        page = data[:PAGE]
        require(len(page) == PAGE and page[:8] == b"MUNSPL1\n" and page[4064:] == sha256(page[:4064]), "its first page")
        require(page[8:40] == self.id + spool_id and not any(page[44:48] + page[56:4064]), "its first page")
        epoch = int.from_bytes(page[40:44], "little")
        key = next((key for last, key in self.spool_keys if epoch <= last), None)
        require(key, "a ring epoch that is ahead of the ring")
        info, at, number = b"mun1/spool\0" + self.id + spool_id, PAGE, 0
        while at < len(data):
            try:
                record, end = spool_record(data, at, number, key, info)
            except Damage as why:
                later = any(spool_head(data, place, key, info) for place in range(at + 1, len(data) - 83))
                require(not later, f"record {number}: {why}")
                self.remarks.append(f"{path.name}: record {number} is torn, {why}")
                break
            if (spool_id, number) not in held:
                self.spooled.append(record)
            at, number = end, number + 1


def spool_head(data, at, key, info):
    """The 68 bytes before a ciphertext, if their commitment is that of their number and salt."""
    head = data[at:at + 68]
    good = len(head) == 68 and expand(key, info + head[4:36], 76)[44:] == head[36:68]
    return head if good else None


def spool_record(data, at, number, key, info):
    head = spool_head(data, at, key, info)
    require(head, "no record")
    end = at + 68 + int.from_bytes(head[:4], "little") + 16
    require(end - at <= (1 << 20) + 84 and end <= len(data), "a record that is cut off")
    require(int.from_bytes(head[4:12], "little") == number, "its number")
    return cbor.decode(open_committed(key, info + head[4:36], head[36:68], data[at + 68:end], head)), end


def parse_content(content, count):
    """u32 n, n records with their lengths, u32 m, m attachments with their keys (2.4)."""
    at = 0

    def take(length):
        nonlocal at
        require(at + length <= len(content), "a content that is cut off")
        at += length
        return content[at - length:at]

    def number():
        return int.from_bytes(take(4), "little")
    require(number() == count, "the number of records")
    records = [take(number()) for _ in range(count)]
    blobs = [(take(32), take(32)) for _ in range(number())]
    require(at == len(content), "bytes behind the content of a frame")
    require(all(a[0] < b[0] for a, b in zip(blobs, blobs[1:])), "attachments that do not ascend")
    return records, blobs


def public_key(seed):
    """Of an Ed25519 seed (RFC 8032 5.1.5), with the arithmetic of check_proof.py."""
    import check_proof as ed
    require(len(seed) == 32, "a seed of another length")
    scalar = int.from_bytes(hashlib.sha512(seed).digest()[:32], "little") & (1 << 254) - 8 | 1 << 254
    x, y, z, _ = ed.multiply(scalar, ed.decompress((4 * pow(5, -1, ed.P) % ed.P).to_bytes(32, "little")))
    inverse = pow(z, -1, ed.P)
    return (y * inverse % ed.P | (x * inverse % ed.P & 1) << 255).to_bytes(32, "little")
