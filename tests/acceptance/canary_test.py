# SPDX-License-Identifier: GPL-3.0-or-later
"""50 canary phrases in text, names and attachments stand readable nowhere in the archive folder, /dev/shm or /tmp as
another process of the same user sees them: during an ingest, after a kill -9, after the next open, and after a search."""
import json
import os
import pathlib
import random
import signal
import subprocess
import sys
import time

from archive_under_test import PROGRAM, Workplace, check, result_of, run, seed

SECRETS = 50
STARTED = time.time() - 2


def make_canaries(rng):
    """All begin alike, with letters that nothing else on the machine has, so that one look finds any of them."""
    letters = "bcdfghjklmnpqrstvwxz"
    mark = "".join(rng.choice(letters) for _ in range(8))
    return mark, [mark + "".join(rng.choice(letters) for _ in range(8)) for _ in range(SECRETS)]


def patterns_of(mark):
    """As UTF-8 and UTF-16, as written and in capitals."""
    return [form for text in (mark, mark.upper())
            for form in (text.encode(), text.encode("utf-16-le"), text.encode("utf-16-be"))]


def readable_files(roots):
    for root in roots:
        for folder, _, names in os.walk(root, onerror=lambda _: None):
            for name in names:
                yield pathlib.Path(folder) / name


def leaks(roots, patterns):
    """Files changed before the canaries were thought of cannot hold them, and are not read."""
    found = []
    for path in readable_files(roots):
        if any(pattern in os.fsencode(path) for pattern in patterns):
            found.append(f"name {path}")
        try:
            if not path.is_file() or path.is_symlink() or path.stat().st_mtime < STARTED:
                continue
            content = path.read_bytes()
        except OSError:
            continue  # gone, or not readable by this process: then nobody like us reads it
        if any(pattern in content for pattern in patterns):
            found.append(str(path))
    return found


def message(rng, canaries, number):
    text = f"filler {number} " + " ".join(rng.choice(canaries[:30]) for _ in range(3))
    return {"id": str(number), "conversation": "room " + rng.choice(canaries[30:35]), "sender": rng.choice(canaries[35:40]),
            "time": "2026-01-05T10:00:00Z", "text": text,
            "attachments": [{"name": rng.choice(canaries[40:45]) + ".bin", "path": "held.bin"}] if number % 500 == 0 else []}


def write_source(folder, rng, canaries, lines):
    folder.mkdir()
    (folder / "held.bin").write_bytes(b"\x00\x01" + " ".join(canaries[45:]).encode() * 3000)
    with open(folder / "source.jsonl", "w", encoding="utf-8") as out:
        for number in range(lines):
            out.write(json.dumps(message(rng, canaries, number)) + "\n")
    return folder / "source.jsonl"


def main():
    rng = random.Random(seed())
    mark, canaries = make_canaries(rng)
    patterns = patterns_of(mark)
    with Workplace("canary") as place:
        archive = place.new_archive()
        roots = [archive, "/dev/shm", "/tmp"]
        source = write_source(place.path / "in", rng, canaries, 60_000)
        check(leaks([source.parent], patterns), "the search for leaks does not find the source itself: it tests nothing")
        check(not leaks(roots, patterns), "canaries are there before the start")

        # During the run, seen again and again, until it is killed in the middle.
        process = subprocess.Popen([PROGRAM, "ingest", *place.unlocked(archive), "--from", "jsonl", "--json", str(source)],
                                   stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        process.stdout.readline()  # the first acknowledgement
        looks = 0
        deadline = time.monotonic() + 0.8
        while process.poll() is None and time.monotonic() < deadline:
            found = leaks(roots, patterns)
            check(not found, f"readable during the ingest: {found}")
            looks += 1
        was_running = process.poll() is None
        process.send_signal(signal.SIGKILL)
        process.wait()
        check(not (found := leaks([archive], patterns)), f"readable in the archive after kill -9: {found}")

        # After the next open, with its recovery and index build, everywhere.
        result = result_of(run(["ingest", *place.unlocked(archive), "--from", "jsonl", "--json", source]))
        check(result["new"] + result["already_held"] == result["in_source"] == 60_000, f"{result}")
        check(not (found := leaks(roots, patterns)), f"readable after the reopen: {found}")

        # Searching for canaries, and the access records of it.
        for canary in (canaries[0], canaries[31], canaries[41]):
            answer = result_of(run(["search", *place.unlocked(archive), "--json", "--limit", "3", canary]))
            check(answer["total"] > 0 or canary != canaries[0], f"{canary} is not found: {answer}")
        check(not (found := leaks(roots, patterns)), f"readable after searches: {found}")
        print(f"{SECRETS} canaries; {looks} looks during the ingest (still running at the kill: {was_running})")
        check(looks > 0, "no look happened while the ingest ran")


main()
