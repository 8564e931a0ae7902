# SPDX-License-Identifier: GPL-3.0-or-later
"""The n-th call of each kind fails, for every n until a run makes no n-th call: faults_test.py [--every K]

Each run is an ingest of three sources into a new archive. The program ends with 0 (the call was one that it can do without),
or with 1 and an error in its three lines. What was acknowledged is there, as the beginning of what was sent; every byte
verifies; the same ingest again ends with every message once. --every K tries a random one of K calls each.
"""
import argparse
import json
import os
import random
import re
import shutil
import subprocess
import time

from images import Opener, remove_image
from workloads import PROGRAM, watched, write_source
from archive_under_test import Workplace, check, json_lines, result_of, run, seed

KINDS = ("write", "sync", "syncdir", "open", "rename", "fallocate", "mkdir", "unlink")
FAULTS = [(kind, error, once) for kind in KINDS for error in ("EIO", "ENOSPC") for once in ("", "+")]
# A disk that is full stays so; nothing goes on with a disk on which every single call fails.
FAULTS = [(kind, error, once) for kind, error, once in FAULTS
          if not (once and error == "EIO") and not (error == "ENOSPC" and kind == "unlink")]


class Case:
    def __init__(self, place, sources, lines, opener, fault, json_output):
        self.json = json_output
        self.place, self.sources, self.lines, self.opener, self.fault = place, sources, lines, opener, fault
        self.top = place.path / "case"
        self.archive = self.top / "A"
        self.report = place.path / "report"

    def fail(self, why):
        return f"{self.fault}: {why}"

    def run(self):
        """(whether the call was reached, what is wrong or None, the exit code)"""
        self.report.unlink(missing_ok=True)
        self.top.mkdir()
        shutil.copytree(self.place.fresh, self.archive)
        try:
            done = subprocess.run(self.ingest(self.json), capture_output=True, text=True, timeout=120,
                                  env=watched(self.top, MUNIMENT_FAIL=self.fault, MUNIMENT_FAIL_REPORT=self.report))
            if not self.report.exists():
                return False, None, done.returncode
            where = self.report.read_text().split("\n")[0]
            wrong = self.wrong_with(done) or self.wrong_afterwards(acknowledged(done) if self.json else 0)
            return True, wrong and self.fail(f"{where}: {wrong}"), done.returncode
        finally:
            remove_image(self.top)

    def ingest(self, json_output=True):
        return [PROGRAM, "ingest", *self.place.unlocked(self.archive), "--from", "jsonl", *(["--json"] if json_output else []),
                *map(str, self.sources)]

    def wrong_with(self, done):
        if done.returncode == 0:
            return None if not self.json or result_of(done)["held"] == self.lines else f"exit 0, and {done.stdout[-500:]}"
        if done.returncode != 1:
            return f"exit {done.returncode}: {done.stdout[-300:]} {done.stderr[-300:]}"
        last = json_lines(done.stdout)[-1] if self.json else {}
        told = last.get("type") == "error" and all(last.get(part) for part in ("message", "why", "hint"))
        if self.json:
            return None if told else f"exit 1, and the last line is {last}"
        three = re.search(r"^error: .+\n +why: .+\n +try: .+", done.stderr, re.M)
        return None if three else f"the error is not in its three lines: {done.stderr!r}"

    def wrong_afterwards(self, promised):
        verdict, found = self.opener.ask(self.archive, deep=True)
        if verdict != "ok":
            return f"afterwards: {found}"
        numbers = sorted(int(text.removeprefix("line")) for text in found)
        if numbers != list(range(len(numbers))) or len(numbers) < promised:
            return f"{promised} acknowledged, held are {numbers}"
        again = subprocess.run(self.ingest(), capture_output=True, text=True, check=False)
        said = json_lines(again.stdout)[-1]
        if again.returncode != 0 or said["held"] != self.lines or said["already_held"] != len(numbers) or said["searchable"] != self.lines:
            return f"the same ingest again: exit {again.returncode}, {said} {again.stderr[-300:]}"
        verdict, found = self.opener.ask(self.archive, deep=True)
        if verdict != "ok" or sorted(int(text.removeprefix("line")) for text in found) != list(range(self.lines)):
            return f"after the same ingest again: {verdict} {found}"
        return None


def acknowledged(done):
    counts = [0]
    for line in done.stdout.splitlines():
        said = json.loads(line)
        if said["type"] == "committed":
            counts.append(said["in_source"])
    return max(counts)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--only", help="one fault, such as sync:3:EIO")
    options = parser.parse_args()
    rng = random.Random(seed())
    with Workplace("faults") as place:
        place.fresh = place.new_archive("fresh")
        sources = [write_source(place.path / "s1", 0, 4, rng), write_source(place.path / "s2", 4, 5, rng, years=(2025, 2026)),
                   write_source(place.path / "s3", 9, 4, rng, attachments=True)]
        wrong, runs = [], 0
        with Opener(place.kit) as opener:
            if options.only:
                print(Case(place, sources, 13, opener, options.only, True).run())
                return
            for kind, error, once in FAULTS:
                started, reached, codes, base = time.monotonic(), 0, {}, 1
                while True:
                    n = base + rng.randrange(options.every)
                    base += options.every
                    was_reached, found, code = Case(place, sources, 13, opener, f"{kind}:{n}{once}:{error}",
                                                   json_output=n % 5 != 0).run()
                    if not was_reached:
                        break
                    reached += 1
                    codes[code] = codes.get(code, 0) + 1
                    wrong += [found] if found else []
                    if found:
                        print(found[:1500], flush=True)
                runs += reached
                print(f"{kind} {error}{' and from then on' if once else ''}: {reached} runs, exits {codes}, "
                      f"{time.monotonic() - started:.1f} s", flush=True)
        print(f"{runs} runs with one failing call, {len(wrong)} wrong")
        check(runs > 0 and not wrong, "see above")


if __name__ == "__main__":
    main()
