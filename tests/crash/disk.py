# SPDX-License-Identifier: GPL-3.0-or-later
"""A disk between two syncs: what was asked of it, what is certainly on it, and all that may be on it after a crash.

What is assumed of it is what docs/durability.md assumes, and nothing else. Since the last sync of a file, each 4 KiB page
that was written to may be old or new, or torn: each 512-byte sector of it old, new or garbage. The size may be any between
the old and the new one; what is not there yet reads as zeros. Since the last sync of a directory, each name that was made,
renamed or removed in it may be so or not, whatever came after it; a rename within a directory is one step. After a sync that
failed, nothing that was written before it is certain any more, whatever later syncs of the same process say.
"""
import itertools
import os

SECTOR = 512


class File:
    def __init__(self, content=b""):
        self.durable = bytes(content)
        self.now = bytearray(content)
        self.dirty = set()    # pages written to since the last sync
        self.doubtful = set()  # of these, those whose sync failed: no later one makes them certain
        self.size_certain = True

    def write(self, offset, data, page):
        if offset > len(self.now):
            self.now.extend(bytes(offset - len(self.now)))
        self.now[offset:offset + len(data)] = data
        self.dirty.update(range(offset // page, (offset + len(data) - 1) // page + 1))

    def is_certain(self):
        return not self.dirty and len(self.durable) == len(self.now)

    def sync(self, page):
        if not self.doubtful:
            self.durable, self.dirty = bytes(self.now), set()
            return
        kept = bytearray(self.now)
        for number in self.doubtful:
            old = self.durable[number * page:(number + 1) * page]
            new_length = len(kept[number * page:(number + 1) * page])
            kept[number * page:number * page + new_length] = old.ljust(new_length, b"\0")[:new_length]
        first = min(self.doubtful) * page
        self.durable = bytes(kept[:max(len(self.durable), min(first, len(kept)))])
        self.dirty = set(self.doubtful)

    def sync_failed(self):
        self.doubtful |= self.dirty

    def sizes(self, page):
        low, high = len(self.durable), len(self.now)
        if low == high:
            return [high]
        return sorted({low, high, *range((low // page + 1) * page, high, page)})

    def image(self, pages, size, page):
        """pages: {number: bytes of the page}; what is not named is old."""
        out = bytearray(self.durable.ljust(len(self.now), b"\0"))
        for number, content in pages.items():
            out[number * page:number * page + len(content)] = content
        return bytes(out[:size])

    def new_page(self, number, page):
        return bytes(self.now[number * page:(number + 1) * page])

    def torn_page(self, number, rng, page):
        new = self.new_page(number, page)
        old = self.durable[number * page:(number + 1) * page].ljust(len(new), b"\0")[:len(new)]
        out = bytearray(new)
        for at in range(0, len(new), SECTOR):
            choice = rng.randrange(3)
            if choice == 0:
                out[at:at + SECTOR] = old[at:at + SECTOR]
            elif choice == 2:
                out[at:at + SECTOR] = rng.randbytes(len(new[at:at + SECTOR]))
        return bytes(out)


class Directory:
    def __init__(self):
        self.now = {}
        self.durable = {}
        self.pending = []  # steps since the last sync, each a list of (name, node or None)

    def step(self, *changes):
        for name, node in changes:
            if node is None:
                self.now.pop(name, None)
            else:
                self.now[name] = node
        self.pending.append(changes)

    def sync(self):
        self.durable, self.pending = dict(self.now), []

    def image(self, kept):
        """kept: one bool a pending step."""
        names = dict(self.durable)
        for changes, keep in zip(self.pending, kept):
            for name, node in changes if keep else ():
                if node is None:
                    names.pop(name, None)
                else:
                    names[name] = node
        return names


class Disk:
    """Folders that existed, durable, when the recording began; then event after event."""

    def __init__(self, top, before, page=4096, directory_syncs_count=True):
        """top: the folder that the events speak of; before: a copy of it as it was."""
        self.page, self.directory_syncs_count = page, directory_syncs_count
        self.top = os.path.normpath(top)
        self.root = Directory()
        self.open = {}      # fd -> (node, flags)
        self.load(before, self.root)

    def load(self, path, into):
        for entry in os.scandir(path):
            node = Directory() if entry.is_dir(follow_symlinks=False) else None
            if node is None:
                with open(entry.path, "rb") as file:
                    node = File(file.read())
            else:
                self.load(entry.path, node)
            into.now[entry.name] = node
        into.durable = dict(into.now)

    def find(self, path):
        node = self.root
        for part in os.path.relpath(path, self.top).split("/"):
            if part != ".":
                node = node.now[part]
        return node

    def place(self, path):
        return self.find(os.path.dirname(path)), os.path.basename(path)

    def apply(self, event):
        handler = getattr(self, "on_" + event.op, None)
        if handler is not None:
            handler(event)

    def on_start(self, _):
        """A new process drops the cache of what it is about to believe and reads the disk. What it read, in the run that was
        recorded, is what was written: its sync makes that certain. (What else it could have read is tried by the images of
        before: there it is the opening that reads.)"""
        self.open.clear()
        for _, node in self.nodes():
            if isinstance(node, File):
                node.doubtful.clear()

    def on_open(self, event):
        if event.b:
            folder, name = self.place(event.path)
            folder.step((name, File()))
        node = self.find(event.path)
        if event.a & os.O_TRUNC and isinstance(node, File):
            node.now.clear()
        self.open[event.fd] = node, event.a

    def on_write(self, event):
        node, _ = self.open[event.fd]
        node.write(len(node.now) if event.a < 0 else event.a, event.second, self.page)

    def on_sync(self, event):
        node, _ = self.open[event.fd]
        if isinstance(node, File):
            node.sync(self.page)
        elif self.directory_syncs_count:
            node.sync()

    def on_sync_failed(self, event):
        node, _ = self.open[event.fd]
        if isinstance(node, File):
            node.sync_failed()

    def on_truncate(self, event):
        node, _ = self.open[event.fd]
        del node.now[event.a:]
        node.now.extend(bytes(event.a - len(node.now)))

    def on_rename(self, event):
        (source, old), (target, new) = self.place(event.path), self.place(event.target)
        node = source.now[old]
        if source is target:
            source.step((old, None), (new, node))
        else:
            target.step((new, node))
            source.step((old, None))

    def on_link(self, event):
        folder, name = self.place(event.target)
        folder.step((name, self.find(event.path)))

    def on_unlink(self, event):
        folder, name = self.place(event.path)
        folder.step((name, None))

    def on_mkdir(self, event):
        folder, name = self.place(event.path)
        folder.step((name, Directory()))

    def on_close(self, event):
        self.open.pop(event.fd, None)

    def nodes(self):
        """Every directory and file that any image could show, with the path at which it was first seen."""
        seen, stack = {}, [("", self.root)]
        while stack:
            path, node = stack.pop()
            if id(node) in seen:
                continue
            seen[id(node)] = path, node
            if isinstance(node, Directory):
                names = {**node.durable, **node.now}
                for changes in node.pending:
                    names.update({name: child for name, child in changes if child is not None})
                stack += [(path + "/" + name, child) for name, child in names.items()]
        return list(seen.values())

    def uncertain(self):
        return [(path, node) for path, node in self.nodes()
                if (node.pending if isinstance(node, Directory) else not node.is_certain())]


class Choices:
    """One image: for each uncertain node what became of it. Everything else is certain."""

    def __init__(self):
        self.names = {}   # id(directory) -> one bool a step
        self.files = {}   # id(file) -> content
        self.words = []   # for whoever has to repeat it

    def tree(self, node, prefix=""):
        names = node.image(self.names[id(node)]) if id(node) in self.names else node.durable
        for name, child in sorted(names.items()):
            path = prefix + name
            if isinstance(child, Directory):
                yield path + "/", None
                yield from self.tree(child, path + "/")
            else:
                yield path, self.files.get(id(child), child.durable)


def everything(disk, uncertain, names, data):
    """All names or none, all data or none: the four corners of what may be left."""
    choices = Choices()
    for _, node in uncertain:
        if isinstance(node, Directory):
            choices.names[id(node)] = [names] * len(node.pending)
        elif data:
            choices.files[id(node)] = bytes(node.now)
    choices.words.append(f"names {'kept' if names else 'lost'}, data {'kept' if data else 'lost'}")
    return choices


def small(disk, uncertain, limit):
    """Every combination of kept names, old and new pages and sizes, if there are at most `limit` of them; else none."""
    axes, combinations = [], 1
    for _, node in uncertain:
        if isinstance(node, Directory):
            axes += [[False, True]] * len(node.pending)
        else:
            axes += [[False, True]] * len(node.dirty) + [node.sizes(disk.page)]
    for axis in axes:
        combinations *= len(axis)
        if combinations > limit:
            return
    for combination in itertools.product(*axes):
        yield combined(disk, uncertain, iter(combination))


def has_many_states(disk, limit):
    """Torn pages are states too, so any written page has many."""
    names = sum(len(node.pending) for _, node in disk.uncertain() if isinstance(node, Directory))
    return names > limit.bit_length() - 1 or any(isinstance(node, File) for _, node in disk.uncertain())


def combined(disk, uncertain, picks):
    choices = Choices()
    for path, node in uncertain:
        if isinstance(node, Directory):
            choices.names[id(node)] = [next(picks) for _ in node.pending]
            choices.words.append(f"{path}/ {choices.names[id(node)]}")
        else:
            pages = {n: node.new_page(n, disk.page) for n in sorted(node.dirty) if next(picks)}
            size = next(picks)
            choices.files[id(node)] = node.image(pages, size, disk.page)
            choices.words.append(f"{path} new pages {sorted(pages)} size {size}")
    return choices


def at_random(disk, uncertain, rng):
    choices = Choices()
    for path, node in uncertain:
        if isinstance(node, Directory):
            likely = rng.choice((0.1, 0.5, 0.9))
            choices.names[id(node)] = [rng.random() < likely for _ in node.pending]
            choices.words.append(f"{path}/ {choices.names[id(node)]}")
        else:
            choices.files[id(node)] = random_content(disk, path, node, rng, choices.words)
    return choices


def random_content(disk, path, node, rng, words):
    pages, torn = {}, []
    likely_new, likely_torn = rng.choice((0.2, 0.5, 0.9)), rng.choice((0.0, 0.1, 0.5))
    for number in sorted(node.dirty):
        if rng.random() < likely_torn:
            torn.append(number)
            pages[number] = node.torn_page(number, rng, disk.page)
        elif rng.random() < likely_new:
            pages[number] = node.new_page(number, disk.page)
    size = len(node.now) if rng.random() < 0.5 else rng.choice(node.sizes(disk.page))
    words.append(f"{path} pages {sorted(pages)} of {sorted(node.dirty)}, torn {torn}, size {size} of {len(node.now)}")
    return node.image(pages, size, disk.page)
