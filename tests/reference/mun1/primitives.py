# SPDX-License-Identifier: GPL-3.0-or-later
"""Ciphers and hashes of section 2.2, plainly; zstd is libzstd.so.1 by ctypes, long ciphertexts go through openssl."""
import ctypes
import functools
import hashlib
import hmac
import subprocess


class Damage(Exception):
    """Something is not as the page says."""


def require(condition, what):
    if not condition:
        raise Damage(what)


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def hmac_sha256(key, *parts):
    return hmac.digest(key, b"".join(parts), "sha256")


def expand(key, info, length):
    """HKDF-Expand of RFC 5869 with SHA-512."""
    block, out = b"", b""
    while len(out) < length:
        block = hmac.digest(key, block + info + bytes([len(out) // 64 + 1]), "sha512")
        out += block
    return out[:length]


# AES (FIPS 197), encryption with 32-byte keys only.

def double(byte):
    return byte << 1 ^ (0x11B if byte & 0x80 else 0)


@functools.cache
def tables():
    power, log, value = [], [0] * 256, 1
    for exponent in range(255):
        power.append(value)
        log[value] = exponent
        value ^= double(value)
    box = []
    for byte in range(256):
        inverse = power[(255 - log[byte]) % 255] if byte else 0
        bits = inverse * 0x0101  # the byte twice, so that shifting rotates
        box.append((inverse ^ bits >> 7 ^ bits >> 6 ^ bits >> 5 ^ bits >> 4) & 0xFF ^ 0x63)
    rounds = []
    for row in range(4):
        column = [(double(s), s, s, double(s) ^ s) for s in box]
        rounds.append([int.from_bytes(bytes(c[(i - row) % 4] for i in range(4)), "big") for c in column])
    return box, rounds


@functools.lru_cache(64)
def round_keys(key):
    box, words, constant = tables()[0], [int.from_bytes(key[i:i + 4], "big") for i in range(0, 32, 4)], 1
    for i in range(8, 60):
        word = words[-1]
        if i % 8 == 0:
            word = (word << 8 | word >> 24) & 0xFFFFFFFF
        if i % 4 == 0:
            word = int.from_bytes(bytes(box[b] for b in word.to_bytes(4, "big")), "big")
        if i % 8 == 0:
            word, constant = word ^ constant << 24, double(constant)
        words.append(words[i - 8] ^ word)
    return words


def encrypt_block(key, block):
    (box, (t0, t1, t2, t3)), words = tables(), round_keys(key)
    s = [int.from_bytes(block[4 * i:4 * i + 4], "big") ^ words[i] for i in range(4)]
    for step in range(4, 56, 4):
        s = [t0[s[i] >> 24] ^ t1[s[(i + 1) % 4] >> 16 & 255] ^ t2[s[(i + 2) % 4] >> 8 & 255] ^ t3[s[(i + 3) % 4] & 255]
             ^ words[step + i] for i in range(4)]
    out = [(box[s[i] >> 24] << 24 | box[s[(i + 1) % 4] >> 16 & 255] << 16 | box[s[(i + 2) % 4] >> 8 & 255] << 8
            | box[s[(i + 3) % 4] & 255]) ^ words[56 + i] for i in range(4)]
    return b"".join(word.to_bytes(4, "big") for word in out)


def counter_mode(key, nonce, data):
    """Keystream from counter 2 on, as GCM uses it."""
    if len(data) > 1 << 15:
        command = ["openssl", "enc", "-aes-256-ctr", "-K", key.hex(), "-iv", (nonce + b"\0\0\0\2").hex()]
        return subprocess.run(command, input=data, stdout=subprocess.PIPE, check=True).stdout
    stream = b"".join(encrypt_block(key, nonce + (2 + i).to_bytes(4, "big")) for i in range((len(data) + 15) // 16))
    return (int.from_bytes(stream[:len(data)], "big") ^ int.from_bytes(data, "big")).to_bytes(len(data), "big")


def ghash(hash_key, data):
    """SP 800-38D, four bits at a time."""
    def halve(value):
        return value >> 1 ^ (0xE1 << 120 if value & 1 else 0)
    shifted = []
    for nibble in range(16):
        for _ in range(4):
            nibble = halve(nibble)
        shifted.append(nibble)
    multiple, value = [0] * 16, int.from_bytes(hash_key, "big")
    for bit in (8, 4, 2, 1):
        for nibble in range(16):
            multiple[nibble] ^= value if nibble & bit else 0
        value = halve(value)
    state = 0
    for at in range(0, len(data), 16):
        block, state = state ^ int.from_bytes(data[at:at + 16], "big"), 0
        for shift in range(0, 128, 4):
            state = state >> 4 ^ shifted[state & 15] ^ multiple[block >> shift & 15]
    return state


def gcm_open(key, nonce, sealed, more=b""):
    """AES-256-GCM with a nonce of 12 bytes; `sealed` ends in the tag; `more` is the additional data."""
    require(len(sealed) >= 16, "a ciphertext without a tag")
    text, tag = sealed[:-16], sealed[-16:]
    lengths = (8 * len(more)).to_bytes(8, "big") + (8 * len(text)).to_bytes(8, "big")
    state = ghash(encrypt_block(key, bytes(16)), more + bytes(-len(more) % 16) + text + bytes(-len(text) % 16) + lengths)
    mask = int.from_bytes(encrypt_block(key, nonce + b"\0\0\0\1"), "big")
    require(hmac.compare_digest((state ^ mask).to_bytes(16, "big"), tag), "a ciphertext that was changed")
    return counter_mode(key, nonce, text)


def open_committed(input_key, info, commitment, sealed, more=b""):
    """Key, nonce and commitment from a key that is used once; the commitment is compared before anything is opened."""
    derived = expand(input_key, info, 76)
    require(hmac.compare_digest(derived[44:], commitment), "a key commitment that is another")
    return gcm_open(derived[:32], derived[32:44], sealed, more)


def cobblestone_open(input_key, context, data):
    """Cobblestone-256 (2.2)."""
    require(len(data) >= 72, "a sealed file that is too short")
    info = b"c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\0" + data[:24] + context
    derived, plain, at, number = expand(input_key, info, 76), [], 56, 0
    require(hmac.compare_digest(derived[44:], data[24:56]), "a key commitment of an attachment that is another")
    while True:
        nonce = (int.from_bytes(derived[32:44], "big") ^ number).to_bytes(12, "big")
        plain.append(gcm_open(derived[:32], nonce, data[at:at + 16400]))
        at, number = at + 16400, number + 1
        if len(plain[-1]) < 16384:
            require(at >= len(data), "bytes behind the last chunk")
            return b"".join(plain)


@functools.cache
def crc_table():
    table = []
    for byte in range(256):
        for _ in range(8):
            byte = byte >> 1 ^ (0x82F63B78 if byte & 1 else 0)
        table.append(byte)
    return table


def crc32c(data):
    table, crc = crc_table(), 0xFFFFFFFF
    for byte in data:
        crc = crc >> 8 ^ table[(crc ^ byte) & 255]
    return crc ^ 0xFFFFFFFF


@functools.cache
def zstd_library():
    library = ctypes.CDLL("libzstd.so.1")
    for name in ("ZSTD_getFrameContentSize", "ZSTD_findFrameCompressedSize", "ZSTD_decompress"):
        getattr(library, name).restype = ctypes.c_uint64
    return library


def decompress(data):
    """Exactly one zstd frame that states its content size (2.4)."""
    library = zstd_library()
    size = library.ZSTD_getFrameContentSize(data, ctypes.c_size_t(len(data)))
    require(size <= 256 << 20, "a zstd frame that does not state its size, or a size past 256 MiB")
    require(library.ZSTD_findFrameCompressedSize(data, ctypes.c_size_t(len(data))) == len(data),
            "more than one zstd frame")
    plain = ctypes.create_string_buffer(max(size, 1))
    got = library.ZSTD_decompress(plain, ctypes.c_size_t(size), data, ctypes.c_size_t(len(data)))
    require(got == size, "a zstd frame that does not open")
    return plain.raw[:size]


def tree_leaf(key, level, index):
    """From the key of a node at `level` down to leaf `index` of 24 bits (2.2)."""
    for bit in range(23 - level, -1, -1):
        key = hmac_sha256(key, bytes([index >> bit & 1]))
    return key


def tree_root(leaves):
    """RFC 9162 section 2.1.1, level by level: one that is left over at the right goes up as it is."""
    level = list(leaves)
    while len(level) > 1:
        pairs = [sha256(b"\x01", level[i], level[i + 1]) for i in range(0, len(level) - 1, 2)]
        level = pairs + level[len(pairs) * 2:]
    return level[0] if level else hashlib.sha256().digest()
