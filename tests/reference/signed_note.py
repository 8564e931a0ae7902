#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""C2SP signed notes, written from docs/archive-format.md 2.8 and RFC 8032 alone, to check the program against.

  signed_note.py sign NAME SEED_HEX < body > note
  signed_note.py open KEY < note > body       exit 1 if the note is not signed by the key
"""
import base64
import hashlib
import sys

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P


def recover_x(y, sign):
    xx = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(xx, (P + 3) // 8, P)
    if (x * x - xx) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if (x * x - xx) % P or y >= P or (x == 0 and sign):
        raise ValueError("not a point")
    return P - x if x % 2 != sign else x


BASE_Y = 4 * pow(5, P - 2, P) % P
BASE = (recover_x(BASE_Y, 0), BASE_Y)


def add(a, b):
    (x1, y1), (x2, y2) = a, b
    t = D * x1 * x2 * y1 * y2 % P
    return ((x1 * y2 + x2 * y1) * pow(1 + t, P - 2, P) % P, (y1 * y2 + x1 * x2) * pow(1 - t, P - 2, P) % P)


def times(point, n):
    result = (0, 1)
    while n:
        if n & 1:
            result = add(result, point)
        point, n = add(point, point), n >> 1
    return result


def pack(point):
    return (point[1] | (point[0] & 1) << 255).to_bytes(32, "little")


def unpack(data):
    y = int.from_bytes(data, "little")
    return recover_x(y & (2**255 - 1), y >> 255), y & (2**255 - 1)


def number(*parts):
    return int.from_bytes(hashlib.sha512(b"".join(parts)).digest(), "little")


def secret_of(seed):
    digest = hashlib.sha512(seed).digest()
    return int.from_bytes(digest[:32], "little") & (2**254 - 8) | 2**254, digest[32:]


def ed25519_sign(seed, message):
    scalar, prefix = secret_of(seed)
    public = pack(times(BASE, scalar))
    r = number(prefix, message) % ORDER
    big_r = pack(times(BASE, r))
    s = (r + number(big_r, public, message) * scalar) % ORDER
    return public, big_r + s.to_bytes(32, "little")


def ed25519_good(public, message, signature):
    s = int.from_bytes(signature[32:], "little")
    if len(signature) != 64 or s >= ORDER:
        return False
    k = number(signature[:32], public, message) % ORDER
    return times(BASE, s) == add(unpack(signature[:32]), times(unpack(public), k))


def key_hash(name, public):
    return hashlib.sha256(name.encode() + b"\n\x01" + public).digest()[:4]


def sign(name, seed, body):
    public, signature = ed25519_sign(seed, body)
    line = "\u2014 %s %s\n" % (name, base64.b64encode(key_hash(name, public) + signature).decode())
    return body + b"\n" + line.encode()


def open_note(key, note):
    name, hex_hash, encoded = key.split("+", 2)
    public = base64.b64decode(encoded)[1:]
    if key_hash(name, public).hex() != hex_hash:
        raise ValueError("the key's hash is wrong")
    end = note.rindex(b"\n\n") + 1
    body = note[:end]
    for line in note[end + 1:].decode().splitlines():
        dash, signer, encoded = line.split(" ")
        tagged = base64.b64decode(encoded, validate=True)
        if dash == "\u2014" and signer == name and tagged[:4] == key_hash(name, public):
            return body if ed25519_good(public, body, tagged[4:]) else None
    return None


def main():
    given = sys.stdin.buffer.read()
    if sys.argv[1] == "sign":
        sys.stdout.buffer.write(sign(sys.argv[2], bytes.fromhex(sys.argv[3]), given))
        return 0
    body = open_note(sys.argv[2], given)
    sys.stdout.buffer.write(body or b"")
    return 0 if body is not None else 1


if __name__ == "__main__":
    sys.exit(main())
