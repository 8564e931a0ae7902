# SPDX-License-Identifier: GPL-3.0-or-later
"""Records the real program, then builds what a crash at any moment may have left and opens it.

    crash_states.py [--states N] [--only WORKLOAD] [--mutate padding|directory-sync|early-ack|poison]

For each image: it opens, holds at least what was acknowledged at that moment, and exactly the beginning of what was sent;
recovering, and opening again, changes nothing; every byte verifies. With --mutate the disk or the trace is made as if the
program had left out one of its precautions, and the run succeeds only if that is found out:
  padding         groups share pages: the disk tears 16 KiB at once, so that aligning groups to 4 KiB is not enough
  directory-sync  syncs of directories do nothing
  early-ack       each acknowledgement stands before the sync of the segment that it waited for
  poison          POISON is taken out of the images after a failed sync
"""
import argparse
import os
import pathlib
import random
import sys
import time

import disk as disks
import invariants
from images import Opener, digest_of
from trace import acknowledged_by, read_trace
from workloads import RECORDER, WORKLOADS, Recording
from archive_under_test import Workplace, check, result_of, run, seed

EXHAUSTIVE = 24   # combinations up to which all are tried
RERUN_EVERY = 25  # images after which the real program repeats the ingest
KEYS_EVERY = 10   # images on which the keys of before and after a change are tried; and on all after its acknowledgement
NOTHING_CHANGES = ("close", "fallocate", "start")


