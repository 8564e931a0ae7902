#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Finds files that nobody reaches: check_orphans.py [top of the tree]

A source that no CMakeLists.txt lists is not built, a test that none lists is not run, and nobody notices either.
Also finds relative links in *.md that lead nowhere.
"""
import os
import pathlib
import re
import sys

FENCED = re.compile(r"^(```|~~~).*?^\1", re.M | re.S)
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*"([^"]+)"', re.M)
CODE = re.compile(r"`[^`\n]*`")
LINK = re.compile(r"\[[^\]]*\]\(<?([^)\s>#]+)[^)]*\)")
NOT_OURS = {".git", ".venv", "build", "node_modules", "__pycache__"}


def files_below(top):
    for folder, folders, names in os.walk(top):
        folders[:] = sorted(set(folders) - NOT_OURS)
        yield from (pathlib.Path(folder, name) for name in sorted(names))


def lists_above(top, file):
    """The CMakeLists.txt and *.def files beside and above a file, each with the text that would name the file."""
    for folder in file.parents:
        for listing in [folder / "CMakeLists.txt", *folder.glob("*.def")]:
            if listing.is_file() and listing != file:
                yield listing.read_text(), file.relative_to(folder).as_posix(), listing.suffix
        if folder == top:
            return


def is_listed(top, file):
    for text, path, kind in lists_above(top, file):
        if kind == ".def":  # MACRO(name) stands for formats/name.cc or cmd_name.cc
            if re.search(r"^[A-Z_]+\(" + re.escape(file.stem.removeprefix("cmd_")) + r"\b", text, re.M):
                return True
        elif re.search(r"(?<![\w./-])" + re.escape(path) + r"(?![\w./-])", text):
            return True
    return False


def is_wired(top, script):
    """A script is registered, or another script beside or above it uses it."""
    others = (other for folder in script.parents if (top / "tests") in [folder, *folder.parents]
              for other in folder.glob("*") if other.suffix in (".py", ".sh") and other != script)
    word = re.compile(r"\b" + re.escape(script.stem) + r"\b")
    return is_listed(top, script) or any(word.search(other.read_text()) for other in others)


def all_includes(top):
    sources = (file for file in files_below(top) if file.suffix in (".cc", ".h"))
    return {name for file in sources for name in INCLUDE.findall(file.read_text())}


def problems(top):
    included = all_includes(top)
    for file in files_below(top):
        path = file.relative_to(top)
        where = path.parts[0] if len(path.parts) > 1 else ""
        if file.suffix == ".cc" and not is_listed(top, file):
            yield f"{path}: no CMakeLists.txt or *.def lists it"
        elif file.suffix == ".h" and path.as_posix() not in included and not is_listed(top, file):
            yield f"{path}: nobody includes it, and no CMakeLists.txt lists it"
        elif file.suffix in (".py", ".sh") and where == "tests" and not is_wired(top, file):
            yield f"{path}: no CMakeLists.txt registers it and no script uses it"
        elif file.name == "CMakeLists.txt" and len(path.parts) > 1:
            folder = file.parent
            if not any(re.search(r"(?<![\w./-])" + re.escape(name) + r"(?![\w./-])", text)
                       for text, name, kind in lists_above(top, folder) if kind == ".txt" and name != "."):
                yield f"{path}: no CMakeLists.txt above adds this folder"
        elif file.suffix == ".md":
            for link in LINK.findall(CODE.sub("", FENCED.sub("", file.read_text()))):
                if not re.match(r"[a-z]+:", link) and not (file.parent / link).exists():
                    yield f"{path}: the link to {link} leads nowhere"


if __name__ == "__main__":
    found = list(problems(pathlib.Path(*sys.argv[1:2] or [__file__ + "/../.."]).resolve()))
    print("\n".join(found) or "orphans: none")
    sys.exit(bool(found))
