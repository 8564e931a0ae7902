# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes images of a disk real and has the program's own code open them."""
import array
import fcntl
import hashlib
import os
import pathlib
import shutil
import subprocess
import tempfile

from workloads import BUILD

FS_IOC_SETFLAGS = 0x40086602


def remove_image(path):
    """Writers set attributes where they may; without taking them away not even root removes the files."""
    for folder, _, names in os.walk(path):
        for name in names:
            file = os.open(os.path.join(folder, name), os.O_RDONLY)
            try:
                fcntl.ioctl(file, FS_IOC_SETFLAGS, array.array("l", [0]))
            except OSError:
                pass
            finally:
                os.close(file)
    shutil.rmtree(path)


def materialise(tree, path):
    os.mkdir(path)
    for name, content in tree:
        if content is None:
            os.mkdir(os.path.join(path, name))
        else:
            with open(os.path.join(path, name), "wb", buffering=0) as file:
                file.write(content)


def digest_of(tree):
    digest = hashlib.sha256()
    for name, content in tree:
        digest.update(f"{name}\0{-1 if content is None else len(content)}\0".encode())
        digest.update(content or b"")
    return digest.digest()


class Opener:
    """One process with the identity unlocked that opens image after image, and a folder in memory for them."""

    def __init__(self, key_file):
        base = os.environ.get("MUNIMENT_IMAGES", "/dev/shm" if os.access("/dev/shm", os.W_OK) else None)
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="muniment-crash-", dir=base))
        environment = {**os.environ, "XDG_STATE_HOME": str(self.folder / "state"), "HOME": str(self.folder)}
        self.process = subprocess.Popen([BUILD / "muniment_crash_open_images", key_file], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True, env=environment)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait()
        remove_image(self.folder)

    def ask(self, archive, deep):
        """("ok", [texts]) or ("none", None) or ("fail", why); "fail" too if the process died of it."""
        try:
            self.process.stdin.write(("deep " if deep else "") + str(archive) + "\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            pass
        word, _, rest = self.process.stdout.readline().rstrip("\n").partition(" ")
        if word == "ok":
            return word, rest.split(",") if rest else []
        return (word, rest) if word else ("fail", "the program that opens images ended")

    def open(self, tree, archive, deep, before, after=lambda _: None):
        """Makes the tree real, calls before(path), opens the archive in it, calls after(path). These say what is wrong, or
        nothing."""
        path = self.folder / "image"
        materialise(tree, path)
        try:
            wrong = before(path)
            answer = ("fail", wrong) if wrong else self.ask(path / archive, deep)
            wrong = after(path) if answer[0] == "ok" else None
            return ("fail", wrong) if wrong else answer
        finally:
            remove_image(path)
            shutil.rmtree(self.folder / "state", ignore_errors=True)
