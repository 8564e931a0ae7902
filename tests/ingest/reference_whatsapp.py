#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads a WhatsApp export a second time: reference_whatsapp.py [--order dmy|mdy|ymd] FILE.txt|FILE.zip|FOLDER...

Prints one JSON object per record, {"line", "local", "sender", "text", "lines"}, and at the end {"lines": N}; or
{"refused": "mixed"|"ambiguous"|"no messages"}. A witness for tests: it holds the whole file in memory, is written from
the description of the format, and shares no line, table or method with the reader that it is compared to.
"""
import collections
import datetime
import itertools
import json
import pathlib
import re
import sys
import unicodedata
import zipfile

MARKS = "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"
ODD_SPACES = "\u00a0\u202f\u2009\u2002\u2003"

# ---- headers ---------------------------------------------------------------------------------------------------------
# Matching works on a shadow of the line, which has as many characters: digits are ASCII, spaces plain, marks all alike.
MORNING = "am|a.m.|a.m|a. m.|π.μ.|上午|午前|오전|ص|ق.ظ.|ق.ظ".split("|")
AFTERNOON = "pm|p.m.|p.m|p. m.|μ.μ.|下午|午後|오후|م|ب.ظ.|ب.ظ|in the afternoon".split("|")
MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
ERAS = {"R": 2018, "H": 1988, "S": 1925, "民國": 1911, "民国": 1911}

HALF = "(?:" + "|".join(re.escape(w) for w in sorted(MORNING + AFTERNOON, key=len, reverse=True)) + ")"
NUMBER = r"{0}(?P<{1}>(?:[RHS]|民國|民国)?\d{{1,4}}){0}"
MARK = "\u200e*"


def number(name):
    return NUMBER.format(MARK, name)


NUMBERS = number("n1") + r"(?P<sep>[./,-]) ?" + number("n2") + r"[./,-] ?" + number("n3") + r"(?P<dot>\.?)"
WORDS = number("w1") + "[年년] ?" + number("w2") + "[月월] ?" + number("w3") + "[日일]"
NAMED = number("m1") + r"\.? (?P<month>" + "|".join(MONTHS) + r")[a-z]*\.?,? " + number("m3")
DATE = f"(?:{WORDS}|{NAMED}|{NUMBERS})(?: BE| AD| г\\.| هـ)?"
CLOCK = r"(?P<hour>\d{1,2})(?P<colon>[:.]| h )(?P<minute>\d\d)(?:[:.](?P<second>\d\d))?"
TIME = f"(?:(?P<before>{HALF}) ?)?{CLOCK}(?: ?(?P<after>{HALF})| ч\\.)?"
BETWEEN = r"(?P<comma>[,،]?)\u200e* (?P<word>(?:[^\W\d_]+\.? ){0,2}?)"
STAMPS = [f"{DATE}{BETWEEN}{TIME}", f"{TIME}, {DATE}"]
FRAMES = [r"{}{}{} [-–] ", r"{}\[{}{}\] ?", r"{}{}{}: ", r"{}{}{}, ", r"{}{}{} "]
COMMA_FRAME, SPACE_FRAME = 3, 4
PATTERNS = [(frame, order, re.compile(FRAMES[frame].format(MARK, stamp, MARK), re.I))
            for order, stamp in enumerate(STAMPS) for frame in range(len(FRAMES))]

# How a phone writes headers: the same in all lines of an export.
Shape = collections.namedtuple("Shape", "frame order separator long_year colon comma word seconds month_name words")
Header = collections.namedtuple("Header", "shape numbers clock end")


def shadow(line):
    out = []
    for c in line:
        if c in MARKS:
            out.append("\u200e")
        elif c in ODD_SPACES:
            out.append(" ")
        elif c.isdecimal():
            out.append(str(unicodedata.decimal(c)))
        else:
            out.append(c)
    return "".join(out)


def clock_of(match):
    half = (match["before"] or match["after"] or "").lower()
    hour = int(match["hour"])
    if half in AFTERNOON and hour < 12:
        hour += 12
    elif half in MORNING and hour == 12:
        hour = 0
    try:
        return datetime.time(hour, int(match["minute"]), int(match["second"] or 0))
    except ValueError:
        return None


def numbers_of(match):
    """Day, month and year as text, in the order written."""
    if match["month"]:
        return [match["m1"], str(MONTHS.index(match["month"].lower()) + 1), match["m3"]]
    return [match[kind + place] for place in "123" for kind in "nw" if match[kind + place]]


def header_of(line):
    dim = shadow(line[:120])
    for frame, order, pattern in PATTERNS:
        match = pattern.match(dim)
        if not match:
            continue
        # Without a dash, bracket or colon only dates that say more may begin a message.
        if frame == COMMA_FRAME and not match["before"] or frame == SPACE_FRAME and not match["dot"]:
            continue
        clock = clock_of(match)
        if clock is None:
            continue
        numbers = numbers_of(match)
        long_year = tuple(len(n) == 4 or not n.isdigit() for n in numbers)
        between = match.groupdict()
        shape = Shape(frame, order, match["sep"], long_year, match["colon"], between.get("comma"),
                      (between.get("word") or "").lower(), match["second"] is not None, bool(match["month"]),
                      bool(match["w1"]))
        return Header(shape, numbers, clock, match.end())
    return None


# ---- dates -----------------------------------------------------------------------------------------------------------
def jalali_is_leap(year):
    return year % 33 in (1, 5, 9, 13, 17, 22, 26, 30)


def from_jalali(year, month, day):
    if not 1 <= month <= 12 or not 1 <= day <= (31 if month <= 6 else 30 if month < 12 or jalali_is_leap(year) else 29):
        raise ValueError
    first = datetime.date(2025, 3, 21)  # of 1404
    for y in range(min(year, 1404), max(year, 1404)):
        first += datetime.timedelta(days=(366 if jalali_is_leap(y) else 365) * (1 if year > 1404 else -1))
    return first + datetime.timedelta(days=(month - 1) * 31 - max(0, month - 7) + day - 1)


# The Islamic calendar follows the moon, not a formula: the months that exports at hand were written in, as published.
HIJRI = {(1447, 9): (datetime.date(2026, 2, 18), 30), (1447, 10): (datetime.date(2026, 3, 20), 29)}


def from_hijri(year, month, day):
    first, length = HIJRI.get((year, month), (None, 0))
    if not 1 <= day <= length:
        raise ValueError
    return first + datetime.timedelta(days=day - 1)


def day_from(year, month, day):
    if not year.isdigit():
        era = year.rstrip("0123456789")
        return datetime.date(ERAS[era.upper()] + int(year.removeprefix(era)), month, day)
    if len(year) < 3:
        return datetime.date(int(year) + (1900 if int(year) >= 70 else 2000), month, day)
    if 1425 <= int(year) < 1500:
        return from_hijri(int(year), month, day)
    if 1300 <= int(year) < 1425:
        return from_jalali(int(year), month, day)
    return datetime.date(int(year) - (543 if 2400 <= int(year) < 2700 else 0), month, day)


ORDERS = {"dmy": (2, 1, 0), "mdy": (2, 0, 1), "ymd": (0, 1, 2), "myd": (1, 0, 2), "dym": (1, 2, 0)}


def day_in(header, order):
    """The day, or None where there is no such day in that order."""
    try:
        year, month, day = (header.numbers[i] for i in ORDERS[order])
        return day_from(year, int(month), int(day))
    except ValueError:
        return None


FILE_DAYS = re.compile(r"(?:IMG|VID|PTT|AUD|STK|DOC)-(\d{4})(\d\d)(\d\d)-WA|"
                       r"-(?:PHOTO|VIDEO|AUDIO|GIF|STICKER)-(\d{4})-(\d\d)-(\d\d)-")


def file_day(text):
    found = FILE_DAYS.search(text)
    return found and datetime.date(*(int(g) for g in found.groups() if g))


def candidates(headers):
    long_year = headers[0][1].shape.long_year
    if headers[0][1].shape.month_name:
        return ["dmy"]
    if True in long_year:
        return {0: ["ymd"], 1: ["myd", "dym"], 2: ["dmy", "mdy"]}[long_year.index(True)]
    return ["dmy", "mdy", "ymd"]


def impossible(headers, order):
    return sum(1 for _, header, _ in headers if day_in(header, order) is None)


def backward_steps(headers, order):
    days = [day for day in (day_in(header, order) for _, header, _ in headers) if day]
    return sum(1 for a, b in zip(days, days[1:]) if b < a)


def decide_order(headers):
    """One order for the whole file, or "mixed" or "ambiguous"."""
    orders = candidates(headers)
    possible = [order for order in orders if not impossible(headers, order)]
    if not possible:
        return "mixed"
    if "ymd" in possible and len(possible) > 1:  # two digits first: only where nothing else fits
        possible.remove("ymd")
    if len(possible) == 1:
        return possible[0]
    named = [(header, file_day(rest)) for _, header, rest in headers if file_day(rest)]
    votes = {order: sum(day_in(header, order) == day for header, day in named) for order in possible}
    if len(set(votes.values())) > 1:
        return max(votes, key=votes.get)
    if headers[0][1].shape.separator == ".":
        return "dmy"
    steps = {order: backward_steps(headers, order) for order in possible}
    best = min(steps.values())
    return min(steps, key=steps.get) if list(steps.values()).count(best) == 1 and len(headers) > 2 else "ambiguous"


# ---- messages --------------------------------------------------------------------------------------------------------
def plain(text):
    """Without marks, with plain spaces."""
    return "".join(" " if c in ODD_SPACES else c for c in text if c not in MARKS)


def has_open_quote(text):
    return text.count('"') % 2 == 1 or any(text.rfind(a) > text.rfind(b) for a, b in ("“”", "«»", "„“"))


def sender_end(rest, gap, colon_names):
    """Where the sender's name ends, or None for a sentence without one."""
    for name in sorted(colon_names, key=len, reverse=True):
        if rest.startswith(name + gap):
            return len(name)
    for found in re.finditer(re.escape(gap.rstrip()) + r"(?: |$)", rest[:260]):
        if found.start() and not has_open_quote(rest[:found.start()]):
            return found.start()
        if not has_open_quote(rest[:found.start()]):
            return None
    return None


