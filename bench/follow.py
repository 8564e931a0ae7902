# SPDX-License-Identifier: GPL-3.0-or-later
"""How soon a followed line is durable and can be found, and what memory a long run takes.

    follow.py PROGRAM FOLDER [SECONDS]          100 lines a second; acknowledgement against this disk's own fdatasync
    follow.py PROGRAM FOLDER --memory [EVENTS]  as fast as it goes; resident memory at every tenth of it

FOLDER is on the disk to be measured, and is made and filled. The acknowledgement is the time from the write of a line to
the "committed" line that covers it, as a program reads it; the search is a whole `muniment search` for that line's word."""
import json
import os
import pathlib
import subprocess
import sys
import threading
import time

RATE = 100
NOTHING_REMEMBERED = {**os.environ, "MUNIMENT_STATE": "", "MUNIMENT_ATTRIBUTES": "off"}


def line_of(number):
    at = time.time()
    rx = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(at)) + f".{int(at * 1000) % 1000:03}Z"
    peer = f"1556{number % 97:07}@s.whatsapp.net"
    payload = {"id": f"B{number:08}", "chat_id": peer, "from": peer, "timestamp": rx, "is_from_me": False,
               "body": f"word{number} the invoice of the harbour master is late again"}
    data = {"event": "message", "device_id": "15550000001@s.whatsapp.net", "payload": payload}
    return json.dumps({"v": 1, "src": "gowa", "session": "bench", "seq": number, "rx": rx, "event": "message", "data": data}) + "\n"


def percentile(values, part):
    return sorted(values)[min(len(values) - 1, int(len(values) * part))]


def ms(seconds):
    return f"{seconds * 1000:.2f} ms"


class Follower:
    def __init__(self, program, folder):
        self.program, self.folder = program, folder
        folder.mkdir(parents=True)
        (folder / "pass.txt").write_text("correct horse battery staple\n")
        self.archive, self.kit, self.stream = folder / "archive", folder / "kit.txt", folder / "stream.ndjson"
        self.call("init", self.archive, "--timezone", "UTC", "--recovery-kit", self.kit, "--passphrase-file", folder / "pass.txt")
        self.unlock = ["--archive", self.archive, "--key-file", self.kit]
        self.stream.touch()
        self.process = subprocess.Popen([program, "ingest", *self.unlock, "--follow", "--json", self.stream],
                                        stdout=subprocess.PIPE, text=True, env=NOTHING_REMEMBERED)
        self.acknowledged = []  # (when, how many)
        threading.Thread(target=self.read, daemon=True).start()
        time.sleep(1)

    def call(self, *arguments):
        return subprocess.run([self.program, *map(str, arguments)], check=True, capture_output=True, text=True, env=NOTHING_REMEMBERED)

    def read(self):
        for line in self.process.stdout:
            event = json.loads(line)
            if event["type"] == "committed":
                self.acknowledged.append((time.monotonic(), event["in_source"]))

    def done(self):
        return self.acknowledged[-1][1] if self.acknowledged else 0

    def resident_mib(self):
        for line in open(f"/proc/{self.process.pid}/status"):
            if line.startswith("VmRSS"):
                return int(line.split()[1]) / 1024
        return 0.0

    def stop(self):
        self.process.terminate()
        self.process.wait()


def own_syncs(folder, count):
    """What 4 KiB and an fdatasync cost on this disk, at the same rate as the lines come."""
    took = []
    with open(folder / "sync.probe", "wb") as out:
        for number in range(count):
            began = time.monotonic()
            out.write(b"x" * 4096)
            out.flush()
            os.fdatasync(out.fileno())
            took.append(time.monotonic() - began)
            time.sleep(1 / RATE)
    return took


def find(follower, number, found):
    began = time.monotonic()
    done = follower.call("search", *follower.unlock, "--json", f"word{number}")
    hits = json.loads(done.stdout.splitlines()[-1])["total"]
    assert hits == 1, f"word{number} has {hits} hits"
    found.append(time.monotonic() - began)


def acknowledgement(program, folder, seconds):
    follower = Follower(program, folder)
    syncs = own_syncs(folder, min(1000, seconds * RATE // 2))
    written, found = [], []
    with open(follower.stream, "a", encoding="utf-8") as out:
        began = time.monotonic()
        for number in range(1, seconds * RATE + 1):
            out.write(line_of(number))
            written.append(time.monotonic())
            out.flush()
            time.sleep(max(0.0, began + number / RATE - time.monotonic()))
            if number % (10 * RATE) == 0:
                while follower.done() < number:
                    time.sleep(0.001)
                find(follower, number, found)
                began = time.monotonic() - number / RATE
    time.sleep(1)
    follower.stop()
    latencies, acks = [], iter(follower.acknowledged)
    when, count = next(acks)
    for number, at in enumerate(written, 1):
        while count < number:
            when, count = next(acks)
        latencies.append(when - at)
    own, p99 = percentile(syncs, 0.99), percentile(latencies, 0.99)
    print(f"{len(written)} lines at {RATE} a second, {len(follower.acknowledged)} acknowledgements")
    print(f"fdatasync of this disk   median {ms(percentile(syncs, 0.5))}, 99 of 100 below {ms(own)}")
    print(f"acknowledged             median {ms(percentile(latencies, 0.5))}, 99 of 100 below {ms(p99)}, most {ms(max(latencies))}")
    print(f"ratio of the 99 of 100   {p99 / own:.2f}")
    print(f"found after the commit   median {ms(percentile(found, 0.5))}, most {ms(max(found))} ({len(found)} searches)")


def memory(program, folder, events):
    follower = Follower(program, folder)
    with open(follower.stream, "a", encoding="utf-8") as out:
        began = time.monotonic()
        for tenth in range(1, 11):
            for number in range((tenth - 1) * events // 10 + 1, tenth * events // 10 + 1):
                out.write(line_of(number))
                if number % 10 == 0:
                    out.flush()
                while number - follower.done() > 2000:
                    out.flush()
                    time.sleep(0.002)
            out.flush()
            while follower.done() < tenth * events // 10:
                time.sleep(0.01)
            print(f"{tenth * events // 10:>9} events  {follower.resident_mib():7.1f} MiB  {len(follower.acknowledged)} commits", flush=True)
        print(f"{events / (time.monotonic() - began):.0f} events/s")
    follower.stop()


def main():
    program, folder = os.path.abspath(sys.argv[1]), pathlib.Path(sys.argv[2])
    if "--memory" in sys.argv:
        memory(program, folder, int(sys.argv[4]) if len(sys.argv) > 4 else 360_000)
    else:
        acknowledgement(program, folder, int(sys.argv[3]) if len(sys.argv) > 3 else 60)


main()
