#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the real program as transcripts say and compares: run.py [--bless] [name…]

A transcript is tests/cli/<name>.txt. Each runs in a fresh directory that holds what is in tests/cli/data, the key of a
prepared archive (kit.txt, named by MUNIMENT_KEY_FILE), that archive (acme, with data/messages.jsonl taken in), and a copy of it
(acme-backup), a mail with its checkpoint (checkpoint.eml), and a copy with a recorded session (streams, with
data/sales-1.ndjson).

    # a comment
    $ muniment search --archive acme invoice      a shell command
    | a line of stdout
    2| a line of stderr
    exit 4                                         where it is not 0

What changes from run to run is replaced before comparing: <sha256>, <id>, <now>, <t> (a duration), <size>, c<n>.
--bless rewrites the transcripts with what the program says; a person reads the diff.
"""
import concurrent.futures
import contextlib
import datetime
import difflib
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
PROGRAM = pathlib.Path(os.environ.get("MUNIMENT", HERE.parents[1] / "build/release/muniment")).resolve()
DAY = datetime.timedelta(days=1)


def is_now(text):
    day = datetime.date.fromisoformat(text[:10])
    return abs(day - datetime.datetime.now(datetime.timezone.utc).date()) <= DAY


def is_this_month(text):
    today = datetime.datetime.now(datetime.timezone.utc).date()
    return text in {(today + days).strftime("%Y-%m") for days in (-DAY, 0 * DAY, DAY)}


def normal(text):
    text = re.sub(r"\b[0-9a-f]{64}\b", "<sha256>", text)
    text = re.sub(r'\bid [0-9a-f]{8}\b', "id <id>", text)
    text = re.sub(r'"id":"[0-9a-f]{32}"', '"id":"<id>"', text)
    text = re.sub(r"\b[0-9a-f]{32}\b", "<id>", text)
    text = re.sub(r"\bage1[0-9a-z]{58}\b", "<recipient>", text)
    text = re.sub(r"\+[0-9a-f]{8}\+[0-9A-Za-z+/]{44}", "+<key>", text)
    text = re.sub(r"\bblob/[0-9a-f]{2}/", "blob/<id>/", text)
    text = re.sub(r"holds \d+ access records?", "holds <n> access records", text)
    text = re.sub(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?(\.\d+)?(Z| [+-]\d\d:\d\d)?",
                  lambda found: "<now>" if is_now(found[0]) else found[0], text)
    text = re.sub(r"scratch files in .*", "scratch files <where>", text)
    text = re.sub(r'"scratch_is_private":(true|false)', '"scratch_is_private":<bool>', text)
    text = re.sub(r"access records that the next writer takes into the log: \d+, in \d+ files?",
                  "access records that the next writer takes into the log: <n>", text)
    text = re.sub(r"in the clear +[\d,.]+ bytes a message", "in the clear   <n> bytes a message", text)
    text = re.sub(r'"(cleartext_bytes\w*)":[\d.]+', r'"\1":<n>', text)
    text = re.sub(r'"bytes_a_message":[\d.]+', '"bytes_a_message":<n>', text)
    text = re.sub(r"\b[\d,]+ messages? a second", "<n> messages a second", text)
    text = re.sub(r'"messages_a_second":\d+', '"messages_a_second":<n>', text)
    text = re.sub(r'\b\d{4}-\d\d(?="|  )', lambda found: "<month>" if is_this_month(found[0]) else found[0], text)
    text = re.sub(r"\b\d+\.\d\d s\b", "<t> s", text)
    text = re.sub(r"\b\d+\.\d ms\b", "<t> ms", text)
    text = re.sub(r'"(\w*seconds)":[0-9.e-]+', r'"\1":<t>', text)
    text = re.sub(r"\[\d\d:\d\d\]", "[<t>]", text)
    text = re.sub(r"\bdamaged/\d{8}T\d{6}Z", "damaged/<now>", text)
    text = re.sub(r"\bckpt/\d+\.note", "ckpt/<n>.note", text)
    text = re.sub(r"\bcheckpoint( +)c\d+", r"checkpoint\1c<n>", text)
    text = re.sub(r"\b\d+(?:,\d{3})* (commit|frame|record|segment|file|byte|access record file)s?\b", r"<n> \1s", text)
    text = re.sub(r"\b\d+(?:,\d{3})* (?:entries|entry)\b", "<n> entries", text)
    text = re.sub(r"(opened +|, |content of )[\d,]+ of (?=<n> (?:frames|records)\b)", r"\1<n> of ", text)
    text = re.sub(r"\b(entry|segment|frame) [\d,]+", r"\1 <n>", text)
    text = re.sub(r"\b[\d,.]+ (bytes?|[KMG]iB)\b(?! a message)", "<size>", text)
    return re.sub(r'"(log_size|commits|frames|segments|records|entry|segment|frame|bytes|bytes_of_copy|bytes_read|frames_opened|records_opened|partitions|files)":\d+',
                  r'"\1":<n>', text)


def environment(bin_folder, kit):
    kept = {name: os.environ[name] for name in ("LANG", "HOME", "ASAN_OPTIONS", "UBSAN_OPTIONS") if name in os.environ}
    return kept | {"PATH": f"{bin_folder}:/usr/bin:/bin", "MUNIMENT_KEY_FILE": kit, "TZ": "UTC", "LC_ALL": "C.UTF-8", "USER": "tester",
                   "MUNIMENT_ATTRIBUTES": "off", "MUNIMENT_STATE": os.environ.get("MUNIMENT_STATE", "")}


@contextlib.contextmanager
def fresh_folder():
    """A temporary folder that can be removed even where the log's files could be made append-only."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            yield pathlib.Path(folder)
        finally:
            subprocess.run(["chattr", "-R", "-f", "-i", "-a", folder], stderr=subprocess.DEVNULL, check=False)


