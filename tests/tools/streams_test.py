#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Records webhooks with the real recorder, over its restarts, and lets the program read what it wrote."""
import hashlib
import hmac
import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import unittest

TOP = pathlib.Path(__file__).resolve().parents[2]
STREAMS = TOP / "tools/streams"
BODIES = TOP / "samples/waha/engines/webhooks.ndjson"
PROGRAM = os.environ.get("MUNIMENT", str(TOP / "build/release/muniment"))


class Recorder:
    def __init__(self, out):
        self.process = subprocess.Popen([sys.executable, STREAMS / "record_webhooks.py", "--out", out, "--listen", "127.0.0.1:0"],
                                        stdout=subprocess.PIPE, text=True)
        self.address = self.process.stdout.readline().split()[-1]

    def send(self, files, path="waha/sales-1/+15550100"):
        done = subprocess.run([sys.executable, STREAMS / "send_webhook.py", f"http://{self.address}/{path}", *files,
                               "--secret", "s3cret", "--tries", "2"], capture_output=True, text=True)
        return done.returncode, done.stdout.strip()

    def end(self, how=signal.SIGTERM):
        self.process.send_signal(how)
        self.process.wait(20)
        self.process.stdout.close()


class Streams(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.top = pathlib.Path(self.folder.name)
        self.out = self.top / "sales.ndjson"

    def lines(self):
        return [json.loads(line) for line in self.out.read_bytes().splitlines()]

    def muniment(self, *arguments):
        environment = os.environ | {"MUNIMENT_STATE": "", "MUNIMENT_ATTRIBUTES": "off", "MUNIMENT_PASSPHRASE_FILE": str(self.top / "pass.txt")}
        return subprocess.run([PROGRAM, *arguments], cwd=self.top, env=environment, capture_output=True, text=True)

    def counts(self, path):
        """Of one ingest: in source, new, already held, excluded, exceptions."""
        done = self.muniment("ingest", "--archive", "a", "--json", str(path))
        self.assertIn(done.returncode, (0, 3), done.stderr)
        result = json.loads(done.stdout.splitlines()[-1])
        return [result[key] for key in ("in_source", "new", "already_held", "excluded", "exceptions")]

    def make_archive(self):
        (self.top / "pass.txt").write_text("correct horse battery staple\n")
        done = self.muniment("init", "a")
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_numbers_go_on_over_restarts(self):
        for how in (signal.SIGTERM, signal.SIGKILL, signal.SIGTERM):
            recorder = Recorder(self.out)
            self.assertEqual(recorder.send([BODIES]), (0, f"sent {len(BODIES.read_bytes().splitlines())}"))
            recorder.end(how)
        said = self.lines()
        self.assertEqual([line["seq"] for line in said], list(range(1, len(said) + 1)))
        self.assertEqual([line["event"] for line in said if line["event"].startswith("recorder.")],
                         ["recorder.started", "recorder.stopped", "recorder.started", "recorder.started", "recorder.stopped"])

    def test_bodies_and_signatures_are_kept_byte_for_byte(self):
        recorder = Recorder(self.out)
        recorder.send([BODIES])
        recorder.end()
        kept = [line["data"] for line in self.lines() if "body" in line["data"]]
        self.assertEqual([data["body"].encode() for data in kept], BODIES.read_bytes().splitlines())
        for data in kept:
            expected = "sha256=" + hmac.new(b"s3cret", data["body"].encode(), hashlib.sha256).hexdigest()
            self.assertEqual(data["headers"]["x-hub-signature-256"], expected)

    def test_a_line_that_a_crash_cut_off_is_ended_and_the_next_is_whole(self):
        self.out.write_bytes(b'{"v":1,"src":"gowa","session":"sales-1","seq":7,"rx":"2026-03-04T09:27:01.250Z","event":"message","data":{}}\n{"v":1,"src":"go')
        recorder = Recorder(self.out)
        recorder.send([BODIES])
        recorder.end()
        lines = self.out.read_bytes().splitlines()
        self.assertEqual(lines[1], b'{"v":1,"src":"go')
        self.assertEqual(json.loads(lines[2])["seq"], 8)

    def test_nothing_is_taken_for_nobody(self):
        recorder = Recorder(self.out)
        self.assertNotEqual(recorder.send([BODIES], "waha")[0], 0)
        recorder.end()
        self.assertEqual(self.out.read_bytes(), b"")

    def test_what_was_recorded_is_taken_in_once(self):
        recorder = Recorder(self.out)
        recorder.send([BODIES])
        recorder.end()
        self.make_archive()
        first = self.counts(self.out)
        self.assertEqual(first[0], sum(first[1:]))
        self.assertEqual(first[2], 3)  # of message and message.any one, and what two further engines deliver again
        again = self.counts(self.out)
        self.assertEqual(again[0], sum(again[1:]))
        self.assertEqual([again[0], again[1]], [first[0], 0])

    def test_a_replay_at_a_rate_is_the_same_stream_with_new_numbers(self):
        source = TOP / "samples/session-stream/whatsmeow/stream.ndjson"
        subprocess.run([sys.executable, STREAMS / "replay_stream.py", source, "--to", self.out, "--rate", "200", "--renumber"], check=True)
        subprocess.run([sys.executable, STREAMS / "replay_stream.py", source, "--to", self.top / "copy"], check=True)
        self.assertEqual((self.top / "copy").read_bytes(), source.read_bytes())
        before = [json.loads(line) for line in source.read_bytes().splitlines()]
        for old, new in zip(before, self.lines(), strict=True):
            self.assertEqual(old["data"], new["data"])
            self.assertNotEqual(old["rx"], new["rx"])


if __name__ == "__main__":
    unittest.main()
