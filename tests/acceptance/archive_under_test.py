# SPDX-License-Identifier: GPL-3.0-or-later
"""What the acceptance tests share: a fresh archive and the real program, driven as a script would drive it."""
import json
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile

PROGRAM = os.environ.get("MUNIMENT", "build/release/muniment")


def seed():
    """A seed that is printed, so that a failure can be repeated: SEED=… runs the same again."""
    value = int(os.environ.get("SEED", random.SystemRandom().randrange(1 << 32)))
    print(f"seed {value}")
    return value


class Workplace:
    """A folder of its own below the working directory (never /tmp: that is searched for leaks), removed at the end."""

    def __init__(self, name):
        base = pathlib.Path(os.environ.get("MUNIMENT_TEST_DIR", pathlib.Path(PROGRAM).resolve().parent / "test-work"))
        base.mkdir(parents=True, exist_ok=True)
        self.path = pathlib.Path(tempfile.mkdtemp(prefix=name + "-", dir=base))
        self.kit = self.path / "kit.txt"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        remove_tree(self.path)

    def new_archive(self, name="archive", *flags):
        """Made with a passphrase and a recovery kit; the kit then opens it without the cost of a passphrase."""
        passphrase = self.path / "pass.txt"
        passphrase.write_text("correct horse battery staple\n")
        archive = self.path / name
        self.kit.unlink(missing_ok=True)
        run(["init", archive, "--timezone", "UTC", "--recovery-kit", self.kit, "--passphrase-file", passphrase, *flags])
        return archive

    def unlocked(self, archive):
        return ["--archive", str(archive), "--key-file", str(self.kit)]


def remove_tree(path):
    """Segments are append-only where the file system allows it, and then even root removes them only after this."""
    subprocess.run(["chattr", "-R", "-f", "-i", "-a", str(path)], stderr=subprocess.DEVNULL, check=False)
    shutil.rmtree(path)


def run(arguments, expect=(0,), **more):
    done = subprocess.run([PROGRAM, *map(str, arguments)], capture_output=True, text=True, **more)
    if done.returncode not in expect:
        sys.exit(f"muniment {' '.join(map(str, arguments))}\n  exit {done.returncode}, expected {expect}\n"
                 f"{done.stdout[-2000:]}\n{done.stderr[-2000:]}")
    return done


def json_lines(text):
    return [json.loads(line) for line in text.splitlines() if line.strip()]


def result_of(done):
    lines = json_lines(done.stdout)
    assert lines and lines[-1]["type"] == "result", f"the last line is no result: {done.stdout[-500:]}"
    return lines[-1]


def all_texts(place, archive):
    """The text of every message that a search for everything finds, with the completeness that it states."""
    done = run(["search", *place.unlocked(archive), "--json", "--limit", "1000000", "in:*"])
    lines = json_lines(done.stdout)
    result = lines[-1]
    texts = [line["text"] for line in lines if line["type"] == "hit"]
    assert result["type"] == "result" and result["total"] == len(texts), result
    assert result["searched"] == result["of"] == len(texts), result
    return texts


def check(condition, message):
    if not condition:
        sys.exit(f"FAILED: {message}")