class Run:
    def __init__(self, recording, events, mutation, rng, opener):
        self.it, self.events, self.rng, self.opener = recording, events, rng, opener
        self.disk = disks.Disk(str(recording.top), str(recording.before), page=16384 if mutation == "padding" else 4096,
                               directory_syncs_count=mutation != "directory-sync")
        self.without_poison = mutation == "poison"
        self.required = recording.held_before
        self.seen = set()
        self.states, self.opened, self.violations = 0, 0, []
        self.finished = False  # the export, or the change of keys, said so
        self.reruns, self.key_trials = 0, 0

    def go(self, states):
        share = max(4, states // max(1, self.moments_with_many_states()))
        for number, event in enumerate(self.events):
            self.disk.apply(event)
            if event.op == "ack":
                self.take_ack(event)
            if event.op not in NOTHING_CHANGES:
                self.try_moment(number, share)
        return self

    def moments_with_many_states(self):
        """How many moments have more states than are tried one by one; these share the random ones."""
        rehearsal = disks.Disk(self.disk.top, str(self.it.before), self.disk.page, self.disk.directory_syncs_count)
        count = 0
        for event in self.events:
            rehearsal.apply(event)
            count += event.op not in NOTHING_CHANGES and disks.has_many_states(rehearsal, EXHAUSTIVE)
        return count

    def take_ack(self, event):
        said = acknowledged_by(event)
        if self.it.held_before is None:
            self.required = 0  # init has said that the archive is there
        elif self.it.bundle is not None or self.it.keys is not None:
            self.finished = True
        elif said is not None:
            self.required = max(self.required, self.it.held_before + said)

    def poison_is_certain(self):
        archive = self.disk.root.durable.get("A")
        note = archive.durable.get("POISON") if archive else None
        return note is not None and note.is_certain() and not archive.pending

    def expect_the_same_whatever_the_failed_sync_left(self, number):
        """With POISON on the disk, what the failed write left must not be called acknowledged, even where it all arrived."""
        held = []
        for data in (False, True):
            tree = list(disks.everything(self.disk, self.disk.uncertain(), True, data).tree(self.disk.root))
            if self.without_poison:
                tree = [(path, content) for path, content in tree if path != "A/POISON"]
            held.append(self.opener.open(tree, "A", deep=False, before=lambda _: None))
            self.states += 1
        if held[0] != held[1]:
            self.violations.append(f"{self.it.folder.name}, after call {number}: POISON, and {held[0]} with the failed write "
                                   f"lost, {held[1]} with it on the disk")

    def try_moment(self, number, share):
        uncertain = self.disk.uncertain()
        if self.poison_is_certain():
            self.expect_the_same_whatever_the_failed_sync_left(number)
        for choices in self.images(uncertain, share):
            tree = list(choices.tree(self.disk.root))
            digest = digest_of(tree), self.required, self.finished
            if digest in self.seen:
                continue
            self.seen.add(digest)
            self.judge(number, choices, tree)

    def images(self, uncertain, share):
        corners = [(True, True), (False, True), (True, False), (False, False)] if uncertain else [(True, True)]
        yield from (disks.everything(self.disk, uncertain, names, data) for names, data in corners)
        yield from disks.small(self.disk, uncertain, EXHAUSTIVE)
        many = disks.has_many_states(self.disk, EXHAUSTIVE)
        for _ in range(share if many else 0):
            yield disks.at_random(self.disk, uncertain, self.rng)

    def judge(self, number, choices, tree):
        self.states += 1
        rerun = self.it.sent and self.states % RERUN_EVERY == 0 and self.required is not None
        verdict, found = self.opener.open(tree, "A", deep=self.states % 8 == 0, before=self.wrong_before_recovery,
                                          after=self.rerun_of_the_ingest if rerun else lambda _: None)
        wrong = self.wrong_with(verdict, found)
        if wrong:
            self.violations.append(f"{self.it.folder.name}, after call {number} ({self.events[number].op}), "
                                   f"{'; '.join(choices.words)}: {wrong}")

    def wrong_with(self, verdict, found):
        if verdict == "none":
            return None if self.required is None else "there is no archive any more"
        if verdict == "fail":
            return found
        self.opened += 1
        numbers = sorted(int(text.removeprefix("line")) for text in found)
        if numbers != list(range(len(numbers))):
            return f"what is held is not the beginning of what was sent: {numbers}"
        if len(numbers) < (self.required or 0):
            return f"{self.required} acknowledged, {len(numbers)} held"
        return None

    def rerun_of_the_ingest(self, image):
        self.reruns += 1
        archive = image / "A"
        said = result_of(run(["ingest", *self.it.place.unlocked(archive), "--from", "jsonl", "--json", *self.it.sent]))
        total = self.it.held_before + said["in_source"]
        if said["new"] + said["already_held"] != said["in_source"] or said["held"] != total or said["searchable"] != total:
            return f"the same ingest again ends at other totals: {said}"
        return None

    def wrong_before_recovery(self, image):
        if self.it.bundle is not None:
            return self.wrong_with_bundle(image)
        if self.it.keys is not None and (self.finished or self.states % KEYS_EVERY == 0):
            self.key_trials += 1
            return self.it.keys.wrong_with(image / "A", self.finished)
        return None

    def wrong_with_bundle(self, image):
        made, whole = image / self.it.bundle.name, self.it.bundle
        if not made.exists():
            return "the export said that it is done, and there is no bundle" if self.finished else None
        left, right = contents(made), contents(whole)
        if left != right:
            return f"half a bundle under its final name: {sorted(set(left.items()) ^ set(right.items()))[:2]}"
        return None


def contents(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def check_complete(recording, disk):
    """The trace gives exactly the files that the program left: nothing was written that the recorder did not see."""
    held = {}

    def walk(node, prefix):
        for name, child in node.now.items():
            if isinstance(child, disks.Directory):
                walk(child, prefix + name + "/")
            else:
                held[prefix + name] = bytes(child.now)

    walk(disk.root, "")
    left = contents(recording.top)
    different = sorted(name for name in set(held) | set(left) if held.get(name) != left.get(name))
    check(not different, f"{recording.folder.name}: the trace does not give what the program left: {different[:5]}")


def early_acks(events):
    """Each acknowledgement moved to before the newest sync of a segment."""
    out, names = [], {}
    for event in events:
        if event.op == "open":
            names[event.fd] = event.path
        out.append(event)
        if event.op != "ack":
            continue
        for at in range(len(out) - 2, -1, -1):
            if out[at].op == "sync" and "/seg/" in names.get(out[at].fd, "") and names[out[at].fd].endswith(".mseg"):
                out.insert(at, out.pop())
                break
    return out


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--states", type=int, default=3000)
    parser.add_argument("--only", choices=[work.__name__ for work in WORKLOADS])
    parser.add_argument("--mutate", choices=["padding", "directory-sync", "early-ack", "poison"])
    options = parser.parse_args()
    rng = random.Random(seed())
    chosen = [work for work in WORKLOADS if options.only in (None, work.__name__)]
    violations, broken_rules, states = [], [], 0
    with Workplace("crash") as place:
        place.fresh = place.new_archive("fresh", "--seal-size", "1MiB")
        for work in sorted(chosen, key=lambda work: work.__name__ == "init"):  # init makes another key file: last
            started = time.monotonic()
            recording = Recording(place, work.__name__, rng)
            work(recording)
            events = read_trace(recording.trace)
            if options.mutate == "early-ack":
                events = early_acks(events)
            broken = invariants.broken_by(recording, events, options.mutate)
            with Opener(place.kit) as opener:
                done = Run(recording, events, options.mutate, rng, opener).go(options.states // len(chosen))
            if not options.mutate:
                check_complete(recording, done.disk)
            states += done.states
            violations += done.violations
            broken_rules += broken
            print(f"{work.__name__}: {len(events)} calls, {done.states} states ({done.opened} with an archive, {done.reruns} of "
                  f"them ingested into again, keys tried on {done.key_trials}), {len(done.violations)} violations, {len(broken)} broken rules of order, "
                  f"{time.monotonic() - started:.1f} s", flush=True)
            for text in broken[:2] + done.violations[:int(os.environ.get("SHOW", "3"))]:
                print("  " + text[:1500])
            if options.mutate and violations and broken_rules:
                break  # noticed in both ways
    print(f"{states} states, {len(violations)} violations, {len(broken_rules)} broken rules of order")
    if options.mutate == "poison":
        check(violations, "no state shows that POISON is missing: this test could not fail")
    elif options.mutate:
        check(violations, f"no state shows that {options.mutate} is missing: this test could not fail")
        check(broken_rules, f"no rule of order shows that {options.mutate} is missing: this test could not fail")
    else:
        check(not violations and not broken_rules, "see above")


if __name__ == "__main__":
    main()
