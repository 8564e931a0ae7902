# SPDX-License-Identifier: GPL-3.0-or-later
"""The committed queries as other programs write them: one function for each, which gives None for what it cannot say.

Only the shapes that make_queries.py makes are understood. A distance counts differently: our w/5 leaves room for four words
between, which FTS5 writes as NEAR(a b, 4) and notmuch as NEAR/5.
"""
import itertools
import re

DISTANCE = re.compile(r"(.+) (w|pre)/(\d+) (.+)")
TOKEN = re.compile(r'"[^"]*"|[()]|\S+?(?=[()]|\s|$)')
BEYOND_WORDS = re.compile(r"~|date:|\?|\*\w")  # stems, fields, patterns that do not end in *


def alternatives(side):
    return side.strip("()").split(" OR ")


def with_explicit_and(query):
    """The tokens of a query, AND in its place."""
    before = None
    for token in TOKEN.findall(query):
        if before and token not in (")", "OR", "NOT") and before not in ("(", "OR", "NOT"):
            yield "AND"
        yield token
        before = token


def fts5(query):
    def term(word):
        return f'"{word[:-1]}" *' if word.endswith("*") else '"%s"' % word.strip('"')

    if BEYOND_WORDS.search(query):
        return None
    distance = DISTANCE.fullmatch(query)
    if distance:
        left, kind, words, right = distance.groups()
        pairs = itertools.product(alternatives(left), alternatives(right))
        return " OR ".join(f"NEAR({term(a)} {term(b)}, {int(words) - 1})" for a, b in pairs) if kind == "w" else None
    return " ".join(token if token in ("(", ")", "AND", "OR", "NOT") else term(token) for token in with_explicit_and(query))


def notmuch(query):
    if BEYOND_WORDS.search(query):
        return None
    distance = DISTANCE.fullmatch(query)
    if distance:
        left, kind, words, right = distance.groups()
        return f"{left} NEAR/{words} {right}" if kind == "w" and not re.search(r"[*(]", query) else None
    return " ".join(token if token in ("(", ")", "AND", "OR", "NOT") or token.startswith('"') or token.endswith("*") else f'"{token}"'
                    for token in with_explicit_and(query))


def mu(query):
    if BEYOND_WORDS.search(query) or DISTANCE.fullmatch(query):
        return None
    return " ".join(token.lower() if token in ("AND", "OR", "NOT") else token if token in "()" else f"body:{token}" if token.endswith("*")
                    else 'body:"%s"' % token.strip('"') for token in with_explicit_and(query)).replace(" not ", " and not ")


def ripgrep(query):
    """Patterns that must all fit a line: run one behind the other."""
    def word(text):
        return text.replace("*", r"\w*").replace("?", r"\w")

    def piece(text):
        return r"\W+".join(word(each) for each in text.strip('"').split())

    if re.search(r"~|date:|NOT|\(.*\) \(", query):
        return None
    distance = DISTANCE.fullmatch(query)
    if distance:
        left, kind, words, right = distance.groups()
        a, b = ("(?:%s)" % "|".join(map(word, alternatives(side))) for side in (left, right))
        between = r"(?:\W+\w+){0,%d}\W+" % (int(words) - 1)
        return [rf"\b{a}{between}{b}\b" + (rf"|\b{b}{between}{a}\b" if kind == "w" else "")]
    if " OR " in query:
        return [r"\b(?:%s)\b" % "|".join(map(word, query.split(" OR ")))]
    return [rf"\b{piece(token)}\b" for token in TOKEN.findall(query)]
