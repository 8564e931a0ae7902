# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules of order that hold in every trace, whatever a crash would make of it:
  1. a segment is only appended to, and no write to it begins in a page that holds synced bytes; it is never cut, renamed,
     removed or opened to be emptied
  2. when the program acknowledges, every segment, attachment and key file is synced
  3. and so is every directory in which a name of theirs was made or changed (a removal may wait)
     An attachment that has its temporary name yet is not one of them: what is read ahead belongs to no group.
"""
import os

import disk as disks

KEPT = ("/A/seg/", "/A/blob/", "/A/keys/", "/A/archive.note", "/A/HEAD")


def is_segment(path):
    return path.endswith(".mseg")


def is_kept(path):
    return path.startswith(KEPT) and not path.startswith("/A/blob/tmp-")


class Watch:
    def __init__(self, recording, mutation):
        self.page = 16384 if mutation == "padding" else 4096
        self.disk = disks.Disk(str(recording.top), str(recording.before), page=self.page,
                               directory_syncs_count=mutation != "directory-sync")
        self.top = str(recording.top)
        self.names = {}
        self.broken = []

    def inside(self, path):
        return path.removeprefix(self.top)

    def take(self, number, event):
        before = len(self.broken)
        getattr(self, "before_" + event.op, lambda _: None)(event)
        self.broken[before:] = [f"call {number} ({event.op}): {text}" for text in self.broken[before:]]
        self.disk.apply(event)

    def before_open(self, event):
        self.names[event.fd] = path = self.inside(event.path)
        writes = event.a & (os.O_WRONLY | os.O_RDWR)
        if is_segment(path) and writes and (event.a & os.O_TRUNC or not event.a & os.O_APPEND):
            self.broken.append(f"{path} is opened otherwise than for appending")

    def before_write(self, event):
        path = self.names.get(event.fd, "")
        if not is_segment(path):
            return
        node, _ = self.disk.open[event.fd]
        at = len(node.now) if event.a < 0 else event.a
        if at < len(node.now):
            self.broken.append(f"{path} is written at {at}, below its end at {len(node.now)}")
        if at // self.page * self.page < len(node.durable):
            self.broken.append(f"{path} is written at {at}, in the page that holds synced bytes up to {len(node.durable)}")

    def before_truncate(self, event):
        if is_segment(self.names.get(event.fd, "")):
            self.broken.append(f"{self.names[event.fd]} is cut to {event.a}")

    def before_unlink(self, event):
        if is_segment(event.path):
            self.broken.append(f"{self.inside(event.path)} is removed")

    def before_rename(self, event):
        if is_segment(event.path) or is_segment(event.target):
            self.broken.append(f"{self.inside(event.path)} is renamed")

    def before_ack(self, event):
        if any(word in event.second for word in (b'"type":"error"', b'"type":"alarm"')):
            return
        for path, node in self.disk.uncertain():
            if isinstance(node, disks.File):
                if is_kept(path):
                    self.broken.append(f"acknowledged before {path} was synced")
                continue
            made = {name for changes in node.pending for name, child in changes if child is not None}
            kept = [name for name in made if is_kept(path + "/" + name + "/") or (path + "/" + name) in KEPT]
            if kept:
                self.broken.append(f"acknowledged before the names {kept} in {path}/ were synced")


def broken_by(recording, events, mutation):
    watch = Watch(recording, mutation)
    for number, event in enumerate(events):
        watch.take(number, event)
    return [f"{recording.folder.name}: {text}" for text in watch.broken]
