#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""More than one process: an archive that is being written is locked, a signal commits what was read, a reader may go away."""
import json
import os
import pathlib
import signal
import subprocess
import sys
import threading

import run


def message(number):
    return json.dumps({"id": f"p{number}", "conversation": "Stream", "sender": "Mira Osei", "time": "2026-07-01T10:00:00Z",
                       "text": f"message number {number} of a long stream of messages"}) + "\n"


class Stream:
    """An ingest that reads what we write to it, and whose acknowledgements we read."""

    def __init__(self, prepared):
        self.process = subprocess.Popen([run.PROGRAM, "ingest", "--archive", "acme", "--from", "jsonl", "--json", "-"],
                                        cwd=prepared.start, env=run.environment(prepared.bin, "kit.txt"),
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.fed = threading.Event()
        self.stop = threading.Event()
        threading.Thread(target=self.feed, daemon=True).start()

    def feed(self):
        number = 0
        try:
            while not self.stop.is_set():
                number += 1
                self.process.stdin.write(message(number))
                if number % 2000 == 0:
                    self.process.stdin.flush()
                    self.stop.wait(0.05)
        except (BrokenPipeError, ValueError):
            pass

    def acknowledged(self):
        for line in self.process.stdout:
            line = json.loads(line)
            if line["type"] == "committed" and line["in_source"] > 0:
                return line["in_source"]
        sys.exit(f"no acknowledgement came: {self.process.stderr.read()}")


def ask(prepared, *words):
    return subprocess.run([run.PROGRAM, *words], capture_output=True, text=True, cwd=prepared.start,
                          env=run.environment(prepared.bin, "kit.txt"))


def expect(what, condition, *shown):
    if not condition:
        sys.exit(f"{what}: " + " ".join(map(str, shown)))


def interrupted(prepared):
    stream = Stream(prepared)
    stream.acknowledged()
    locked = ask(prepared, "ingest", "--archive", "acme", "--lock-wait", "0", "messages.jsonl")
    expect("a second writer is refused", locked.returncode == 11, locked.returncode, locked.stderr)
    expect("with advice", "try:" in locked.stderr, locked.stderr)
    reader = ask(prepared, "search", "--archive", "acme", "--count", "-q", "invoice")
    expect("a reader is not", reader.returncode == 0 and reader.stdout == "2\n", reader.stdout, reader.stderr)
    stream.process.send_signal(signal.SIGINT)
    lines = [json.loads(line) for line in stream.process.stdout]
    stream.stop.set()
    code = stream.process.wait(60)
    expect("an interrupted ingest is exit 130", code == 130, code, lines[-1:])
    expect("and says so", lines[-1]["type"] == "error" and lines[-1]["exit"] == 130, lines[-1])
    held = max(line["in_source"] for line in lines if line["type"] == "committed")
    found = ask(prepared, "search", "--archive", "acme", "--count", "-q", "in:Stream")
    expect("what was acknowledged is held", int(found.stdout) >= held, found.stdout, held, found.stderr)


def left_alone(prepared):
    pipe = subprocess.run("muniment search --archive acme --json --limit 100000 'in:*' | head -1", shell=True, cwd=prepared.start,
                          env=run.environment(prepared.bin, "kit.txt"), capture_output=True, text=True)
    expect("a reader that goes away ends it quietly", pipe.stderr == "" and len(pipe.stdout.splitlines()) == 1, pipe.stderr)
    with open("/dev/full", "w") as full:
        done = subprocess.run([run.PROGRAM, "search", "--archive", "acme", "invoice"], cwd=prepared.start, stdout=full,
                              stderr=subprocess.PIPE, text=True, env=run.environment(prepared.bin, "kit.txt"))
    expect("an answer that could not be written is a failure", done.returncode == 1 and "could not be written" in done.stderr, done)


def windows_shut(prepared):
    """No other process of the same user may look into ours, and it leaves no core."""
    stream = Stream(prepared)
    stream.acknowledged()
    limits = pathlib.Path(f"/proc/{stream.process.pid}/limits").read_text()
    owner = os.stat(f"/proc/{stream.process.pid}/mem").st_uid
    stream.process.send_signal(signal.SIGTERM)
    stream.process.stdout.read()
    stream.stop.set()
    expect("SIGTERM is exit 130", stream.process.wait(60) == 130, stream.process.returncode)
    core = next(line for line in limits.splitlines() if line.startswith("Max core file size"))
    expect("no core file", core.split()[4:6] == ["0", "0"], core)
    expect("the process is not dumpable", owner == 0, owner)


def main():
    with run.fresh_folder() as top:
        prepared = run.Prepared(top)
        interrupted(prepared)
        left_alone(prepared)
        windows_shut(prepared)


if __name__ == "__main__":
    main()
