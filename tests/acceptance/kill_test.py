# SPDX-License-Identifier: GPL-3.0-or-later
"""kill -9 at random moments of an ingest: the archive opens, verifies, holds all that was acknowledged, and a second
run of the same ingest ends at the same totals. In every other round the run that recovers is killed too, one to three times,
at a random moment from its start on, with random bytes behind the last segments, as a power cut would leave them.

    kill_test.py [ROUNDS [LINES]]"""
import json
import random
import shutil
import signal
import subprocess
import sys
import threading
import time

from archive_under_test import PROGRAM, Workplace, all_texts, check, remove_tree, result_of, run, seed

WORDS = "ledger harbour invoice meeting quarter violet copper signal draft window margin answer river".split()


SOURCES = 8  # each ends with a commit, so a short run has some too


def write_sources(folder, lines, rng):
    paths = [folder / f"source{number}.jsonl" for number in range(SOURCES)]
    for number, path in enumerate(paths):
        write_source(path, range(number * lines // SOURCES, (number + 1) * lines // SOURCES), rng)
    return paths


def write_source(path, numbers, rng):
    with open(path, "w", encoding="utf-8") as out:
        for number in numbers:
            text = f"line{number} " + " ".join(rng.choice(WORDS) for _ in range(rng.randrange(1, 12)))
            out.write(json.dumps({"id": str(number), "conversation": f"room{number % 17}", "sender": f"person{number % 5}",
                                  "time": f"2026-01-{1 + number % 28:02}T10:{number % 60:02}:00Z", "text": text}) + "\n")


def ingest_until_killed(place, archive, sources, delay, after_first):
    """The signal comes `delay` seconds after the start, or after the first acknowledgement. Returns what was
    acknowledged, and whether the run ended by itself before the signal."""
    process = subprocess.Popen([PROGRAM, "ingest", *place.unlocked(archive), "--from", "jsonl", "--json", *map(str, sources)],
                               stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    killer = threading.Timer(delay, lambda: process.send_signal(signal.SIGKILL))
    if not after_first:
        killer.start()
    acknowledged = 0
    for line in process.stdout:
        if not line.endswith("\n"):
            break  # cut by the kill
        event = json.loads(line)
        if event["type"] == "committed":
            if after_first and acknowledged == 0:
                killer.start()
            acknowledged = event["in_source"]
    process.wait()
    killer.cancel()
    return acknowledged, process.returncode == 0


def leave_torn_ends(archive, rng):
    """Random bytes behind the last segment of each class, so that the next writer has much to recover."""
    for folder in (archive / "seg").iterdir():
        segments = sorted(folder.glob("*.mseg"))
        if not segments:
            continue  # killed between the folder and its first segment
        segment = segments[-1]
        subprocess.run(["chattr", "-f", "-a", str(segment)], stderr=subprocess.DEVNULL, check=False)
        with open(segment, "ab") as file:
            file.write(rng.randbytes(rng.randrange(1, 20_000)))


def kill_recoveries(place, archive, rng, recovery):
    """Kills the next one to three writers within the time that a recovery takes. Returns how many ended before it."""
    ended = 0
    for _ in range(rng.randrange(1, 4)):
        process = subprocess.Popen([PROGRAM, "ingest", *place.unlocked(archive), "--from", "jsonl", "--json", place.path / "nothing.jsonl"],
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            process.wait(rng.uniform(0.0, recovery))
            ended += 1
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    return ended


def seconds_of_a_recovery(place, fresh, rng):
    trial = place.path / "recovery-trial"
    shutil.copytree(fresh, trial)
    leave_torn_ends(trial, rng)
    started = time.monotonic()
    run(["ingest", *place.unlocked(trial), "--from", "jsonl", "--json", place.path / "nothing.jsonl"])
    seconds = time.monotonic() - started
    remove_tree(trial)
    return seconds


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 50
    lines = int(sys.argv[2]) if len(sys.argv) > 2 else 24_000
    rng = random.Random(seed())
    with Workplace("kill") as place:
        sources = write_sources(place.path, lines, rng)
        fresh = place.new_archive("fresh")
        started = time.monotonic()
        trial = place.path / "trial"
        shutil.copytree(fresh, trial)
        run(["ingest", *place.unlocked(trial), "--from", "jsonl", "--json", *sources])
        whole = time.monotonic() - started
        (place.path / "nothing.jsonl").write_text("")
        recovery = seconds_of_a_recovery(place, fresh, rng)
        killed = partly = finished = recoveries = recovered = 0
        began = time.monotonic()
        longest = {False: whole, True: whole / 12}  # seconds to the signal, from the start or from the first acknowledgement
        while killed < rounds:
            number = killed
            after_first = number % 2 == 1
            archive = place.path / f"round{number}"
            shutil.copytree(fresh, archive)
            acknowledged, ended = ingest_until_killed(place, archive, sources, rng.uniform(0.0, longest[after_first]), after_first)
            if ended:  # the machine was faster than before: the same round again, sooner
                finished += 1
                check(finished <= 4 * rounds, "the runs end before every signal: the test tests nothing")
                longest[after_first] *= 0.8
                remove_tree(archive)
                continue
            killed += 1
            partly += 0 < acknowledged < lines
            if number // 2 % 2 == 1:
                leave_torn_ends(archive, rng)
                recoveries += 1
                recovered += kill_recoveries(place, archive, rng, recovery)
            verdict = result_of(run(["verify", *place.unlocked(archive), "--full", "--json"]))
            check(verdict["verdict"] == "verified", f"round {number}: {verdict}")
            numbers = sorted(int(text.split()[0].removeprefix("line")) for text in all_texts(place, archive))
            check(numbers == list(range(len(numbers))), f"round {number}: what is held is not the beginning of what was sent")
            check(len(numbers) >= acknowledged, f"round {number}: {acknowledged} acknowledged, {len(numbers)} held")
            again = result_of(run(["ingest", *place.unlocked(archive), "--from", "jsonl", "--json", *sources]))
            check(again["in_source"] == lines and again["new"] + again["already_held"] == lines, f"round {number}: {again}")
            check(again["already_held"] == len(numbers), f"round {number}: {len(numbers)} were held, {again}")
            check(again["held"] == again["searchable"] == lines, f"round {number}: {again}")
            if number % 10 == 0:
                check(len(all_texts(place, archive)) == lines, f"round {number}: totals differ after the second run")
            remove_tree(archive)
            if killed % 100 == 0:
                print(f"{killed} rounds, {time.monotonic() - began:.0f} s", flush=True)
        print(f"{killed} kills, {partly} of them between two acknowledgements; {finished} runs ended before the signal; {recoveries} "
              f"times the next writers were killed in their recovery too, and {recovered} of those had ended before the signal")
        check(partly > 0, "no run was killed between two acknowledgements: the test tests nothing")


main()
