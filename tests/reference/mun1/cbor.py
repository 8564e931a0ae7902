# SPDX-License-Identifier: GPL-3.0-or-later
"""The deterministic encoding of RFC 8949 section 4.2.1 as section 2.7 restricts it: no floats, tags, simple values."""
from .primitives import require


def head(data, at):
    require(at < len(data), "CBOR that is cut off")
    major, small = data[at] >> 5, data[at] & 31
    if small < 24:
        return major, small, at + 1
    require(small <= 27, "CBOR of indefinite length, or reserved")
    size = 1 << small - 24
    require(at + 1 + size <= len(data), "CBOR that is cut off")
    number = int.from_bytes(data[at + 1:at + 1 + size], "big")
    require(number >= (24 if size == 1 else 1 << 4 * size), "a number of CBOR that could be shorter")
    return major, number, at + 1 + size


def item(data, at, depth=0):
    """One item, and where the next one begins."""
    major, number, at = head(data, at)
    require(major <= 5 and depth < 16, "CBOR with tags, floats, simple values, or nested too deep")
    if major < 2:
        return (number if major == 0 else -1 - number), at
    require(at + number <= len(data), "CBOR that is cut off")
    if major == 2:
        return data[at:at + number], at + number
    if major == 3:
        try:
            return data[at:at + number].decode(), at + number
        except UnicodeDecodeError:
            require(False, "a text of CBOR that is not UTF-8")
    return (array if major == 4 else mapping)(data, at, number, depth + 1)


def array(data, at, count, depth):
    items = []
    for _ in range(count):
        value, at = item(data, at, depth)
        items.append(value)
    return items, at


def mapping(data, at, count, depth):
    items, last = {}, -1
    for _ in range(count):
        key, at = item(data, at, depth)
        require(isinstance(key, int) and key > last, "keys of CBOR that are no numbers or do not ascend")
        items[key], at = item(data, at, depth)
        last = key
    return items, at


def decode(data):
    value, end = item(data, 0)
    require(end == len(data), "bytes behind CBOR")
    return value


def as_json(value):
    """Bytes as hex; keys as decimal texts."""
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, list):
        return [as_json(one) for one in value]
    if isinstance(value, dict):
        return {str(key): as_json(one) for key, one in value.items()}
    return value