class Prepared:
    """A folder with what every transcript starts from, made once."""

    def __init__(self, top):
        self.bin, self.start = top / "bin", top / "start"
        self.bin.mkdir()
        (self.bin / "muniment").symlink_to(PROGRAM)
        shutil.copytree(HERE / "data", self.start)
        (self.start / "pass.txt").write_text("correct horse battery staple\n")
        self.run("muniment init acme --timezone Europe/London --recovery-kit kit.txt --passphrase-file pass.txt")
        self.run("muniment ingest --archive acme --from jsonl --custodian ana.pereira messages.jsonl --key-file kit.txt")
        self.run("muniment checkpoint print --archive acme --key-file kit.txt >checkpoint.eml")
        shutil.copytree(self.start / "acme", self.start / "acme-backup")
        shutil.copytree(self.start / "acme", self.start / "streams")
        self.run("muniment ingest --archive streams --from session-stream sales-1.ndjson --key-file kit.txt")
        self.run("muniment sources add sales-1 --archive streams --key-file kit.txt")
        self.run("muniment saved create prices 'price OR offer' --note 'first review' --archive streams --key-file kit.txt")
        self.run("muniment people link +15550101 +15550199 --reason moved --archive streams --key-file kit.txt")

    def run(self, command):
        done = subprocess.run(command, shell=True, cwd=self.start, env=environment(self.bin, ""), capture_output=True, text=True)
        if done.returncode != 0:
            sys.exit(f"{command}: exit {done.returncode}\n{done.stdout}{done.stderr}")


def shown(done):
    lines = ["| " + line for line in done.stdout.decode(errors="backslashreplace").splitlines()]
    lines += ["2| " + line for line in done.stderr.decode(errors="backslashreplace").splitlines()]
    lines = [line.rstrip() for line in normal("\n".join(lines)).split("\n") if line]
    return lines + ([f"exit {done.returncode}"] if done.returncode else [])


def play(prepared, transcript, folder):
    """What the transcript should have said."""
    shutil.copytree(prepared.start, folder)
    out = []
    for line in transcript.read_text().splitlines():
        if line.startswith("$ "):
            out.append(line)
            out += shown(subprocess.run(line[2:], shell=True, cwd=folder, env=environment(prepared.bin, "kit.txt"),
                                        stdin=subprocess.DEVNULL, capture_output=True, timeout=300))
        elif not re.match(r"2?\||exit \d", line):
            out.append(line)
    return "\n".join(out) + "\n"


def compare(prepared, top, transcript, bless):
    said = play(prepared, transcript, top / transcript.stem)
    expected = transcript.read_text()
    if said == expected:
        return True
    if bless:
        transcript.write_text(said)
        print(f"{transcript.name}: rewritten")
        return True
    print(f"{transcript.name}: the program says something else", file=sys.stderr)
    sys.stderr.writelines(difflib.unified_diff(expected.splitlines(True), said.splitlines(True), "transcript", "program"))
    return False


def main(arguments):
    bless = "--bless" in arguments
    names = [name for name in arguments if name != "--bless"]
    transcripts = [HERE / f"{name}.txt" for name in names] or sorted(HERE.glob("*.txt"))
    transcripts = [path for path in transcripts if path.name != "CMakeLists.txt"]
    with fresh_folder() as top:
        prepared = Prepared(top)
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            return all(list(pool.map(lambda path: compare(prepared, top, path, bless), transcripts)))


if __name__ == "__main__":
    sys.exit(not main(sys.argv[1:]))
