#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A second reader and writer of Cobblestone-256 (C2SP chunked-encryption), from the page and not from the C++.

  cobblestone.py open KEY_HEX CONTEXT_HEX < sealed > plain      exit 1 if the file is not whole and unchanged
  cobblestone.py seal KEY_HEX CONTEXT_HEX SALT_HEX < plain > sealed
  cobblestone.py self-test                                      reproduces the vectors below, byte for byte

Standard library, and the program openssl for AES in counter mode (its enc command does not do GCM, so the tag is
computed here). Slow and plain on purpose.
"""
import hashlib
import hmac
import shutil
import subprocess
import sys

SALT, COMMITMENT, CHUNK, TAG = 24, 32, 16 * 1024, 16


def expand(key, info, length):
    """HKDF-Expand of RFC 5869 with SHA-512."""
    block, out = b"", b""
    for counter in range(1, 256):
        if len(out) >= length:
            break
        block = hmac.new(key, block + info + bytes([counter]), hashlib.sha512).digest()
        out += block
    return out[:length]


def aes_ctr(key, counter_block, data):
    command = ["openssl", "enc", "-aes-256-ctr", "-K", key.hex(), "-iv", counter_block.hex()]
    return subprocess.run(command, input=data, stdout=subprocess.PIPE, check=True).stdout if data else b""


def multiply(x, y):
    """In GF(2^128) with GCM's order of bits (SP 800-38D, algorithm 1)."""
    product = 0
    for bit in range(127, -1, -1):
        if x >> bit & 1:
            product ^= y
        y = y >> 1 ^ (0xE1 << 120 if y & 1 else 0)
    return product


def gcm_tag(key, nonce, ciphertext):
    """The tag without additional data, for a nonce of 12 bytes."""
    hash_key = int.from_bytes(aes_ctr(key, bytes(16), bytes(16)), "big")
    padded = ciphertext + bytes(-len(ciphertext) % 16) + (8 * len(ciphertext)).to_bytes(16, "big")
    state = 0
    for at in range(0, len(padded), 16):
        state = multiply(state ^ int.from_bytes(padded[at:at + 16], "big"), hash_key)
    return aes_ctr(key, nonce + b"\0\0\0\1", state.to_bytes(16, "big"))


def derive(key, salt, context):
    okm = expand(key, b"c2sp.org/chunked-encryption@v1+" + b"AEAD_AES_256_GCM" + b"\0" + salt + context, 32 + 12 + COMMITMENT)
    return okm[:32], okm[32:44], okm[44:]


def nonce_of(base, number):
    return bytes(a ^ b for a, b in zip(base, number.to_bytes(12, "big")))


def seal(key, context, salt, plain):
    chunk_key, base, commitment = derive(key, salt, context)
    sealed = salt + commitment
    for number in range(len(plain) // CHUNK + 1):
        nonce = nonce_of(base, number)
        ciphertext = aes_ctr(chunk_key, nonce + b"\0\0\0\2", plain[number * CHUNK:(number + 1) * CHUNK])
        sealed += ciphertext + gcm_tag(chunk_key, nonce, ciphertext)
    return sealed


def open_sealed(key, context, sealed):
    if len(sealed) < SALT + COMMITMENT + TAG:
        raise ValueError("too short")
    chunk_key, base, commitment = derive(key, sealed[:SALT], context)
    if not hmac.compare_digest(commitment, sealed[SALT:SALT + COMMITMENT]):
        raise ValueError("another key or context")
    body, plain, number = sealed[SALT + COMMITMENT:], b"", 0
    while True:
        chunk, body = body[:CHUNK + TAG], body[CHUNK + TAG:]
        if len(chunk) < TAG:
            raise ValueError("truncated")
        ciphertext, nonce = chunk[:-TAG], nonce_of(base, number)
        if not hmac.compare_digest(chunk[-TAG:], gcm_tag(chunk_key, nonce, ciphertext)):
            raise ValueError(f"chunk {number} was changed")
        plain += aes_ctr(chunk_key, nonce + b"\0\0\0\2", ciphertext)
        if len(ciphertext) < CHUNK:
            return plain
        number += 1


def sample(length):
    return bytes((i * i + 7 * i) & 0xFF for i in range(length))


# For key 00..1f, salt 00..17, context "mun1/test": length of sample() and SHA-256 of the sealed file.
# tests/core/crypto/chunked_test.cc has the same rows.
VECTORS = [
    (0, "544c7a0cc6228797adabaf9b2d735aa1dce1c26cf523130be2cd794ed27727c7"),
    (1, "40eba658981a7924bc2500d1a6acfc70afa71510845d5868b3e0eeb954400a36"),
    (16383, "93ae967847114912e9bf8dd818cb1833234c2c4d9452a35c5bbff34c89688fdb"),
    (16384, "ba5e352468a005b4a741099261734d5dcd07c310e4f84441f31e5622918d9283"),
    (40000, "1e8ae69ed70bbac361aea43bbff6b10c41c8cf35cec59b3445826f0d7833c747"),
]


def self_test():
    key, salt, context = bytes(range(32)), bytes(range(24)), b"mun1/test"
    for length, expected in VECTORS:
        sealed = seal(key, context, salt, sample(length))
        assert hashlib.sha256(sealed).hexdigest() == expected, f"sealing {length} bytes gives {hashlib.sha256(sealed).hexdigest()}"
        assert open_sealed(key, context, sealed) == sample(length), length
    print(f"{len(VECTORS)} vectors reproduced")


def main(arguments):
    if shutil.which("openssl") is None:
        print("SKIPPED: the program openssl is not installed")
        return 77
    if arguments[:1] == ["self-test"]:
        self_test()
        return 0
    data = sys.stdin.buffer.read()
    key, context, *salt = [bytes.fromhex(argument) for argument in arguments[1:]]
    try:
        result = seal(key, context, salt[0], data) if arguments[0] == "seal" else open_sealed(key, context, data)
    except ValueError as why:
        print(why, file=sys.stderr)
        return 1
    sys.stdout.buffer.write(result)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
