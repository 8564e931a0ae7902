#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The recipe of docs/proofs.md runs as it stands there, and says what check_proof.py says: recipe_test.py [--all]

Each line of a proof is dropped, doubled or given a carriage return in turn, and some bits are flipped; with --all each line
has all three, and more bits are flipped."""
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile
import types

import check_proof
import proof_maker as maker

PAGE = pathlib.Path(__file__).resolve().parents[2] / "docs" / "proofs.md"
TOOLS = ["bash", "openssl", "base64", "basenc", "head", "tail", "sha256sum", "tr"]


def recipe():
    section = PAGE.read_text().split("## With openssl and coreutils\n", 1)[1]
    return re.search(r"```bash\n(.*?)```", section, re.S)[1]


class Both:
    def __init__(self, folder):
        self.script, self.proof, self.runs = folder / "recipe.sh", folder / "p.proof", 0
        self.script.write_text(recipe())

    def verdicts(self, data, key=()):
        self.proof.write_bytes(data)
        done = subprocess.run(["bash", self.script, self.proof, *key], capture_output=True, text=True, errors="replace",
                              check=False)
        given = types.SimpleNamespace(log_key=(*key, None)[0], attachment=[], bundle=None)
        with tempfile.TemporaryFile("w+", encoding="utf-8") as out:
            python = check_proof.examine(self.proof, out, given)
        self.runs += 1
        said = done.returncode == 0 and done.stdout.endswith("\nverified\n")
        assert said or (done.returncode == 1 and done.stderr), done
        return said, python[0] == "verified", done.stdout + done.stderr + python[1]

    def good(self, data, key=()):
        assert (said := self.verdicts(data.encode(), key))[:2] == (True, True), (said, data)

    def bad(self, data, key=()):
        data = data if isinstance(data, bytes) else data.encode()
        assert (said := self.verdicts(data, key))[:2] == (False, False), (said, data)


def check_good(both, key, rng):
    frames = maker.make_log(rng, [1, 2, 3, 5, 8, 4, 7])
    for size in range(1, 8):
        index = rng.randrange(size)
        both.good(maker.make_proof(key, frames[:size], {index: ({rng.randrange(len(frames[index].records))}, ())}))
    for i in range(7):
        both.good(maker.make_proof(key, frames, {6: ({i}, ())}), [key.text])
    both.good(maker.make_proof(key, frames, {6: ({6}, ())}, [maker.demo_key("w")]))


def without(lines, n):
    return lines[:n] + lines[n + 1:]


def doubled(lines, n):
    return lines[:n + 1] + lines[n:] if n < len(lines) - 1 else without(lines, n)  # a second signature would be fair


def with_carriage_return(lines, n):
    return lines[:n] + [lines[n][:-1] + "\r\n"] + lines[n + 1:]


def check_bad(both, key, rng, everything):
    frames = maker.make_log(rng, [4, 5, 6, 3, 2])
    proof = maker.make_proof(key, frames, {2: ({3}, ())})
    data, lines = proof.encode(), proof.splitlines(keepends=True)
    both.good(proof)
    both.bad(proof, [maker.demo_key("b").text])
    for at in sorted(rng.sample(range(len(data)), 25 if everything else 10)):
        both.bad(data[:at] + bytes([data[at] ^ 1 << rng.randrange(8)]) + data[at + 1:])
    bends = [without, doubled, with_carriage_return]
    for n in range(len(lines)):
        for bend in bends if everything else [bends[n % 3]]:
            both.bad("".join(bend(lines, n)))
    for more in ("", "x", "\n\n", "\0", "\0\n"):
        both.bad(proof[:-1] + more)
    for old, new in (("entry 2", "entry 02"), ("record 3", "record 9"), ("\n5\n", "\n05\n"), ("muniment/proof@v1", "")):
        assert old in proof
        both.bad(proof.replace(old, new, 1))


def main():
    missing = [tool for tool in TOOLS if shutil.which(tool) is None]
    version = subprocess.run(["openssl", "version"], capture_output=True, text=True, check=True).stdout if not missing else ""
    if missing or version.startswith("OpenSSL 1"):
        print(f"SKIPPED: the recipe needs {' '.join(missing) or 'openssl 3.0'}")
        return 77
    with tempfile.TemporaryDirectory(prefix="muniment-") as folder:
        both, key, rng = Both(pathlib.Path(folder)), maker.demo_key(), random.Random(7)
        check_good(both, key, rng)
        check_bad(both, key, rng, "--all" in sys.argv)
    return 0


if __name__ == "__main__":
    sys.exit(main())
