# SPDX-License-Identifier: GPL-3.0-or-later
"""Archives that earlier versions of the format left must open for ever, say the same, prove the same, and go on being
written to. What is frozen lies beside this file, made once by make.py; each is used as a copy."""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
PROGRAM = os.environ.get("MUNIMENT", "build/release/muniment")
CHECKER = HERE.parent / "reference" / "check_proof.py"


def check(holds, what):
    if not holds:
        sys.exit("frozen: " + what)


def run(*arguments, expect=0):
    done = subprocess.run([PROGRAM, *map(str, arguments)], capture_output=True, text=True, check=False)
    check(done.returncode == expect, f"muniment {' '.join(map(str, arguments))} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return done.stdout


def last_json(text):
    return json.loads(text.splitlines()[-1])


def texts(key):
    lines = run("search", *key, "in:*", "--json", "--sort", "time", "--limit", "1000").splitlines()
    return [json.loads(line).get("text", "")[:40] for line in lines if json.loads(line)["type"] == "hit"]


def opens_as_it_was(folder, key, expected):
    verified = last_json(run("verify", *key, "--full", "--json", "--against", folder / "checkpoint.txt"))
    for name, value in expected.items():
        if name != "texts":
            check(verified[name] == value, f"{folder.name}: {name} is {verified[name]}, and was {value}")
    check(verified["findings"] == 0 and verified["against"], f"{folder.name}: {verified}")
    check(texts(key) == expected["texts"], f"{folder.name}: other messages than there were")


def proof_still_holds(folder, key, work):
    for old_or_new in (folder / "message.proof", work / "new.proof"):
        if not old_or_new.exists():
            run("prove", *key, "--message", "m7", "--out", old_or_new)
        check(last_json(run("check-proof", old_or_new, "--json"))["verdict"] == "verified", f"{old_or_new} does not hold")
        done = subprocess.run([sys.executable, CHECKER, old_or_new], capture_output=True, text=True, check=False)
        check(done.returncode == 0 and done.stdout.endswith("result: verified\n"), f"{CHECKER.name}: {done.stdout}{done.stderr}")


def goes_on(key, work, expected):
    more = work / "more.jsonl"
    more.write_text('{"id":"new","conversation":"room 1","sender":"person 1","time":"2026-06-01T10:00:00Z","text":"after the freeze"}\n')
    counts = last_json(run("ingest", *key, "--from", "jsonl", "--json", more))
    check(counts["new"] == 1, str(counts))
    check(len(texts(key)) == len(expected["texts"]) + 1, "the new message is not found beside the old ones")
    check(last_json(run("verify", *key, "--full", "--json"))["findings"] == 0, "it does not verify after it was written to")


def main():
    frozen = sorted(path for path in HERE.iterdir() if path.is_dir() and path.name.startswith("v"))
    check(frozen, "nothing is frozen")
    for folder in frozen:
        expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
        with tempfile.TemporaryDirectory() as name:
            work = pathlib.Path(name)
            shutil.copytree(folder / "archive", work / "archive")
            for empty in ("blob", "spool/access"):
                (work / "archive" / empty).mkdir(parents=True, exist_ok=True)
            key = ("--archive", work / "archive", "--key-file", folder / "kit.txt")
            opens_as_it_was(folder, key, expected)
            proof_still_holds(folder, key, work)
            goes_on(key, work, expected)


main()
