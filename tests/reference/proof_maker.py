# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes proofs (docs/archive-format.md 2.9) for the tests of whoever checks them: invented logs, signed with a seed.

Straight from the definitions and slow: every root is computed from all its leaves. Shares nothing with check_proof.py.
"""
import base64
import functools
import hashlib
import random
import struct

Q = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
B = (15112221349535400772501151409588531511454012693041857206046113283949847762202,
     46316835694926478169428394003475163141307993866256225615783033603165251855960)
EDWARDS_D = -121665 * pow(121666, Q - 2, Q) % Q


def b64(data):
    return base64.b64encode(data).decode()


def as_bytes(text):
    """Surrogates stand for bytes that are no UTF-8."""
    return text.encode(errors="surrogateescape")


# Ed25519 in affine coordinates, as in the definition.

def plus(a, b):
    (x, y), (u, v) = a, b
    t = EDWARDS_D * x * u * y * v % Q
    return (x * v + y * u) * pow(1 + t, -1, Q) % Q, (y * v + x * u) * pow(1 - t, -1, Q) % Q


@functools.cache
def doubled(times):
    """B doubled so many times."""
    return B if times == 0 else plus(doubled(times - 1), doubled(times - 1))


def times_base(factor):
    result = (0, 1)
    for i in range(factor.bit_length()):
        if factor >> i & 1:
            result = plus(result, doubled(i))
    return result


def pack(point):
    return (point[1] | (point[0] & 1) << 255).to_bytes(32, "little")


class Key:
    def __init__(self, seed, name):
        digest = hashlib.sha512(seed).digest()
        self.scalar = int.from_bytes(digest[:32], "little") & (1 << 254) - 8 | 1 << 254
        self.prefix, self.name = digest[32:], name
        self.public = pack(times_base(self.scalar))
        self.hash = hashlib.sha256(as_bytes(name) + b"\n\x01" + self.public).digest()[:4]
        self.text = f"{name}+{self.hash.hex()}+{b64(bytes([1]) + self.public)}"

    @functools.cache
    def sign(self, message):
        r = int.from_bytes(hashlib.sha512(self.prefix + message).digest(), "little") % L
        point = pack(times_base(r))
        k = int.from_bytes(hashlib.sha512(point + self.public + message).digest(), "little") % L
        return point + ((r + k * self.scalar) % L).to_bytes(32, "little")

    def signature_line(self, body):
        return f"— {self.name} {b64(self.hash + self.sign(as_bytes(body)))}\n"


# Trees.

def leaf_hash(data):
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left, right):
    return hashlib.sha256(b"\x01" + left + right).digest()


def split(count):
    k = 1
    while 2 * k < count:
        k *= 2
    return k


def tree_root(leaves):
    if len(leaves) == 1:
        return leaves[0]
    k = split(len(leaves))
    return node_hash(tree_root(leaves[:k]), tree_root(leaves[k:]))


def nodes_for(leaves, known, first=0):
    """The hashes of what has no known leaf, in the order in which 2.9 takes them; `known` are numbers of leaves."""
    if len(leaves) == 1:
        return []
    k = split(len(leaves))
    sides = [(leaves[:k], first), (leaves[k:], first + k)]
    has = [any(begin <= i < begin + len(side) for i in known) for side, begin in sides]
    nodes = [node for (side, begin), wanted in zip(sides, has) if wanted for node in nodes_for(side, known, begin)]
    return nodes + [tree_root(side) for (side, _), wanted in zip(sides, has) if not wanted]


# Logs and proofs.

def cbor_head(major, number):
    for size, small in ((1, 24), (2, 25), (4, 26), (8, 27)):
        if number < 24:
            return bytes([major << 5 | number])
        if number < 256 ** size:
            return bytes([major << 5 | small]) + number.to_bytes(size, "big")
    raise ValueError(number)


def cbor(value):
    if isinstance(value, int):
        return cbor_head(0, value) if value >= 0 else cbor_head(1, -1 - value)
    if isinstance(value, (bytes, str)):
        data = value.encode() if isinstance(value, str) else value
        return cbor_head(3 if isinstance(value, str) else 2, len(data)) + data
    if isinstance(value, list):
        return cbor_head(4, len(value)) + b"".join(map(cbor, value))
    return cbor_head(5, len(value)) + b"".join(cbor(key) + cbor(value[key]) for key in sorted(value))


class Frame:
    def __init__(self, records, rng, first, kind=1, time=1772616420000):
        self.records, self.salts = records, [rng.randbytes(32) for _ in records]
        self.leaves = [leaf_hash(salt + record) for salt, record in zip(self.salts, records)]
        self.entry = struct.pack("<BBHIQQII16sqQ32s", 1, kind, 1, len(records), first, 1, 0, 0, rng.randbytes(16), time, 0,
                                 tree_root(self.leaves))


def make_log(rng, sizes, kinds=None):
    """Frames of so many records each, with messages like "message 7 …"."""
    frames, first = [], 0
    for number, size in enumerate(sizes):
        records = [cbor({0: 1, 1: "demo", 2: f"c{first + i}", 11: f"message {first + i} \u202e\n"}) for i in range(size)]
        frames.append(Frame(records, rng, first, kinds[number] if kinds else 1))
        first += size
    return frames


def frame_lines(frame, index, shown, withheld=()):
    lines = [f"entry {index} {b64(frame.entry)}"]
    for i in sorted({*shown, *withheld}):
        if i in withheld:
            lines.append(f"leaf {i} {b64(frame.leaves[i])}")
        else:
            lines.append(f"record {i} {frame.salts[i].hex()} {b64(frame.records[i])}")
    return lines + [f"node {b64(node)}" for node in nodes_for(frame.leaves, {*shown, *withheld})]


def checkpoint(key, size, root, witnesses=()):
    body = f"{key.name}\n{size}\n{b64(root)}\n"
    return body + "\n" + key.signature_line(body) + "".join(witness.signature_line(body) for witness in witnesses)


def make_proof(key, frames, chosen, witnesses=()):
    """`chosen`: index of a frame to (numbers of the records shown, numbers of those withheld)."""
    log = [leaf_hash(frame.entry) for frame in frames]
    lines = ["muniment/proof@v1", f"log {key.text}"]
    for index in sorted(chosen):
        lines += frame_lines(frames[index], index, *chosen[index])
    lines += ["tree"] + [f"node {b64(node)}" for node in nodes_for(log, set(chosen))] + ["", ""]
    return "\n".join(lines) + checkpoint(key, len(frames), tree_root(log), witnesses)


def demo_key(letter="a"):
    return Key(letter.encode() * 32, f"muniment/demo/{(letter.encode() * 16).hex()}")


def random_proof(rng, key, frames=None, most=20):
    """A log of at most `most` frames, and a proof of some of its records."""
    frames = frames or make_log(rng, [rng.randint(1, 9) for _ in range(rng.randint(1, most))])
    chosen = {}
    for index in rng.sample(range(len(frames)), rng.randint(1, min(4, len(frames)))):
        count = len(frames[index].records)
        some = rng.sample(range(count), rng.randint(1, count))
        cut = rng.randint(0, len(some))
        chosen[index] = (set(some[:cut]), set(some[cut:]))
    return make_proof(key, frames, chosen)


if __name__ == "__main__":
    print(random_proof(random.Random(1), demo_key()), end="")
