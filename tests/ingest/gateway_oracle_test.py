#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The second reader of gateways (gateway_oracle.py), which was written from docs/formats alone, finds in the samples what is
written down for them. So does the first one, in the contract tests: two readers agree on every row."""
import collections
import datetime
import json
import pathlib
import re
import sys

import gateway_oracle

HERE = pathlib.Path(__file__).resolve().parent

SAMPLES = HERE.parents[1] / "samples"
STREAMS = ("events.ndjson", "webhooks.ndjson", "stream.ndjson")
CASES = ("baileys/every-event", "evolution/every-event", "gowa/every-event", "gowa/one-message", "session-stream/one-message",
         "session-stream/whatsmeow", "waha/engines", "waha/every-event", "whatsmeow/every-event", "whatsmeow/structs")
MADE = re.compile(r"[0-9a-f]{32}(\.[0-9]+)?|.*[:#].*")  # a digest, read:3EB0D2, CALL02:rejected, desk-1#5@2026-...

def seconds(time):
    return time and int(datetime.datetime.fromisoformat(time.replace("Z", "+00:00")).timestamp())


def expected(case):
    said = set()
    for line in (SAMPLES / case / "expected.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row.get("kind", "delivery") == "delivery" or row.get("excluded"):
            continue
        name = (row["sender"], row["id"])
        if row["kind"] != "identity" or name not in said:  # who somebody is, which is held once
            made = MADE.fullmatch(row["id"])
            yield (row["kind"], "-" if made else row["id"], seconds(row["time"]), row["sender"] or None, row.get("conversation"),
                   row["text"])
        said.add(name)


def found(case):
    stream = next(SAMPLES / case / name for name in STREAMS if (SAMPLES / case / name).exists())
    return map(tuple, gateway_oracle.rows_of(stream.read_text(encoding="utf-8")))


def main():
    failed = 0
    for case in CASES:
        first, second = collections.Counter(expected(case)), collections.Counter(found(case))
        if first != second:
            failed += 1
            print(f"{case}: only expected {sorted((first - second).elements(), key=str)}, "
                  f"only found {sorted((second - first).elements(), key=str)}")
    return failed


if __name__ == "__main__":
    sys.exit(main())
