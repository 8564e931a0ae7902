# SPDX-License-Identifier: GPL-3.0-or-later
"""What the real program is made to do while it is recorded. Each function here is given a Recording and leaves its trace;
WORKLOADS lists them, and a new one needs no other edit."""
import json
import os
import pathlib
import shutil
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "acceptance"))
from archive_under_test import PROGRAM, check, run  # noqa: E402

BUILD = pathlib.Path(os.environ.get("MUNIMENT_CRASH_BUILD", pathlib.Path(PROGRAM).resolve().parent / "tests" / "crash"))
RECORDER = BUILD / "muniment_crash_recorder.so"
WORDS = "ledger harbour invoice meeting quarter violet copper signal draft window margin answer river".split()


def write_source(folder, first, count, rng, years=(2026,), attachments=False, longest=120, noise=0):
    """Messages `line<first>` to `line<first + count - 1>` as a JSON lines file in a folder of its own."""
    folder.mkdir(parents=True)
    path = folder / "messages.jsonl"
    with open(path, "w", encoding="utf-8") as out:
        for number in range(first, first + count):
            words = [rng.choice(WORDS) + str(rng.randrange(10_000)) for _ in range(rng.randrange(1, longest))]
            message = {"id": str(number), "conversation": f"room{number % 3}", "sender": f"person{number % 5}",
                       "time": f"{rng.choice(years)}-03-{1 + number % 28:02}T10:{number % 60:02}:00Z",
                       "text": f"line{number} " + " ".join(words) + rng.randbytes(noise).hex()}
            if attachments and number % 2 == 0:
                (folder / f"photo{number}.jpg").write_bytes(rng.randbytes(rng.randrange(1, 20_000)))
                message["attachments"] = [{"name": "photo", "path": f"photo{number}.jpg", "mime": "image/jpeg"}]
            out.write(json.dumps(message) + "\n")
    return path


class Recording:
    """A folder `top` that is watched, a copy of it from before, and the trace between the two."""

    def __init__(self, place, name, rng):
        self.place, self.rng = place, rng
        self.folder = place.path / name
        self.top, self.before, self.trace = self.folder / "top", self.folder / "before", self.folder / "trace"
        self.top.mkdir(parents=True)
        self.archive = self.top / "A"
        self.held_before = None  # messages in the archive before the recording; None: there is no archive
        self.bundle = None       # an export's folder, below top
        self.keys = None         # a KeyChange
        self.sources = 0
        self.sent = []           # the sources of the recorded ingest

    def source(self, first, count, **more):
        self.sources += 1
        return write_source(self.folder / f"source{self.sources}", first, count, self.rng, **more)

    def unlocked(self):
        return self.place.unlocked(self.archive)

    def begins_here(self, held):
        self.held_before = held
        shutil.copytree(self.top, self.before)

    def ingest(self, *sources):
        self.sent = [str(source) for source in sources]
        return ["ingest", *self.unlocked(), "--from", "jsonl", "--json", *sources]

    def record(self, arguments, expect=(0,), **environment):
        return run(arguments, expect=expect, env=watched(self.top, MUNIMENT_TRACE=self.trace, **environment))


class KeyChange:
    """What opens the archive before and after it, as flags of the program. Each is tried on images that a crash left."""

    def __init__(self, before=(), after=()):
        self.before, self.after = before, after

    def wrong_with(self, archive, is_done):
        """None, or what is wrong: something must open it, and once it was said to be done, only what should."""
        before, after = ([self.opens(archive, key) for key in keys] for keys in (self.before, self.after))
        if is_done and (any(before) or not all(after)):
            return f"the change was acknowledged; the keys of before open: {before}, the new ones: {after}"
        if self.before and self.after and not any(before + after):
            return "neither the key of before nor the new one opens it"
        return None

    @staticmethod
    def opens(archive, key):
        return run(["keys", "list", "--archive", archive, *key], expect=(0, 12)).returncode == 0


def watched(top, **more):
    return {**os.environ, "LD_PRELOAD": str(RECORDER), "MUNIMENT_WATCH": str(top), **{k: str(v) for k, v in more.items()}}


def init(it):
    passphrase = it.place.path / "init-pass.txt"
    passphrase.write_text("correct horse battery staple\n")
    kit = it.place.kit
    kit.unlink(missing_ok=True)
    it.begins_here(None)
    it.record(["init", it.archive, "--timezone", "UTC", "--recovery-kit", kit, "--passphrase-file", passphrase])


def new_archive(it):
    shutil.copytree(it.place.fresh, it.archive)


def ingest(it):
    """Several commits; a second year, so keys for it and a new ring; attachments."""
    new_archive(it)
    it.begins_here(0)
    it.record(it.ingest(it.source(0, 5), it.source(5, 7, years=(2025, 2026)), it.source(12, 6, attachments=True),
                        it.source(18, 4)))


def ingest_into_held(it):
    """A second run, with an index and a catalogue that are there already."""
    new_archive(it)
    run(it.ingest(it.source(0, 8)))
    it.begins_here(8)
    it.record(it.ingest(it.source(8, 5, years=(2024,)), it.source(13, 5, attachments=True, years=(2024, 2026))))


