#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Holds the folders to layers.txt: check_layers.py [top of the tree]

One include root means that the compiler stops no include, so this does: wrong folders, libraries outside their
folder, and headers that pass on to another folder what only their own may use. A header that includes such a thing is
private to its folder. It first checks that the table itself makes sense.
"""
import functools
import pathlib
import re
import sys

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^">]+)', re.M)


def read_table(text):
    folders, libraries = {}, {}
    for line in (line.split("#")[0].strip() for line in text.splitlines()):
        if ":" in line:
            name, columns = line.split(":")
            headers, sources, third = ([*map(str.split, columns.split("|"))] + [[], []])[:3]
            folders[name] = (headers, headers + sources, third)
        elif line:
            name, patterns = line.split("=")
            libraries[name.strip()] = patterns.split()
    return folders, libraries


def within(folder, names):
    return any(folder == name or folder.startswith(name + "/") for name in names)


def table_problems(folders, libraries):
    above = []
    for folder, (headers, all_allowed, third) in folders.items():
        for name in all_allowed:
            reached = [known for known in above if within(known, [name])]
            if not reached:
                yield f"layers.txt: {folder}: {name} is not above it"
            for known in reached:  # what their headers show, we see
                for shown in folders[known][0]:
                    if not within(shown, all_allowed) and not any(within(a, [shown]) for a in all_allowed):
                        yield f"layers.txt: {folder}: may include {known}, whose headers show {shown}"
        yield from (f"layers.txt: {folder}: {name} has no list of includes" for name in third if name not in libraries)
        above.append(folder)


def problems(top):
    folders, libraries = read_table((top / "tools/layers.txt").read_text())
    yield from table_problems(folders, libraries)

    def folder_of(path):
        return next((f for f in sorted(folders, reverse=True) if path.startswith(f + "/")), None)

    def library_of(path):
        matches = (n for n, ps in libraries.items() for p in ps if path == p or p[-1] == "/" and path.startswith(p))
        return next(matches, None)

    @functools.cache
    def includes(path):
        file = top / path
        return INCLUDE.findall(file.read_text(errors="replace")) if file.is_file() else []

    @functools.cache
    def shows(path):  # the libraries, and folders that only sources may use, that a header brings along
        here, shown = folder_of(path), set()
        for _, name in includes(path):
            there, library = folder_of(name), library_of(name)
            if there == here:
                shown |= shows(name)
            elif library or there and not within(there, folders[here][0]):
                shown.add(library or there)
        return shown

    files = (file for folder in folders for file in (top / folder).rglob("*") if file.suffix in (".h", ".cc", ".def"))
    for path in sorted({file.relative_to(top).as_posix() for file in files}):
        here = folder_of(path)
        _, all_allowed, third = folders[here]
        for quote, name in includes(path):
            there, library = folder_of(name), library_of(name)
            if library and library not in third:
                yield f"{path}: {name}: {library} does not belong to {here}"
            elif quote == '"' and not library and not there:
                yield f"{path}: {name}: not a folder of layers.txt (includes start at the top of the tree)"
            elif there and there != here and not within(there, all_allowed):
                yield f"{path}: {name}: {here} may not include {there}"
            elif there and there != here and shows(name):
                yield f"{path}: {name}: that header brings along {', '.join(sorted(shows(name)))}"


if __name__ == "__main__":
    found = list(problems(pathlib.Path(*sys.argv[1:2] or [__file__ + "/../.."]).resolve()))
    print("\n".join(found) or "layering: ok")
    sys.exit(bool(found))
