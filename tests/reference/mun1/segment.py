# SPDX-License-Identifier: GPL-3.0-or-later
"""Segments: header page (2.3), frames (2.4), COMMIT (2.5), SEAL (2.6). What needs no key but K_commit."""
import dataclasses
import struct

from .primitives import Damage, crc32c, hmac_sha256, require, sha256

PAGE, NOT_ABANDONED = 4096, 2**64 - 1
DATA, COMMIT, SEAL = 1, 2, 3
LARGEST_PAYLOAD = 64 << 20


def parse_page(page, archive_id, class_number, number):
    """The header page, checked against path and archive."""
    require(len(page) == PAGE and page[4064:] == sha256(page[:4064]), "a header page that is not valid")
    (magic, major, minor, length, archive, segment, next_message, time, suite, mode, its_class, size, last_commit, zero,
     offset, digest) = struct.unpack("<8sHHI16sQQqBBHI32s16sQ32s", page[:152])
    require((magic, major, minor, length, size, suite, mode) == (b"MUNSEG1\n", 1, 0, PAGE, PAGE, 1, 0),
            "a page of another version")
    require((archive, its_class, segment) == (archive_id, class_number, number), "a page of another segment or archive")
    require(not any(zero) and not any(page[152:4064]), "a page that is not zero where it must be")
    require(offset != NOT_ABANDONED or not any(digest), "a hash of what was not abandoned")
    return {"next_message": next_message, "time": time, "last_commit": last_commit, "abandoned": offset,
            "digest": digest}


@dataclasses.dataclass
class Frame:
    at: int
    header: bytes
    payload: bytes

    def __post_init__(self):
        fields = struct.unpack("<4sBBHQIIQ16sII24s32s12sI", self.header)
        (self.magic, self.type, self.flags, self.length, self.segment, self.number, self.records, self.first, self.unit,
         self.index, _, self.salt, self.commitment, self.chain, self.crc) = fields

    def end(self):
        return self.at + 128 + len(self.payload)


@dataclasses.dataclass
class Group:
    begin: int
    end: int
    frames: list
    entries: list
    number: int
    time: int
    size: int
    root: bytes
    before: bytes
    hash: bytes
    segment: object = None
    next_message: int | None = None  # behind it; None while it has no place in the log


class Entry:
    """A log entry (2.7) from its 96 bytes."""

    def __init__(self, data):
        (version, self.kind, self.class_number, self.records, self.first, self.segment, self.frame, zero, self.unit,
         self.time, zero_too, self.root) = struct.unpack("<BBHIQQII16sqQ32s", data)
        require(version == 1 and zero == zero_too == 0, "a log entry of another version")
        require(self.kind in (1, 3, 4, 5, 6, 7, 8, 9, 10), "a log entry of an unknown kind")
        self.data = data

    def place(self):
        return self.records, self.first, self.segment, self.frame, self.unit


