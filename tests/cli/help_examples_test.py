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
    endless = "--follow" in example
    process = subprocess.Popen(("exec " if endless else "") + example, shell=True, cwd=folder, env=environment,
                               stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if endless:
        wait_until_it_follows(process)
        process.terminate()
    out, err = process.communicate()
    if process.returncode != 0:
        print(f"{example}\n  exit {process.returncode}\n{out}{err}", file=sys.stderr)
    return process.returncode == 0


def wait_until_it_follows(process):
    """It says so in its first line; then it goes on until it is told to stop."""
    line = process.stderr.readline()
    if not line.startswith("following"):
        print(f"expected that it follows, and it said: {line}", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
