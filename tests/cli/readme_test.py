#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the commands of the README and compares what they print, stdout and stderr as on a screen: readme_test.py [--bless]"""
import difflib
import re
import subprocess
import sys

import run

TOP = run.HERE.parents[1]
BLOCK = re.compile(r"```console\n(.*?)```", re.S)


def play(block, folder):
    (folder / "samples").symlink_to(TOP / "samples")
    (folder / "pass.txt").write_text("correct horse battery staple\n")
    (folder / "bin").mkdir()
    (folder / "bin/muniment").symlink_to(run.PROGRAM)
    environment = {**run.environment(folder / "bin", ""), "MUNIMENT_PASSPHRASE_FILE": "pass.txt"}
    out = []
    for command in re.findall(r"^\$ (.*)$", block, re.M):
        done = subprocess.run(command, shell=True, cwd=folder, env=environment, stdin=subprocess.DEVNULL, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        out.append("\n".join(line.rstrip() for line in [f"$ {command}", *done.stdout.splitlines()]) + "\n")
    return "\n".join(out)


def main():
    readme = TOP / "README.md"
    text = readme.read_text()
    block = BLOCK.search(text)[1]
    with run.fresh_folder() as folder:
        said = play(block, folder)
    if run.normal(said) == run.normal(block):
        return 0
    if "--bless" in sys.argv:
        readme.write_text(text.replace(block, said))
        print("README.md: rewritten")
        return 0
    sys.stderr.writelines(difflib.unified_diff(run.normal(block).splitlines(True), run.normal(said).splitlines(True), "README.md", "program"))
    return 1


if __name__ == "__main__":
    sys.exit(main())
