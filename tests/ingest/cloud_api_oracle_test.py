#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The second reader of webhooks (cloud_api_oracle.py) finds in the samples what was written down for them:
so it can be trusted where it is held against the first one (cloud_api_corpus_test.cc)."""
import datetime
import json
import pathlib
import sys

import cloud_api_oracle

HERE = pathlib.Path(__file__).resolve().parent

SAMPLES = HERE.parents[1] / "samples/cloud-api"
MADE = ("contact:", "change:", "group:", "notice:", "history:", "errors:", "preference:")
CASES = ("account", "calls", "coexistence", "edits", "groups", "messages")


def seconds(time):
    return time and int(datetime.datetime.fromisoformat(time.replace("Z", "+00:00")).timestamp())


def expected(case):
    for line in (SAMPLES / case / "expected.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        name = "-" if row["id"].startswith(MADE) else row["id"]
        if row["kind"] != "delivery" and not is_name(row["kind"], row["time"]):
            yield json.dumps([row["kind"], name, seconds(row["time"]), row["text"]])


def found(case):
    for body in cloud_api_oracle.bodies_in((SAMPLES / case / "webhooks.ndjson").read_text(encoding="utf-8")):
        for kind, name, time, text in cloud_api_oracle.rows_of(body):
            if not is_name(kind, time):
                yield json.dumps([kind, name, time, text])


def is_name(kind, time):  # who somebody is, which the first reader says once for a source
    return kind == "identity" and time is None


def main():
    failed = 0
    for case in CASES:
        if sorted(expected(case)) != sorted(found(case)):
            failed += 1
            print(f"{case}: only expected {set(expected(case)) - set(found(case))}, only found {set(found(case)) - set(expected(case))}")
    return failed


if __name__ == "__main__":
    sys.exit(main())