def recovery(it):
    """Both classes have a torn end: new rings, new segments, recovery records; then more messages."""
    new_archive(it)
    run(it.ingest(it.source(0, 6), it.source(6, 4)))
    for folder in ("1", "2"):
        segment = max((it.archive / "seg" / folder).glob("*.mseg"))
        unlock_file(segment)
        with open(segment, "ab") as file:
            file.write(it.rng.randbytes(it.rng.randrange(1, 9000)))
    it.begins_here(10)
    it.record(it.ingest(it.source(10, 5)))


def next_day(it):
    """The segments are more than a day old: what seals a segment by its age does it here, while messages come in."""
    new_archive(it)
    run(it.ingest(it.source(0, 6, attachments=True), it.source(6, 4)))
    it.begins_here(10)
    it.record(it.ingest(it.source(10, 5), it.source(15, 6, years=(2025, 2026))), MUNIMENT_CLOCK_AHEAD=25 * 3600)


def full_segment(it):
    """A segment comes to its size in the middle of a run: it is sealed, and the messages go on in the next one."""
    new_archive(it)
    run(it.ingest(it.source(0, 90, noise=8000)))
    before = len(list((it.archive / "seg/1").glob("*.mseg")))
    it.begins_here(90)
    it.record(it.ingest(it.source(90, 4), it.source(94, 40, noise=8000), it.source(134, 4)))
    check(len(list((it.archive / "seg/1").glob("*.mseg"))) == before + 1, "the segment was not sealed by its size")


def failed_sync(it):
    """The sync of a segment fails in the middle of a run; the next run goes on. Nothing of the failed write is certain."""
    new_archive(it)
    it.begins_here(0)
    sources = [it.source(0, 5), it.source(5, 5, longest=900), it.source(10, 5)]
    for number in it.rng.sample(range(4, 12), 8):
        it.record(it.ingest(*sources), expect=(0, 1), MUNIMENT_FAIL=f"sync:{number}:EIO")
        if messages_are_behind_poison(it.archive):
            break
        unlock_file(it.archive, "-R")
        shutil.rmtree(it.archive)
        it.trace.unlink()
        new_archive(it)
    it.record(it.ingest(*sources), expect=(0, 20))  # 20: done, with the alarm that the disk failed before


def messages_are_behind_poison(archive):
    """The sync that failed was that of a group of messages, and not that of HEAD, an attachment or another class."""
    if not (archive / "POISON").exists():
        return False
    said = dict(line.split(" ", 1) for line in (archive / "POISON").read_text().splitlines() if " " in line)
    segment = archive / "seg" / said["class"] / (said["segment"] + ".mseg")
    return said["class"] == "1" and segment.stat().st_size > int(said["offset"])


def export(it):
    """A bundle: whole under its name, or not there."""
    new_archive(it)
    run(it.ingest(it.source(0, 12, attachments=True)))
    it.begins_here(12)
    it.sent = []
    it.bundle = it.top / "prod-1"
    it.record(["export", "create", *it.unlocked(), "--query", "in:*", "--format", "html", "--out", it.bundle, "--json"])


def keys_add(it):
    """A second kit: from the moment at which that is said, it opens the archive."""
    kit = it.folder / "second-kit.txt"
    with_messages(it)
    it.record(["keys", "add", *it.unlocked(), "--new-kit", kit, "--label", "second", "--json"])
    it.keys = KeyChange(after=[["--key-file", kit]])


def keys_revoke(it):
    """New keys and a new ring: from the moment at which that is said, the revoked kit opens nothing."""
    kit = it.folder / "second-kit.txt"
    with_messages(it, lambda: run(["keys", "add", *it.unlocked(), "--new-kit", kit, "--label", "second"]))
    it.record(["keys", "revoke", "second", *it.unlocked(), "--json"])
    it.keys = KeyChange(before=[["--key-file", kit]])


def keys_rotate(it):
    """Another passphrase: at every moment the old one or the new one opens the archive."""
    old, new = it.place.path / "pass.txt", it.folder / "new-pass.txt"
    new.write_text("a staple that is not the horse's\n")
    with_messages(it)
    it.record(["keys", "rotate", *it.unlocked(), "--new-passphrase-file", new, "--json"])
    it.keys = KeyChange(before=[["--passphrase-file", old]], after=[["--passphrase-file", new]])


def with_messages(it, first=lambda: None):
    new_archive(it)
    run(it.ingest(it.source(0, 6, years=(2025, 2026)), it.source(6, 4, attachments=True)))
    first()
    it.begins_here(10)
    it.sent = []


WORKLOADS = [init, ingest, ingest_into_held, next_day, full_segment, recovery, failed_sync, export, keys_add, keys_revoke,
             keys_rotate]


def unlock_file(path, *how):
    subprocess.run(["chattr", *how, "-f", "-ai", str(path)], stderr=subprocess.DEVNULL, check=False)
