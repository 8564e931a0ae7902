#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs every example that the help shows, each in a fresh copy of the prepared folder: an example that fails is a lie."""
import re
import shutil
import subprocess
import sys

import run


def commands_of(text):
    return re.findall(r"^  ([a-z-]+) {2,}\S", text.split("FLAGS OF EVERY COMMAND")[0], re.M)


def examples_of(text):
    return re.findall(r"^  (muniment .*)$", text.partition("EXAMPLES\n")[2], re.M)


def ask(prepared, *words):
    done = subprocess.run([run.PROGRAM, *words], capture_output=True, text=True, cwd=prepared.start,
                          env=run.environment(prepared.bin, "kit.txt"))
    if done.returncode != 0:
        sys.exit(f"muniment {' '.join(words)}: exit {done.returncode}\n{done.stderr}")
    return done.stdout


def main():
    with run.fresh_folder() as top:
        prepared = run.Prepared(top)
        failed = tried = 0
        for name in commands_of(ask(prepared, "help")):
            text = ask(prepared, "help", name)
            if text != ask(prepared, name, "-h"):
                sys.exit(f"muniment {name} -h is not muniment help {name}")
            examples = examples_of(text)
            if len(examples) < 2:
                sys.exit(f"muniment help {name} shows fewer than two examples")
            for example in examples:
                tried += 1
                failed += not works(prepared, example, top / str(tried))
        print(f"{tried} examples, {failed} failed")
        return failed or tried < 16


def works(prepared, example, folder):
    shutil.copytree(prepared.start, folder)
    environment = run.environment(prepared.bin, "kit.txt")
    if " init " in example:  # a new archive has no kit yet; without a terminal the passphrase comes from a file
        environment = {**environment, "MUNIMENT_KEY_FILE": "", "MUNIMENT_PASSPHRASE_FILE": "pass.txt"}
    done = subprocess.run(example, shell=True, cwd=folder, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode != 0:
        print(f"{example}\n  exit {done.returncode}\n{done.stdout}{done.stderr}", file=sys.stderr)
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(main())
