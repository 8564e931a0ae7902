#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the queries of the legal-search benchmark: make_queries.py CORPUS.jsonl > bench/queries.txt

CORPUS.jsonl is what make_corpus.py makes of the corpus, once (--repeat 1). Each line of the result is a class, a tab and a
query. Words are runs of the letters a to z, which every tokeniser cuts alike. "common" are the 50 words that stand in most
messages, "middle" stand in 100 to 1,000 messages, "rare" in 2 to 10. So that no name of a person gets into the file, words of
the last two bands stand in at least two of the source corpora, are mostly written small, and are no part of a nick name. The
band of a pair is that of its rarer word; half of the common pairs are those in most messages. Pairs for AND share a message;
phrases and w/5 stand so in the corpus.
"""
import argparse
import collections
import hashlib
import itertools
import json
import random
import re

EACH = 50
MIDDLE, RARE = (100, 1000), (2, 10)
WITHIN = 5
WORD = re.compile(r"\w+(?:['’.]\w+)*")
PLAIN = re.compile(r"[a-z]+")
BANDS = ("common", "middle", "rare")
SMALL_SHARE = 0.7  # of a word's places: so many must be written small


class Corpus:
    """The messages as lists of words, and what is known of each word."""

    def __init__(self, path):
        self.messages, self.messages_with = [], collections.Counter()
        places, small, self.sources, senders = collections.Counter(), collections.Counter(), {}, set()
        digest = hashlib.sha256()
        with open(path, "rb") as lines:
            for line in lines:
                digest.update(line)
                message = json.loads(line)
                senders.update(PLAIN.findall(message["sender"].lower()))
                written = WORD.findall(message["text"])
                words = [word.lower() for word in written]
                self.messages.append(words)
                places.update(words)
                small.update(word for word in written if word.islower())
                source = message["conversation"].split("/")[0]
                for word in set(words):
                    self.messages_with[word] += 1
                    self.sources.setdefault(word, set()).add(source)
        self.sha256 = digest.hexdigest()
        self.is_fit = {word: len(self.sources[word]) > 1 and small[word] >= SMALL_SHARE * places[word] and word not in senders
                       and len(word) > 2 for word in self.messages_with if PLAIN.fullmatch(word)}

    def bands(self):
        plain = sorted(self.is_fit, key=lambda word: (-self.messages_with[word], word))
        common = plain[:EACH]
        rest = [word for word in plain[EACH:] if self.is_fit[word]]
        return {"common": common, **{band: [word for word in rest if low <= self.messages_with[word] <= high]
                                     for band, (low, high) in (("middle", MIDDLE), ("rare", RARE))}}


class Pairs:
    """Pairs of words with the number of messages in which they stand side by side, near each other, or at all."""

    def __init__(self, corpus, bands):
        self.band_of = {word: band for band in BANDS for word in bands[band]}
        self.beside, self.near, self.together = (collections.Counter() for _ in range(3))
        for words in corpus.messages:
            known = [(at, word) for at, word in enumerate(words) if word in self.band_of]
            apart = [(b - a, first, second) for (a, first), (b, second) in itertools.combinations(known, 2) if first != second]
            self.beside.update({(first, second) for gap, first, second in apart if gap == 1})
            self.near.update({tuple(sorted(pair)) for gap, *pair in apart if gap <= WITHIN})
            self.together.update({tuple(sorted(pair)) for _, *pair in apart})

    def of_band(self, counted, band, at_least):
        """In an order of their own, so that a seed always draws the same."""
        place = BANDS.index(band)
        return sorted(pair for pair, messages in counted.items() if messages >= at_least
                      and max(BANDS.index(self.band_of[word]) for word in pair) == place)


def with_gap(draw, word):
    """Takes one to three letters out of the middle: inst*ll, inst?ll."""
    taken = draw.choice((1, 1, 2, 3))
    begin = draw.randrange(2, len(word) - taken - 1)
    sign = "?" if taken == 1 and draw.random() < 0.5 else "*"
    return word[:begin] + sign + word[begin + taken:]


class Mixer:
    """Queries of ten shapes, as people who look for evidence write them."""

    def __init__(self, draw, bands, pairs):
        self.draw, self.bands = draw, bands
        self.longer = [word for word in bands["middle"] if len(word) > 5]
        self.phrases = {band: pairs.of_band(pairs.beside, band, 3) for band in ("common", "middle")}
        self.together = pairs.of_band(pairs.together, "middle", 3)

    def common(self):
        return self.draw.choice(self.bands["common"])

    def middle(self):
        return self.draw.choice(self.bands["middle"])

    def longer_word(self):
        return self.draw.choice(self.longer)

    def beginning(self):
        return self.longer_word()[:4] + "*"

    def phrase(self, band):
        return '"%s %s"' % self.draw.choice(self.phrases[band])

    def shapes(self):
        return (
            lambda: f"{self.middle()} OR {self.middle()} OR {self.middle()}",
            lambda: "%s %s NOT %s" % (*self.draw.choice(self.together), self.common()),
            lambda: f"({self.middle()} OR {self.middle()}) w/{self.draw.randint(3, 20)} {self.common()}",
            lambda: f"{self.phrase('middle')} {self.common()}",
            lambda: f"{self.phrase('common')} NOT {self.middle()}",
            lambda: f"{self.beginning()} w/10 {self.common()}",
            lambda: f"{self.longer_word()}~en {self.common()}",
            lambda: f"{self.common()} {self.middle()} date:{self.draw.randint(2005, 2016)}",
            lambda: f"({self.middle()} OR {self.beginning()}) ({self.common()} OR {self.phrase('middle')}) NOT {self.common()}",
            lambda: f"{self.common()} pre/3 {with_gap(self.draw, self.longer_word())}",
        )

    def queries(self):
        shapes = self.shapes()
        return [shapes[number % len(shapes)]() for number in range(EACH)]


def drawn(draw, counted, pairs, band):
    """Of the common band half are the pairs that stand in most messages: no other query costs more."""
    known = pairs.of_band(counted, band, 1 if band == "rare" else 3)
    heaviest = sorted(known, key=lambda pair: (-counted[pair], pair))[:EACH // 2] if band == "common" else []
    rest = sorted(set(known) - set(heaviest))
    return heaviest + draw.sample(rest, EACH - len(heaviest))


def queries(corpus, draw):
    bands = corpus.bands()
    pairs = Pairs(corpus, bands)
    for band in BANDS:
        yield f"word-{band}", draw.sample(bands[band], EACH)
    for name, counted, form in (("and", pairs.together, "%s %s"), ("phrase", pairs.beside, '"%s %s"'), ("near", pairs.near, "%s w/5 %s")):
        for band in BANDS:
            yield f"{name}-{band}", [form % pair for pair in drawn(draw, counted, pairs, band)]
    longer = [word for word in bands["middle"] if len(word) > 6]
    yield "wildcard", [with_gap(draw, word) for word in draw.sample(longer, EACH)]
    yield "mixed", Mixer(draw, bands, pairs).queries()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", help="messages as make_corpus.py writes them")
    parser.add_argument("--seed", type=int, default=8)
    options = parser.parse_args()
    corpus = Corpus(options.corpus)
    print(f"# Made by bench/make_queries.py --seed {options.seed} from {len(corpus.messages):,} messages as bench/make_corpus.py writes them,")
    print(f"# sha256 {corpus.sha256}. Each line: class, tab, query.")
    for name, of_class in queries(corpus, random.Random(options.seed)):
        for query in of_class:
            print(f"{name}\t{query}")


if __name__ == "__main__":
    main()