def names_with_colon(rests):
    """In "Dr: Who: <Media omitted>" the marker can only be the whole body."""
    tails = (rest.rpartition(": ") for rest in rests)
    return {name for name, _, tail in tails if tail == "<Media omitted>" and ": " in name}


def pasted(stamps, has_sender):
    """Indexes of headers that fall back by more than a day behind a message and come back within 64."""
    inside, at = set(), 1
    while at < len(stamps):
        before = at - 1
        if has_sender[before] and stamps[at] < stamps[before] - datetime.timedelta(days=1):
            back = next((k for k in range(at + 1, min(at + 65, len(stamps))) if stamps[k] >= stamps[before]), None)
            if back is not None:
                inside.update(range(at, back))
                at = back
        at += 1
    return inside


def all_headers(lines):
    """(line number from 0, header, rest) of all lines that have the shape of the first header."""
    found = ((i, header_of(line)) for i, line in enumerate(lines))
    found = [(i, h, lines[i][h.end:]) for i, h in found if h and any(day_in(h, order) for order in ORDERS)]
    return [entry for entry in found if entry[1].shape == found[0][1].shape]


def records_of(text, order=None):
    """(records, number of lines), or a word that says why there are none."""
    lines = [line.removesuffix("\r") for line in text.split("\n")]
    if lines[-1] == "":
        lines.pop()
    headers = all_headers(lines)
    if not headers:
        return "no messages"
    order = order or decide_order(headers)
    if order not in ORDERS:
        return order
    headers = [entry for entry in headers if day_in(entry[1], order)]
    if not headers:
        return "mixed"
    gap = " : " if headers[0][1].shape.frame == COMMA_FRAME else ": "
    colon_names = names_with_colon(rest for _, _, rest in headers)
    ends = [sender_end(rest, gap, colon_names) for _, _, rest in headers]
    stamps = [datetime.datetime.combine(day_in(header, order), header.clock) for _, header, _ in headers]
    inside = pasted(stamps, [end is not None for end in ends])
    starts = [k for k in range(len(headers)) if k not in inside]
    records = []
    for k, following in itertools.zip_longest(starts, starts[1:]):
        number, _, rest = headers[k]
        stop = headers[following][0] if following is not None else len(lines)
        body = rest if ends[k] is None else rest[ends[k] + len(gap.rstrip()):].removeprefix(" ")
        whole = "\n".join([body, *lines[number + 1:stop]])
        sender = plain(rest[:ends[k]]) if ends[k] else ""
        records.append({"line": number + 1, "local": stamps[k].isoformat(), "sender": sender,
                        "text": whole.lstrip(MARKS), "lines": stop - number})
    return records, len(lines)


