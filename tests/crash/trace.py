# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads what the recorder wrote (recorder/book.h has the layout)."""
import dataclasses
import json
import os
import struct

HEAD = struct.Struct("<BxxxiqqII")
OPS = {1: "start", 2: "open", 3: "write", 4: "sync", 5: "sync_failed", 6: "rename", 7: "unlink", 8: "mkdir", 9: "link",
       10: "truncate", 11: "fallocate", 12: "close", 13: "ack"}


@dataclasses.dataclass
class Event:
    op: str
    fd: int
    a: int
    b: int
    first: bytes
    second: bytes

    @property
    def path(self):
        return os.path.normpath(self.first.decode())

    @property
    def target(self):
        return os.path.normpath(self.second.decode())


def read_trace(path):
    with open(path, "rb") as file:
        data = file.read()
    events, at = [], 0
    while at < len(data):
        op, fd, a, b, n1, n2 = HEAD.unpack_from(data, at)
        at += HEAD.size
        events.append(Event(OPS[op], fd, a, b, data[at:at + n1], data[at + n1:at + n1 + n2]))
        at += n1 + n2
    return events


def acknowledged_by(event):
    """How many records of the sources this output says are durable; None if it says nothing of that. A result line says
    how many there were in all."""
    newest = None
    for line in event.second.decode(errors="replace").splitlines():
        try:
            said = json.loads(line)
        except ValueError:
            continue
        if isinstance(said, dict) and said.get("type") in ("committed", "result") and "in_source" in said:
            newest = said["in_source"]
    return newest
