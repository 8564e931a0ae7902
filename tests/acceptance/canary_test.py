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

from archive_under_test import PROGRAM, Workplace, check, json_lines, result_of, run, seed

SECRETS = 50


def make_canaries(rng):
    letters = "bcdfghjklmnpqrstvwxz"
    return ["".join(rng.choice(letters) for _ in range(14)) for _ in range(SECRETS)]


def patterns_of(canaries):
    """As UTF-8 and UTF-16, as written and in capitals."""
    patterns = []
    for canary in canaries:
        for text in (canary, canary.upper()):
            patterns += [text.encode(), text.encode("utf-16-le"), text.encode("utf-16-be")]
    return patterns


def readable_files(roots):
    for root in roots:
        for folder, _, names in os.walk(root, onerror=lambda _: None):
            for name in names:
                yield pathlib.Path(folder) / name


def leaks(roots, patterns):
    found = []
    for path in readable_files(roots):
        name = os.fsencode(path)
        if any(pattern in name for pattern in patterns):
            found.append(f"name {path}")
        try:
            if path.is_file() and not path.is_symlink() and any(p in content for content in [path.read_bytes()] for p in patterns):
                found.append(str(path))
        except OSError:
            continue  # gone, or not readable by this process: then nobody like us reads it
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
    canaries = make_canaries(rng)
    patterns = patterns_of(canaries)
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
