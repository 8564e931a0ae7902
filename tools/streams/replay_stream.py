#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the lines of a recorded stream again, at a rate: replay_stream.py FILE --to FILE|- [--rate N] [--renumber]

--renumber counts each session from 1 and takes the present time as `rx`, as if the events came just now. Each line is
written at once, and ended before the next one begins.
"""
import argparse
import datetime
import json
import sys
import time


def renumbered(line, last):
    said = json.loads(line)
    last[said["session"]] = said["seq"] = last.get(said["session"], 0) + 1
    said["rx"] = datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file")
    parser.add_argument("--to", required=True, help="appended to; - is standard output")
    parser.add_argument("--rate", type=float, default=0, help="lines a second (default: as fast as it goes)")
    parser.add_argument("--renumber", action="store_true")
    options = parser.parse_args()
    out = sys.stdout.buffer if options.to == "-" else open(options.to, "ab")
    last, written, begun = {}, 0, time.monotonic()
    with open(options.file, "rb") as file:
        for line in file:
            if options.rate:
                time.sleep(max(0, begun + written / options.rate - time.monotonic()))
            out.write(renumbered(line, last) if options.renumber else line)
            out.flush()
            written += 1
    if out is not sys.stdout.buffer:
        out.close()


if __name__ == "__main__":
    main()