# ---- files -----------------------------------------------------------------------------------------------------------
def decoded(data):
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if data.startswith(mark):
            return data[len(mark):].decode(encoding, "replace")
    return data.decode("utf-8", "replace")


def chat_name(names):
    """The text of the chat: _chat.txt, or the one that is no attachment."""
    texts = [name for name in names
             if name.lower().endswith(".txt") and not re.match(r"\d{8}-", pathlib.Path(name).name)]
    return next((name for name in texts if pathlib.Path(name).name == "_chat.txt"), texts[0] if texts else None)


def text_of(path):
    path = pathlib.Path(path)
    if path.is_dir():
        return decoded((path / chat_name(sorted(p.name for p in path.iterdir()))).read_bytes())
    if path.suffix == ".zip":
        with zipfile.ZipFile(path) as archive:
            return decoded(archive.read(chat_name(archive.namelist())))
    return decoded(path.read_bytes())


def main(arguments):
    order = None
    if arguments[:1] == ["--order"]:
        order, arguments = arguments[1], arguments[2:]
    for path in arguments:
        result = records_of(text_of(path), order)
        if isinstance(result, str):
            print(json.dumps({"refused": result}))
            continue
        for record in result[0]:
            print(json.dumps(record, ensure_ascii=False))
        print(json.dumps({"lines": result[1]}))


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")
    main(sys.argv[1:])
