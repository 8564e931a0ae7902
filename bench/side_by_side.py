#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The committed queries, asked of muniment and of another program over the same messages, in one run.

    side_by_side.py fts5    CORPUS.jsonl ARCHIVE KEY-FILE      SQLite FTS5 in this process, ours in bench_queries
    side_by_side.py rg      CORPUS.jsonl ARCHIVE KEY-FILE      commands against commands: a few queries of each class
    side_by_side.py notmuch CORPUS.jsonl ARCHIVE KEY-FILE
    side_by_side.py mu      CORPUS.jsonl ARCHIVE KEY-FILE

ARCHIVE holds CORPUS.jsonl (make_corpus.py, muniment ingest). Every query is asked for its newest 50 messages and for the number
of all; what a program cannot say is not compared. Times are of the processor, the best of three, of everything that runs: a
command's start is in it on both sides. Hits differ where programs cut words differently or know stems.
"""
import argparse
import array
import collections
import datetime
import json
import mmap
import os
import pathlib
import re
import resource
import shlex
import sqlite3
import statistics
import subprocess
import sys
import time

sys.dont_write_bytecode = True
import other_tongues

TOP = pathlib.Path(__file__).resolve().parents[1]
REPEATS, LONG_MS = 3, 1000  # what takes longer is not repeated
NEWEST = 50
OFFSET_BITS = 32  # of a place in the corpus: 4 GiB

Asked = collections.namedtuple("Asked", "cls query hits newest_ms count_ms")


def read_queries(path):
    with open(path, encoding="utf-8") as lines:
        return [tuple(line.rstrip("\n").split("\t")) for line in lines if not line.startswith("#")]


def newest_last(path):
    """The messages by time, without holding them: only their places in the file are sorted."""
    with open(path, "rb") as lines:
        places, offset = array.array("Q"), 0
        for line in lines:
            time_text = re.search(rb'"time":"([^"]+)"', line).group(1).decode()
            second = datetime.datetime.fromisoformat(time_text.replace("Z", "+00:00")).timestamp()
            places.append((int(second) << OFFSET_BITS) | offset)
            offset += len(line)
        places = array.array("Q", sorted(places))
        with mmap.mmap(lines.fileno(), 0, access=mmap.ACCESS_READ) as file:
            for place in places:
                begin = place & ((1 << OFFSET_BITS) - 1)
                yield json.loads(file[begin:file.find(b"\n", begin)])


def best_ms(work, clock):
    times = []
    while len(times) < REPEATS and (not times or times[0] < LONG_MS):
        began = clock()
        result = work()
        times.append((clock() - began) * 1000)
    return min(times), result


class Fts5:
    """Contentless, detail full, merged into one segment: its smallest and fastest form that can do phrases and NEAR."""
    form = staticmethod(other_tongues.fts5)

    def __init__(self, options):
        path = options.work / f"fts5-{options.corpus.stem}.db"
        is_new = not path.exists()
        self.database = sqlite3.connect(path)
        self.database.execute("PRAGMA mmap_size = 8000000000")
        self.database.execute("PRAGMA cache_size = -1000000")
        if is_new:
            self.build(options.corpus)
        rows, = self.database.execute("SELECT count(*) FROM m_docsize").fetchone()
        print(f"SQLite {sqlite3.sqlite_version} FTS5: {rows:,} messages, {path.stat().st_size / rows:.1f} bytes a message, without their texts")

    def build(self, corpus):
        self.database.execute("PRAGMA journal_mode = OFF")
        self.database.execute("CREATE VIRTUAL TABLE m USING fts5(text, content='', tokenize='unicode61 remove_diacritics 0')")
        began, cpu = time.monotonic(), time.process_time()
        self.database.executemany("INSERT INTO m(rowid, text) VALUES (?, ?)",
                                  ((row, message["text"]) for row, message in enumerate(newest_last(corpus), 1)))
        self.database.execute("INSERT INTO m(m) VALUES ('optimize')")
        self.database.commit()
        print(f"built in {time.monotonic() - began:.0f} s, {time.process_time() - cpu:.0f} s of processor time, reading the corpus included")

    def ask(self, cls, query, said):
        def run(sql):
            return best_ms(lambda: self.database.execute(sql, (said,)).fetchall(), time.thread_time)

        newest, _ = run(f"SELECT rowid FROM m WHERE m MATCH ? ORDER BY rowid DESC LIMIT {NEWEST}")
        count, rows = run("SELECT count(*) FROM m WHERE m MATCH ?")
        return Asked(cls, query, rows[0][0], newest, count)


def children_seconds():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


class Commands:
    """A program that is started for each query. `shell` gives the command for the newest and for the number."""

    def __init__(self, form, shell, environment=None):
        self.form, self.shell = form, shell
        self.environment = dict(os.environ, **(environment or {}))

    def output(self, command):
        return subprocess.run(command, shell=True, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True).stdout

    def ask(self, cls, query, said):
        newest, count = self.shell(said)
        newest_ms, _ = best_ms(lambda: self.output(newest), children_seconds)
        count_ms, text = best_ms(lambda: self.output(count), children_seconds)
        total = re.search(r'"total":(\d+)', text) or re.search(r"(\d+)\s*$", text)
        return Asked(cls, query, int(total.group(1)) if total else 0, newest_ms, count_ms)


def muniment(options):
    base = shlex.join(map(str, (options.muniment, "search", "--archive", options.archive, "--key-file", options.key_file, "--json")))
    return Commands(lambda query: query, lambda said: (f"{base} --limit {NEWEST} {shlex.quote(said)}", f"{base} --count {shlex.quote(said)}"))


def ripgrep(options):
    lines = options.work / f"rg-{options.corpus.stem}.txt"
    if not lines.exists():
        texts = [" ".join(message["text"].split()) for message in newest_last(options.corpus)]
        lines.write_text("\n".join(reversed(texts)) + "\n", encoding="utf-8")

    def shell(patterns):
        chain = " | ".join(f"rg -i {shlex.quote(pattern)}" + (f" {lines}" if place == 0 else "") for place, pattern in enumerate(patterns))
        return (chain + f" | head -n {NEWEST}", chain + " | wc -l") if len(patterns) > 1 else (chain + f" -m {NEWEST}", chain + " -c")

    return Commands(other_tongues.ripgrep, shell)


def write_mails(options):
    """One mail for each message, named and dated so that nothing but the text has words."""
    folder = options.work / "Maildir"
    if folder.exists():
        return folder
    for name in ("cur", "new", "tmp"):
        (folder / name).mkdir(parents=True)
    for number, message in enumerate(newest_last(options.corpus), 1):
        date = datetime.datetime.fromisoformat(message["time"].replace("Z", "+00:00")).strftime("%a, %d %b %Y %H:%M:%S +0000")
        (folder / "cur" / f"{number}.m:2,S").write_text(
            f"From: 1@x.invalid\nTo: 2@x.invalid\nDate: {date}\nMessage-ID: <{number}@x.invalid>\nSubject: 3\nMIME-Version: 1.0\n"
            f"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n{message['text']}\n", encoding="utf-8")
    return folder


def report_build(name, command, environment):
    began, cpu = time.monotonic(), children_seconds()
    subprocess.run(command, shell=True, env=dict(os.environ, **environment), check=True, stdout=subprocess.DEVNULL)
    print(f"{name} built in {time.monotonic() - began:.0f} s, {children_seconds() - cpu:.0f} s of processor time", flush=True)


def notmuch(options):
    folder = write_mails(options)
    config = options.work / "notmuch-config"
    environment = {"NOTMUCH_CONFIG": str(config)}
    if not (folder / ".notmuch").exists():
        config.write_text(f"[database]\npath={folder}\n[user]\nname=x\nprimary_email=2@x.invalid\n[new]\ntags=\n")
        report_build("notmuch", "notmuch new", environment)
    return Commands(other_tongues.notmuch, lambda said: (
        f"notmuch search --output=messages --sort=newest-first --limit={NEWEST} {shlex.quote(said)}", f"notmuch count {shlex.quote(said)}"), environment)


def mu(options):
    folder, home = write_mails(options), options.work / "mu-home"
    if not home.exists():
        report_build("mu", f"mu init --muhome={home} --maildir={folder} -q && mu index --muhome={home} -q", {})
    base = f"mu find --muhome={home} --fields=l"  # it has no count, so all are listed
    return Commands(other_tongues.mu, lambda said: (
        f"{base} --sortfield=date --reverse --maxnum={NEWEST} {shlex.quote(said)}", f"{base} {shlex.quote(said)} | wc -l"))


def ours_in_process(options, queries):
    asked, each = options.work / "asked.txt", options.work / "ours.tsv"
    asked.write_text("".join(f"{cls}\t{query}\n" for cls, query in queries))
    subprocess.run([options.bench, options.archive, options.key_file, asked, "--each", each], check=True, stdout=subprocess.DEVNULL)
    rows = (line.split("\t") for line in each.read_text().splitlines())
    return [Asked(cls, query, int(hits), float(newest), float(count)) for cls, query, hits, _, newest, _, count in rows]


def sample(queries, each):
    """Some of each class, spread over it."""
    by_class = collections.defaultdict(list)
    for cls, query in queries:
        by_class[cls].append(query)
    return [(cls, of_class[place * len(of_class) // each]) for cls, of_class in by_class.items() for place in range(min(each, len(of_class)))]


def ratio(theirs, ours):
    return f"{theirs / ours:10.1f}" if ours > 0 else "         -"


def print_table(ours, theirs, name):
    print(f"{'':<14}{'':>8} {'hits':^21}   {'newest 50, median ms':^31}   {'all counted, median ms':^31}   {'all counted, worst ms':^31}")
    print(f"{'class':<14}{'queries':>8} {'ours':>10} {name:>10} " + f"  {'ours':>10} {name:>10} {'ratio':>10}" * 3)
    for cls in dict.fromkeys(each.cls for each in ours):
        mine, other = ([each for each in side if each.cls == cls] for side in (ours, theirs))
        row = f"{cls:<14}{len(mine):>8} {sum(each.hits for each in mine):>10} {sum(each.hits for each in other):>10} "
        for of, value in ((statistics.median, "newest_ms"), (statistics.median, "count_ms"), (max, "count_ms")):
            a, b = (of([getattr(each, value) for each in side]) for side in (mine, other))
            row += f"  {a:>10.3f} {b:>10.3f} {ratio(b, a)}"
        print(row, flush=True)


def print_left_out(asked, said):
    left_out = collections.Counter(cls for (cls, _), words in zip(asked, said) if words is None)
    for cls, number in left_out.items():
        print(f"cannot be said there: {number} of {cls}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("other", choices=("fts5", "rg", "notmuch", "mu"))
    parser.add_argument("corpus", type=pathlib.Path)
    parser.add_argument("archive", type=pathlib.Path)
    parser.add_argument("key_file", type=pathlib.Path)
    parser.add_argument("--queries", type=pathlib.Path, default=TOP / "bench/queries.txt")
    parser.add_argument("--work", type=pathlib.Path, required=True, metavar="DIR", help="where the other's index is made, and left")
    parser.add_argument("--each", type=int, default=6, metavar="N", help="queries of a class where commands are compared (default: 6)")
    parser.add_argument("--bench", type=pathlib.Path, default=TOP / "build/release/bench/bench_queries")
    parser.add_argument("--muniment", type=pathlib.Path, default=TOP / "build/release/muniment")
    options = parser.parse_args()
    options.work = options.work.resolve()
    options.work.mkdir(exist_ok=True, parents=True)
    queries = read_queries(options.queries)
    if options.other != "fts5":
        queries = sample(queries, options.each)
    other = {"fts5": Fts5, "rg": ripgrep, "notmuch": notmuch, "mu": mu}[options.other](options)
    said = [other.form(query) for _, query in queries]
    print_left_out(queries, said)
    asked = [(*query, words) for query, words in zip(queries, said) if words is not None]
    theirs = [other.ask(cls, query, words) for cls, query, words in asked]
    if options.other == "fts5":
        ours = ours_in_process(options, [(cls, query) for cls, query, _ in asked])
    else:
        ours = [muniment(options).ask(cls, query, query) for cls, query, _ in asked]
    print_table(ours, theirs, options.other)


if __name__ == "__main__":
    main()
