#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""ripgrep as a second witness: words and phrases of ASCII are found in the same messages by the index and by ripgrep, which
reads the same texts line by line and knows nothing of our words.

usage: ripgrep_test.py MESSAGES QUERIES
"""
import json
import random
import re
import shutil
import subprocess
import sys

from archive_under_test import Workplace, check, json_lines, run, seed

WORDS = ("the a of to and invoice invoices paid pay payment transfer transfers office off book Budget budget meeting Meeting tomorrow "
         "today cash flow report reports Ana Ben carl project projects in on at it is was were ok OK yes no X9 9x b12 2026 7").split()
MARKS = [" "] * 12 + [", ", ". ", "; ", " - ", "-", "/", "_", " (", ") ", ": ", "! ", "? ", "... ", "\t", " \"", " @", " #", " * "]
NUMBERS = {"2026", "7"}  # never side by side: digits that stand together may be one number


def random_text(chance, rare):
    text, before = "", ""
    for _ in range(chance.randint(0, 14)):
        word = chance.choice(rare) if chance.random() < 0.03 else chance.choice(WORDS)
        if word in NUMBERS and before in NUMBERS:
            continue
        text += (chance.choice(MARKS) if text else "") + word
        before = word
    return text


def words_of(text):
    return re.findall("[A-Za-z0-9]+", text)


def random_query(chance, texts):
    """One to four words that stand side by side somewhere, or, more seldom, anywhere."""
    length = chance.choice([1, 1, 2, 2, 3, 4])
    if chance.random() < 0.2:
        words = [chance.choice(WORDS) for _ in range(length)]
    else:
        words = words_of(chance.choice(texts))
        first = chance.randrange(len(words)) if words else 0
        words = words[first:first + length]
    return [word for i, word in enumerate(words) if not (word in NUMBERS and i and words[i - 1] in NUMBERS)] or ["nowhere"]


def found_by_ripgrep(lines, words):
    """Numbers of lines, from 0."""
    pattern = "(?:^|[^A-Za-z0-9])" + "[^A-Za-z0-9]+".join(words) + "(?:$|[^A-Za-z0-9])"
    done = subprocess.run(["rg", "--no-config", "--ignore-case", "--line-number", "--no-heading", "--color=never", "--text", pattern, str(lines)],
                          capture_output=True, text=True, check=False)
    check(done.returncode in (0, 1), f"rg {pattern}: {done.stderr}")
    return {int(line.split(":", 1)[0]) - 1 for line in done.stdout.splitlines()}


def found_by_muniment(place, archive, words):
    """What was found, as conversations with their texts: each message has a conversation of its own."""
    query = '"' + " ".join(words) + '"'
    done = run(["search", *place.unlocked(archive), "--json", "--limit", "1000000", query])
    lines = json_lines(done.stdout)
    hits = [line for line in lines if line["type"] == "hit"]
    check(lines[-1]["total"] == len(hits), f"{query}: {lines[-1]} but {len(hits)} hits")
    return {hit["conversation"] + "/" + hit["text"] for hit in hits}, query


def main(messages, queries):
    if shutil.which("rg") is None:
        print("SKIPPED: there is no ripgrep (Debian: ripgrep)")
        sys.exit(77)
    chance = random.Random(seed())
    rare = ["rare" + "".join(chance.choices("bcdf", k=3)) for _ in range(40)]
    texts = [random_text(chance, rare) for _ in range(messages)]
    with Workplace("ripgrep") as place:
        archive = place.new_archive()
        source, lines = place.path / "source.jsonl", place.path / "texts.txt"
        with open(source, "w", encoding="ascii") as out:
            for i, text in enumerate(texts):
                out.write(json.dumps({"id": f"r{i}", "conversation": f"chat {i}", "sender": "Ana", "time": f"2026-03-{1 + i % 28:02}T09:{i % 60:02}:00Z",
                                      "text": text}) + "\n")
        lines.write_text("".join(text + "\n" for text in texts), encoding="ascii")
        run(["ingest", *place.unlocked(archive), "--from", "jsonl", "--json", source])
        total = non_empty = 0
        for number in range(queries):
            words = random_query(chance, texts)
            expected = {f"chat {i}/{texts[i]}" for i in found_by_ripgrep(lines, words)}
            found, query = found_by_muniment(place, archive, words)
            check(found == expected, f"{query}: only ripgrep: {sorted(expected - found)[:5]}; only muniment: {sorted(found - expected)[:5]}")
            if number % 3 == 0:
                count = run(["search", *place.unlocked(archive), "--count", query]).stdout.strip()
                check(count.replace(",", "") == str(len(expected)), f"{query}: --count says {count}, ripgrep {len(expected)}")
            total += len(expected)
            non_empty += bool(expected)
        check(non_empty > queries / 2, f"only {non_empty} of {queries} queries find something")
        print(f"{queries} words and phrases over {messages} messages, {non_empty} of them found, in {total} messages: the same as ripgrep")


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
