# SPDX-License-Identifier: GPL-3.0-or-later
"""An invented fleet of sessions: what their recorders write, and what of it a true archive says afterwards.

Every message has a text of its own. Injected are: numbers that were never written (holes), recorders that start without
having stopped, recorders that count anew, clocks that are set, lines that come twice, lines that come a little later, edits
of messages that are long past."""
import datetime
import json

EPOCH = datetime.datetime(2026, 3, 2, tzinfo=datetime.timezone.utc)
LATE_LINES = 16          # a line comes at most so many lines later
AGAIN_LINES = 200        # a line comes again at most so many lines later


class Session:
    def __init__(self, number, rng):
        self.rng = rng
        self.name = f"acct-{number}"
        self.phone = f"1555{number:07}"
        self.seq = self.run = 0
        self.clock = number * 7.0          # seconds since EPOCH, as the recorder believes
        self.messages = 0
        self.texts = set()                 # of messages and edits that were written
        self.gaps = set()                  # (run, reason, after, before)
        self.begun = False

    def line(self, event, data):
        self.seq += 1
        self.clock += self.rng.random() * 3
        rx = (EPOCH + datetime.timedelta(seconds=self.clock)).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        return json.dumps({"v": 1, "src": "gowa", "session": self.name, "seq": self.seq, "rx": rx, "event": event, "data": data})

    def gateway(self, event, payload):
        return self.line(event, {"event": event, "device_id": f"{self.phone}@s.whatsapp.net", "payload": payload})

    def payload(self, number):
        peer = f"1556{number % 40:07}@s.whatsapp.net"
        at = (EPOCH + datetime.timedelta(seconds=number)).strftime("%Y-%m-%dT%H:%M:%SZ")
        return {"id": f"{self.name}-{number:06}", "chat_id": peer, "from": peer, "timestamp": at, "is_from_me": False}

    def message(self):
        self.messages += 1
        text = f"{self.name} says {self.messages} about the harbour ledger"
        self.texts.add(text)
        return self.gateway("message", {**self.payload(self.messages), "body": text})

    def edit(self):
        number = self.rng.randrange(1, self.messages + 1)
        text = f"{self.name} corrects {number} with {self.seq + 1} in run {self.run}"
        self.texts.add(text)
        changed = self.payload(number)
        return self.gateway("message.edited", {**changed, "id": f"{self.name}-e{self.run}-{self.seq + 1:06}",
                                               "original_message_id": changed["id"], "body": text})

    def hole(self):
        missing = self.rng.randrange(1, 20)
        self.gaps.add((self.run, "numbers", self.seq, self.seq + missing + 1))
        self.seq += missing
        return [self.message()]

    def restart(self, in_order, anew):
        lines = [self.line("recorder.stopped", {})] if in_order else []
        before = self.seq
        if anew:
            self.run += 1
            self.seq = 0
        if not in_order:
            self.gaps.add((self.run, "restart", before, self.seq + 1))
        return lines + [self.line("recorder.started", {})]

    def step(self):
        """Lines, and whether they must stand where they are."""
        if not self.begun:
            self.begun = True
            return [self.line("recorder.started", {})], True
        dice = self.rng.random()
        if self.messages == 0 or dice < 0.9:
            return [self.message()], False
        if dice < 0.99:
            return [self.edit()], False
        if dice < 0.995:
            self.clock += self.rng.uniform(-3600, 3600)
            return [self.message()], False
        if dice < 0.9985:
            return self.hole(), False
        anew = self.rng.random() < 0.2
        return self.restart(self.rng.random() < 0.5, anew), anew


def lines_of(sessions, events, rng):
    """The lines of one recorder's file, in the order in which they are written. A recorder that counts anew has written
    all that came before."""
    window, again = [], []
    written = 0

    def leave(window):
        nonlocal written
        rng.shuffle(window)
        for line in window:
            written += 1
            yield line
            if rng.random() < 0.02:
                again.append((written + rng.randrange(1, AGAIN_LINES), line))
            for due in [entry for entry in again if entry[0] <= written]:
                again.remove(due)
                yield due[1]

    for _ in range(events):
        lines, stays = rng.choice(sessions).step()
        if stays:
            yield from leave(window)
            window = []
            yield from lines
            continue
        window += lines
        if len(window) >= LATE_LINES:
            yield from leave(window)
            window = []
    yield from leave(window)
    for _, line in again:
        yield line
