#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes a large corpus of muniment's `jsonl` format out of a small one.

The input has one JSON object a line, plain or gzip: corpus, conv, sender, text, and ts where a time is known. The output
has one a line too: id, conversation, sender, time, text. --repeat N writes the whole input N times, each time with new ids,
senders and conversations; the conversations are then shuffled as wholes, so that copies of a text do not lie side by side
where the compressor would find them for nothing.
"""
import argparse
import datetime
import gzip
import itertools
import json
import random
import sys

# Messages without a time get one every seven seconds from here on: always the same corpus from the same arguments.
START = datetime.datetime(2019, 1, 1, tzinfo=datetime.timezone.utc)
STEP = datetime.timedelta(seconds=7)


def read_messages(path):
    with gzip.open(path, "rt", encoding="utf-8") if path.endswith(".gz") else open(path, encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            message = json.loads(line)
            time = message.get("ts") or (START + number * STEP).isoformat().replace("+00:00", "Z")
            yield {"id": str(number), "conversation": f"{message['corpus']}/{message['conv']}",
                   "sender": message["sender"], "time": time, "text": message["text"]}


def repeated(messages, times, seed):
    """All copies, conversation by conversation, in an order that depends on the seed only."""
    by_conversation = {}
    for message in messages:
        by_conversation.setdefault(message["conversation"], []).append(message)
    copies = list(itertools.product(by_conversation, range(times)))
    random.Random(seed).shuffle(copies)
    ids = itertools.count(1)
    for conversation, copy in copies:
        for message in by_conversation[conversation]:
            yield message | {"id": str(next(ids)), "conversation": f"{conversation}~{copy}",
                             "sender": f"{message['sender']}~{copy}"}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("input", help="messages as JSON lines, plain or .gz")
    parser.add_argument("output", nargs="?", default="-", help="file to write (default: stdout)")
    parser.add_argument("--repeat", type=int, default=1, metavar="N", help="copies of the input (default: 1, in its order)")
    parser.add_argument("--seed", type=int, default=1, help="order of the conversations when repeated (default: 1)")
    parser.add_argument("--limit", type=int, metavar="N", help="stop after N messages")
    options = parser.parse_args()
    messages = read_messages(options.input)
    if options.repeat > 1:
        messages = repeated(messages, options.repeat, options.seed)
    messages = itertools.islice(messages, options.limit)
    with sys.stdout if options.output == "-" else open(options.output, "w", encoding="utf-8") as out:
        for message in messages:
            out.write(json.dumps(message, ensure_ascii=False, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
