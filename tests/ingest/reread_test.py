#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Takes streams of gateways into a real archive, and takes them in again: reread_test.py samples|corpus

The second time nothing is new. What several gateways deliver is new once.
"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile

TOP = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = os.environ.get("MUNIMENT", str(TOP / "build/release/muniment"))


def inputs(what):
    if what == "samples":
        return sorted(path for form in ("gowa", "waha", "whatsmeow", "session-stream")
                      for path in (TOP / "samples" / form).glob("*/*.ndjson"))
    corpus = os.environ.get("MUNIMENT_CORPUS")
    if not corpus or not (pathlib.Path(corpus) / "wa_session").is_dir():
        print("SKIPPED: MUNIMENT_CORPUS does not name a folder with wa_session")
        sys.exit(77)
    return sorted((pathlib.Path(corpus) / "wa_session").rglob("*.json"))


class Archive:
    def __init__(self, top):
        (top / "pass.txt").write_text("correct horse battery staple\n")
        self.environment = os.environ | {"MUNIMENT_PASSPHRASE_FILE": str(top / "pass.txt"), "MUNIMENT_ARCHIVE": str(top / "a"),
                                         "MUNIMENT_STATE": "", "MUNIMENT_ATTRIBUTES": "off"}
        self.run("init")

    def run(self, *arguments, good=(0,)):
        done = subprocess.run([PROGRAM, *arguments], env=self.environment, capture_output=True, text=True)
        if done.returncode not in good:
            sys.exit(f"{arguments}: exit {done.returncode}\n{done.stderr}")
        return done.stdout

    def take_in(self, paths):
        result = json.loads(self.run("ingest", "--json", *map(str, paths), good=(0, 3)).splitlines()[-1])
        assert result["in_source"] == result["new"] + result["already_held"] + result["excluded"] + result["exceptions"], result
        return result


def main():
    paths = inputs(sys.argv[1])
    assert paths, "there is nothing to read"
    with tempfile.TemporaryDirectory() as folder:
        archive = Archive(pathlib.Path(folder))
        first = archive.take_in(paths)
        again = archive.take_in(paths)
        assert again["new"] == 0, f"read again, {again['added']} of {again['in_source']} are new"
        assert again["in_source"] == first["in_source"]
        if sys.argv[1] == "samples":
            # Ten lines deliver three messages that say so: 3EB0A1, 3EB0D1 (by WAHA's engines and whatsmeow) and 3EB0F1.
            found = [json.loads(line) for line in archive.run("search", "--json", "invoice paid").splitlines()]
            texts = [hit.get("text", "") for hit in found if hit.get("type") == "hit"]
            assert sum("Is the invoice paid?" in text for text in texts) == 3, texts


if __name__ == "__main__":
    main()
