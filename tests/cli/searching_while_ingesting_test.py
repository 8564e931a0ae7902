#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""One process ingests, rebuilds the index and makes it compact, while others search again and again.

Message number n says "word <n>" and is later than all before it. So an answer is a state of the archive as of one of its commits
if the newest message found is the one whose number is the total. Totals never fall, everything is searched, and nothing
is ever said to be damaged.
"""
import datetime
import json
import os
import random
import subprocess
import sys
import threading

import run

BATCHES = int(os.environ.get("MUNIMENT_BATCHES", "24"))
START = datetime.datetime(2026, 1, 1, tzinfo=datetime.timezone.utc)


def message(number):
    time = START + datetime.timedelta(minutes=number)
    return json.dumps({"id": f"w{number}", "conversation": f"Chat {number % 5}", "sender": "Mira Osei", "time": time.strftime("%Y-%m-%dT%H:%M:%SZ"),
                       "text": f"word {number}"}) + "\n"


def ask(prepared, *words, **more):
    return subprocess.run([run.PROGRAM, *words, "--archive", "busy"], capture_output=True, text=True, cwd=prepared.start,
                          env=run.environment(prepared.bin, "busy.txt"), **more)


class Archive:
    """What the writer was told is held, and whether it is still at work."""

    def __init__(self):
        self.held = self.sent = 0
        self.done = threading.Event()
        self.failures = []

    def fail(self, what, *shown):
        self.failures.append(f"{what}: " + " ".join(map(str, shown)))
        self.done.set()


def write(prepared, archive):
    rng = random.Random(7)
    for batch in range(BATCHES):
        count = rng.choice([1, 3, 10, 60])
        lines = "".join(message(number) for number in range(archive.sent + 1, archive.sent + count + 1))
        archive.sent += count
        commands = [("ingest", "--from", "jsonl", "--quiet", "-")]
        if batch % 6 == 3:
            commands.append(("index", "compact"))
        if batch % 6 == 5:
            commands.append(("index", "rebuild"))
        for command in commands:
            done = ask(prepared, *command, input=lines if command[0] == "ingest" else "")
            if done.returncode != 0:
                return archive.fail(" ".join(command), done.stdout, done.stderr)
            archive.held = archive.sent
        if archive.done.is_set():
            return None
    return archive.done.set()


def look(prepared, archive, least, memory):
    """One search. Gives the total."""
    held = archive.held
    found = ask(prepared, "search", "--json", "--limit", "1", "--facets", "--index-memory", memory, "word")
    sent = archive.sent
    if found.returncode != 0 or found.stderr:
        archive.fail("a search failed", found.returncode, found.stdout, found.stderr)
        return least
    lines = [json.loads(line) for line in found.stdout.splitlines()]
    result = lines[-1]
    newest = next((int(line["text"].split()[1]) for line in lines if line["type"] == "hit"), 0)
    total = result["total"]
    if result["searched"] != result["of"] or result["notes"]:
        archive.fail("not everything was searched", result)
    if total != newest:
        archive.fail("the answer is no state that the archive was in", "newest", newest, result)
    if not max(held, least) <= total <= sent:
        archive.fail("totals go up with what is acknowledged", held, least, total, sent)
    return total


def talk(prepared, archive):
    """The same for people: what is said beside the answer."""
    shown = ask(prepared, "search", "--count", "word")
    if shown.returncode != 0 or "index:" in shown.stderr or "damaged" in shown.stderr or "not searched" in shown.stderr:
        archive.fail("a search complained", shown.returncode, shown.stdout, shown.stderr)


def read(prepared, archive, memory, counts):
    total = 0
    while not archive.done.is_set():
        total = look(prepared, archive, total, memory)
        talk(prepared, archive)
        counts.append(total)
    look(prepared, archive, total, memory)


def main():
    with run.fresh_folder() as top:
        prepared = run.Prepared(top)
        prepared.run("muniment init busy --timezone UTC --recovery-kit busy.txt --passphrase-file pass.txt")
        archive, counts = Archive(), []
        readers = [threading.Thread(target=read, args=(prepared, archive, memory, counts)) for memory in ("0M", "unlimited")]
        for reader in readers:
            reader.start()
        write(prepared, archive)
        for reader in readers:
            reader.join()
        if archive.failures:
            sys.exit("\n".join(archive.failures))
        if len(set(counts)) < 3:
            sys.exit(f"the searches saw {sorted(set(counts))} only: they were not beside the writer")
        sound = ask(prepared, "index", "verify", "--full")
        if sound.returncode != 0:
            sys.exit(f"the index is not sound: {sound.stdout}{sound.stderr}")


if __name__ == "__main__":
    main()
