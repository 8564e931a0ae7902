#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Debian's age opens our keys: it asks for the passphrase at a terminal of its own, and the identity that it gives out opens
the key ring and the log key. So a passphrase and age are enough, should this program not be there any more."""
import shutil
import subprocess
import sys

import run
from terminal_test import SECRET, converse, expect

QUESTION = (b"passphrase: ",)


def ask_age(prepared, passphrase):
    return converse(prepared, "age -d -o opened.txt acme/keys/identity.age", [passphrase], prompts=QUESTION)


def opens(prepared, file):
    done = subprocess.run(["age", "-d", "-i", "opened.txt", file], cwd=prepared.start, capture_output=True, check=False)
    return len(done.stdout) if done.returncode == 0 else 0


def main():
    if shutil.which("age") is None:
        print("SKIPPED: age is not installed")
        return 77
    with run.fresh_folder() as top:
        prepared = run.Prepared(top)
        opened = prepared.start / "opened.txt"
        passphrase = (prepared.start / "pass.txt").read_text().rstrip("\n")
        screen, code = ask_age(prepared, "not the passphrase")
        expect("age refuses another passphrase", code != 0 and not opened.exists() and "incorrect passphrase" in screen, screen)
        screen, code = ask_age(prepared, passphrase)
        expect("age opens the identity with the passphrase", code == 0, screen)
        lines = opened.read_text().split("\n")
        expect("it is one age identity and a line feed",
               len(lines) == 2 and lines[0].startswith("AGE-SECRET-KEY-1") and lines[1] == "", "\n".join(lines[1:]))
        for ring in (prepared.start / "acme/keys").glob("ring.*.age"):
            expect(f"the identity opens {ring.name}", opens(prepared, ring) > 100, "")
        expect("and the log key", opens(prepared, prepared.start / "acme/keys/log.age") == 32, "")
        screen, code = converse(prepared, "muniment init asked --timezone UTC", [SECRET, SECRET])
        expect("an archive whose passphrase was typed", code == 0, screen)
        opened.unlink()
        screen, code = converse(prepared, "age -d -o opened.txt asked/keys/identity.age", [SECRET], prompts=QUESTION)
        expect("is opened by typing the same to age", code == 0 and opened.read_text().startswith("AGE-SECRET-KEY-1"), screen)
    return 0


if __name__ == "__main__":
    sys.exit(main())
