#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""One search on a cold archive: cold_search.py ARCHIVE KEY-FILE

Puts every file of the archive out of the page cache, then runs muniment search as a process of its own, which has to read,
decrypt and unpack what it needs: once for the first query of each class. Prints seconds by the clock and of the processor.
"""
import argparse
import os
import pathlib
import resource
import subprocess
import time

TOP = pathlib.Path(__file__).resolve().parents[1]


def put_out_of_cache(folder):
    for path in folder.rglob("*"):
        if path.is_file():
            descriptor = os.open(path, os.O_RDONLY)
            os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
            os.close(descriptor)


def first_of_each_class(path):
    first = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            first.setdefault(*line.split("\t"))
    return first


def timed(command):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.monotonic()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.monotonic() - began, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("archive", type=pathlib.Path)
    parser.add_argument("key_file", type=pathlib.Path)
    parser.add_argument("--queries", type=pathlib.Path, default=TOP / "bench/queries.txt")
    parser.add_argument("--muniment", type=pathlib.Path, default=TOP / "build/release/muniment")
    options = parser.parse_args()
    worst = 0
    for cls, query in first_of_each_class(options.queries).items():
        put_out_of_cache(options.archive)
        seconds, processor = timed([options.muniment, "search", "--archive", options.archive, "--key-file", options.key_file, "--json", query])
        worst = max(worst, seconds)
        print(f"{cls:<14} {seconds:6.2f} s, {processor:6.2f} s of processor time   {query}", flush=True)
    print(f"worst {worst:.2f} s, goal under 1.5: {'met' if worst < 1.5 else 'MISSED'}")


if __name__ == "__main__":
    main()