class Segment:
    """Reads as many groups as are whole; `tail` is where it stopped, `why` what stopped it (None: the end)."""

    def __init__(self, data, page, class_number, number, end, commit_key):
        self.page, self.class_number, self.number, self.commit_key = page, class_number, number, commit_key
        self.data, self.end, self.groups, self.seal, self.why = data, end, [], None, None
        self.tail, self.frame_number, self.chain = PAGE, 0, sha256(data[:PAGE])[:12]
        try:
            while self.tail < end and not self.seal:
                self.group()
        except Damage as why:
            self.why = f"at {self.tail}: {why}"

    def frame(self, at):
        """The frame at an offset, if it is the next one (2.13, step 2)."""
        header = self.data[at:min(at + 128, self.end)]
        require(len(header) == 128 and header[:4] == b"MUNF", "no frame")
        length = int.from_bytes(header[52:56], "little")
        require(16 <= length <= LARGEST_PAYLOAD and at + 128 + length <= self.end, "a frame that does not fit")
        frame = Frame(at, header, self.data[at + 128:at + 128 + length])
        require(frame.crc == crc32c(header[:124]), "a frame header whose crc is wrong")
        require((frame.segment, frame.number, frame.length) == (self.number, self.frame_number, 128),
                "a frame of another place")
        require(frame.chain == self.chain, "a frame that does not continue the chain")
        self.check_type(frame)
        return frame

    def check_type(self, frame):
        require(frame.type in (DATA, COMMIT, SEAL), "a frame of an unknown type")
        if frame.type == DATA:
            require(frame.flags == 1 and 1 <= frame.records <= 1 << 20 and frame.index < 1 << 24, "a DATA header")
        else:
            zeros = frame.header[20:52] + frame.header[56:80] + bytes([frame.flags]) + frame.header[48:52]
            require(not any(zeros), "a header of COMMIT or SEAL that is not zero where it must be")
            require(frame.commitment == sha256(frame.payload), "the SHA-256 of a payload")

    def next_frame(self, at):
        frame = self.frame(at)
        self.frame_number += 1
        self.chain = sha256(frame.header, frame.payload[-16:])[:12]
        return frame

    def group(self):
        frames, at, state = [], self.tail, (self.frame_number, self.chain)
        try:
            while (frame := self.next_frame(at)).type == DATA:
                frames.append(frame)
                at = frame.end()
            if frame.type == SEAL:
                require(not frames, "a SEAL inside a group")
                self.check_seal(frame)
            else:
                self.groups.append(self.commit(frame, frames))
                self.tail = self.groups[-1].end
        except Damage:
            self.frame_number, self.chain = state
            raise

    def commit(self, frame, frames):
        payload = frame.payload
        require(len(payload) >= 192, "a COMMIT that is too short")
        number, time, _, count, size, root, digest, before, zero, cursors, mac, zeros = struct.unpack(
            "<QqIIQ32s32s32sII32s24s", payload[:192])
        require(number >= 1 and zero == cursors == 0 and not any(zeros), "a COMMIT that is not zero where it must be")
        require(1 <= count == len(frames) <= 1023 and len(payload) == 192 + 96 * count,
                "the number of entries of a COMMIT")
        require(mac == self.mac(frame), "the commit_mac")
        begin, end = self.tail, -(-frame.end() // PAGE) * PAGE
        require(end <= self.end and not any(self.data[frame.end():end]),
                "what stands between a COMMIT and the page's end")
        require(digest == sha256(self.data[begin:frame.at]), "the SHA-256 of a group")
        entries = [Entry(payload[at:at + 96]) for at in range(192, len(payload), 96)]
        for entry, data in zip(entries, frames):
            require(entry.place() == (data.records, data.first, data.segment, data.number, data.unit),
                    "an entry and its header")
            require((entry.class_number, entry.time) == (self.class_number, time), "class or time of an entry")
        return Group(begin, end, frames, entries, number, time, size, root, before, sha256(frame.header, payload), self)

    def mac(self, frame):
        return hmac_sha256(self.commit_key, frame.header[:80], frame.payload[:136], bytes(32), frame.payload[168:])

    def check_seal(self, frame):
        payload = frame.payload
        require(len(payload) >= 84, "a SEAL that is too short")
        version, count, first, behind, first_commit, last_commit, digest = struct.unpack("<IIQQQQ32s", payload[:72])
        require(version == 1 and count >= 1 and len(payload) == 72 + 12 * count, "the places of a SEAL")
        places = b"".join(struct.pack("<QI", one.at, len(one.payload)) for group in self.groups for one in group.frames)
        require(payload[72:] == places, "the places of a SEAL")
        require((first_commit, last_commit) == (self.groups[0].number, self.groups[-1].number), "the commits of a SEAL")
        require(first == self.page["next_message"], "the first message number of a SEAL")
        require(digest == sha256(self.data[:frame.at]), "the SHA-256 in a SEAL")
        end = -(-(frame.end() + 16) // PAGE) * PAGE
        require(len(self.data) == self.end == end, "the end of a sealed segment")
        require(not any(self.data[frame.end():end - 16]), "what stands behind a SEAL")
        require(self.data[end - 16:] == frame.at.to_bytes(8, "little") + b"MUNEND1\n",
                "the last bytes of a sealed segment")
        self.seal, self.next_message, self.tail = frame, behind, end

    def has_whole_seal(self):
        """Do the last 16 bytes of the file point at a SEAL that is valid by itself (2.6, 2.13)?"""
        at = int.from_bytes(self.data[-16:-8], "little")
        header, length = self.data[at:at + 128], int.from_bytes(self.data[at + 52:at + 56], "little")
        if self.data[-8:] != b"MUNEND1\n" or len(header) < 128 or at + 128 + length > len(self.data):
            return False
        frame = Frame(at, header, self.data[at + 128:at + 128 + length])
        return (frame.type, frame.segment, frame.crc, frame.commitment) == (
            SEAL, self.number, crc32c(header[:124]), sha256(frame.payload))

    def commits_behind(self, at):
        """Numbers of all COMMIT frames behind `at` that are valid by themselves (2.13)."""
        numbers = []
        while (at := self.data.find(b"MUNF\x02", at, self.end)) >= 0:
            header, length = self.data[at:at + 128], int.from_bytes(self.data[at + 52:at + 56], "little")
            if len(header) == 128 and 192 <= length <= LARGEST_PAYLOAD and at + 128 + length <= self.end:
                frame = Frame(at, header, self.data[at + 128:at + 128 + length])
                if (frame.segment, frame.crc, frame.commitment, frame.payload[136:168]) == (
                        self.number, crc32c(header[:124]), sha256(frame.payload), self.mac(frame)):
                    numbers.append(int.from_bytes(frame.payload[:8], "little"))
            at += 1
        return numbers
