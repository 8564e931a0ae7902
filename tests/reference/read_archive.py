#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A second reader of a muniment archive, from docs/archive-format.md alone; shares nothing with the program.

  read_archive.py --identity FILE ARCHIVE

FILE is an age identity file that opens the archive, such as its recovery kit. Prints one JSON object for each record:
entry (index in the log), kind and class of the entry, i, message (number or null), segment, frame, commit, time (ms),
sha256 of the record, record (keys as texts, bytes as hex). The last object has the totals. Problems go to stderr and make
the exit status 1. Needs the program `age`, `openssl` for long frames, and libzstd.so.1 (by ctypes). Slow on purpose: for small
archives. It goes on behind damage only in other segments; the program also looks for what is left behind it (2.13).
"""
import argparse
import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from mun1 import archive, cbor, primitives  # noqa: E402


def totals(found):
    return {"totals": {
        "records": len(found.records), "messages": found.next_message, "entries": len(found.entries),
        "commits": len(found.groups), "segments": len(found.segments),
        "sealed": sum(1 for segment in found.segments if segment.seal),
        "blobs": len(found.blobs), "spooled": len(found.spooled), "checkpoints": len(found.checkpoints),
        "epoch": found.epoch, "root": found.root_at(len(found.entries)).hex(), "problems": len(found.problems)}}


def main():
    options = argparse.ArgumentParser(usage=__doc__)
    options.add_argument("--identity", required=True)
    options.add_argument("archive")
    given = options.parse_args()
    try:
        found = archive.Archive(given.archive, given.identity)
    except (primitives.Damage, OSError) as why:
        print(f"problem: {why}", file=sys.stderr)
        return 1
    for record in found.records:
        print(json.dumps({**record, "record": cbor.as_json(record["record"])}, ensure_ascii=False))
    print(json.dumps(totals(found)))
    for line in found.remarks:
        print(f"note: {line}", file=sys.stderr)
    for line in found.problems:
        print(f"problem: {line}", file=sys.stderr)
    return 1 if found.problems else 0


if __name__ == "__main__":
    sys.exit(main())
