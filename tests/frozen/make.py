#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes an archive that has everything that the format has, to be frozen: make.py DIRECTORY.

DIRECTORY gets archive/, kit.txt (its key: the content is invented), checkpoint.txt (a mail with a checkpoint),
message.proof, and expected.json. It is run once for each version of the format; what it made is kept for ever and must
open for ever. Never run it over a frozen one."""
import json
import os
import pathlib
import subprocess
import sys
import time

PROGRAM = os.environ.get("MUNIMENT", "build/release/muniment")
ENVIRONMENT = {**os.environ, "MUNIMENT_ATTRIBUTES": "off", "MUNIMENT_STATE": "", "TZ": "UTC"}


def run(*arguments, **more):
    done = subprocess.run([PROGRAM, *map(str, arguments)], capture_output=True, text=True, env=ENVIRONMENT, check=False, **more)
    if done.returncode != 0:
        sys.exit(f"muniment {' '.join(map(str, arguments))}\n{done.stdout}{done.stderr}")
    return done.stdout


def message(number, year, text, **more):
    return json.dumps({"id": f"id{number}", "conversation": f"room {number % 3}", "sender": f"person {number % 4}",
                       "time": f"{year}-03-{1 + number % 28:02}T10:00:00Z", "text": text, **more}) + "\n"


def ingest(archive, folder, kit, name, lines):
    source = folder / name
    source.write_text("".join(lines), encoding="utf-8")
    run("ingest", "--archive", archive, "--key-file", kit, "--from", "jsonl", "--custodian", "custodian one", source)
    source.unlink()


def torn_tail(archive):
    """What a crash leaves in the middle of a write."""
    segment = max((archive / "seg" / "1").iterdir())
    with segment.open("ab") as out:
        out.write(b"MUNF" + bytes(range(200)))


def main():
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir()
    archive, kit, words = folder / "archive", folder / "kit.txt", folder / "pass.txt"
    words.write_text("frozen for ever\n")
    run("init", archive, "--name", "frozen", "--timezone", "Europe/London", "--recovery-kit", kit, "--passphrase-file", words,
        "--seal-after", "1m")
    key = ("--archive", archive, "--key-file", kit)
    ingest(archive, folder, kit, "first.jsonl", [message(n, 2025, f"first {n} £ 漢字 🙂") for n in range(40)])
    time.sleep(61)  # so that the next writer seals what is there
    ingest(archive, folder, kit, "second.jsonl", [message(n, 2024, f"second {n}") for n in range(40, 60)])
    torn_tail(archive)
    ingest(archive, folder, kit, "third.jsonl", [message(n, 2026, f"third {n}") for n in range(60, 70)])
    run("ingest", *key, pathlib.Path(__file__).parents[2] / "samples/whatsapp-txt/deal-team/WhatsApp Chat with Deal team")
    run("keys", "add", "--new-kit", folder / "second-kit.txt", "--label", "second kit", *key)
    run("keys", "revoke", "second kit", *key)
    run("keys", "rotate", "--new-passphrase-file", words, *key)
    (folder / "checkpoint.txt").write_text(run("checkpoint", "print", *key), encoding="utf-8")
    run("prove", *key, "--message", "m7", "--out", folder / "message.proof")
    run("search", *key, "first")  # leaves an access record in the spool
    verified = json.loads(run("verify", *key, "--full", "--json").splitlines()[-1])
    expected = {name: verified[name] for name in ("messages", "records", "commits", "segments", "frames", "blobs", "log_size")}
    expected["texts"] = [json.loads(line).get("text", "")[:40] for line in
                         run("search", *key, "in:*", "--json", "--sort", "time", "--limit", "1000").splitlines()
                         if json.loads(line)["type"] == "hit"]
    (folder / "expected.json").write_text(json.dumps(expected, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    words.unlink()


main()
