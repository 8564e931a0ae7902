# SPDX-License-Identifier: GPL-3.0-or-later
"""A fleet of sessions is followed while its recorders write and rotate their files, and the follower is killed at random
throughout: afterwards every injected hole is a gap and no other is, every message stands once, and the totals add up.

    fleet_test.py [SESSIONS [EVENTS [SECONDS]]]    SECONDS: how long the recorders take, at least"""
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time

from archive_under_test import PROGRAM, Workplace, check, json_lines, result_of, run, seed
from fleet import Session, lines_of

FILES = 4


class Recorder(threading.Thread):
    """Writes one file, a burst at a time, and now and then moves it away and begins a new one."""

    def __init__(self, folder, number, sessions, events, seconds, rng):
        super().__init__()
        self.folder, self.number, self.sessions, self.events, self.rng = folder, number, sessions, events, rng
        self.pause = seconds / events
        self.lines = self.rotated = 0

    def run(self):
        path = self.folder / f"recorder-{self.number}.ndjson"
        out = open(path, "a", encoding="utf-8")
        for line in lines_of(self.sessions, self.events, self.rng):
            half = self.rng.randrange(len(line))
            out.write(line[:half])
            if self.rng.random() < 0.01:
                out.flush()                      # a reader may see half a line
                time.sleep(self.rng.random() * 0.01)
            out.write(line[half:] + "\n")
            self.lines += 1
            if self.lines % 50 == 0:
                out.flush()
                time.sleep(50 * self.pause)
            if self.rng.random() < 3 / max(self.events, 1):
                out.close()
                self.rotated += 1
                path.rename(self.folder / f"recorder-{self.number}-{self.rotated}.ndjson")
                out = open(path, "a", encoding="utf-8")
        out.close()


def follow(place, archive, folder):
    return subprocess.Popen([PROGRAM, "ingest", *place.unlocked(archive), "--follow", "--json", str(folder)],
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def kill_while(place, archive, folder, writing, rng):
    """Followers that are killed one after the other for as long as somebody writes."""
    kills = 0
    while any(thread.is_alive() for thread in writing):
        follower = follow(place, archive, folder)
        drain = threading.Thread(target=follower.stdout.read)
        drain.start()
        time.sleep(rng.uniform(0.1, 3))
        follower.send_signal(signal.SIGKILL)
        follower.wait()
        drain.join()
        kills += 1
    return kills


def processor_seconds(process):
    with open(f"/proc/{process.pid}/stat", encoding="utf-8") as stat:
        fields = stat.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def follow_to_the_end(place, archive, folder):
    """Until it has printed nothing and done nothing for six seconds: after a kill it may be long at mending before it prints."""
    follower = follow(place, archive, folder)
    last = [time.monotonic()]
    out = []

    def read():
        for line in follower.stdout:
            out.append(line)
            last[0] = time.monotonic()

    reader = threading.Thread(target=read)
    reader.start()
    used = 0
    while time.monotonic() - last[0] < 6:
        time.sleep(0.5)
        if follower.poll() is not None:
            sys.exit(f"FAILED: the follower ended: {follower.stderr.read()}")
        before, used = used, processor_seconds(follower)
        if used - before > 0.1:
            last[0] = time.monotonic()
    follower.send_signal(signal.SIGTERM)
    follower.wait()
    reader.join()
    if follower.returncode != 0:
        sys.exit(f"FAILED: exit {follower.returncode}: {follower.stderr.read()}")
    return json.loads(out[-1])


def adds_up(counts):
    return counts["in_source"] == counts["new"] + counts["already_held"] + counts["excluded"] + counts["exceptions"]


def found_gaps(place, archive, session):
    """Every gap of the session that is open, as (run, reason, after, before), and the numbers that it shows."""
    lines = json_lines(run(["sessions", "show", *place.unlocked(archive), "--json", session.name], expect=(0, 21)).stdout)
    for numbers in (line for line in lines if line["type"] == "run"):
        check(numbers["seen"] + numbers["missing"] == numbers["highest"] - numbers["lowest"] + 1, f"{session.name}: {numbers}")
    return {(gap["run"], gap["reason"], gap["after"], gap["before"])
            for gap in lines if gap["type"] == "gap" and gap["filled"] is None}


def texts_held(place, archive):
    done = run(["search", *place.unlocked(archive), "--json", "--limit", "100000000", "harbour OR corrects"])
    lines = json_lines(done.stdout)
    check(lines[-1]["searched"] == lines[-1]["of"], f"not all was searched: {lines[-1]}")
    return [line["text"] for line in lines if line["type"] == "hit"]


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 12
    events = int(sys.argv[2]) if len(sys.argv) > 2 else 6000
    seconds = float(sys.argv[3]) if len(sys.argv) > 3 else 10
    rng = random.Random(seed())
    with Workplace("fleet") as place:
        archive = place.new_archive()
        folder = place.path / "spool"
        folder.mkdir()
        sessions = [Session(number, random.Random(rng.random())) for number in range(count)]
        recorders = [Recorder(folder, number, sessions[number::FILES], events // FILES, seconds, random.Random(rng.random()))
                     for number in range(FILES)]
        for recorder in recorders:
            recorder.start()
        kills = kill_while(place, archive, folder, recorders, rng)
        last = follow_to_the_end(place, archive, folder)
        check(adds_up(last), f"the last run does not add up: {last}")
        check(last["exceptions"] == 0, f"exceptions: {last}")

        for session in sessions:
            found = found_gaps(place, archive, session)
            check(found == session.gaps, f"{session.name}: not reported {sorted(session.gaps - found)}, "
                                         f"not injected {sorted(found - session.gaps)}")
        held = texts_held(place, archive)
        written = set().union(*(session.texts for session in sessions))
        check(len(held) == len(set(held)), "a message stands twice")
        check(set(held) == written, f"{len(written - set(held))} of {len(written)} are missing, {len(set(held) - written)} too many")

        lines = sum(recorder.lines for recorder in recorders)
        again = result_of(run(["ingest", *place.unlocked(archive), "--json", folder]))
        check(again["in_source"] == lines and again["new"] == 0, f"{lines} lines read again: {again}")
        run(["verify", *place.unlocked(archive), "--full"])
        gaps = sum(len(session.gaps) for session in sessions)
        rotations = sum(recorder.rotated for recorder in recorders)
        print(f"{count} sessions, {lines} lines, {rotations} rotations, {kills} kills: {len(held)} messages once each, "
              f"{gaps} gaps found, none besides")


main()
