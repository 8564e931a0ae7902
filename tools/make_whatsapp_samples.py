#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the invented WhatsApp exports of samples/whatsapp-txt: make_whatsapp_samples.py [--check]

Each folder gets its input, README.md and expected.jsonl, all from one definition; nothing is parsed. With --check
nothing is written, and files that differ from what would be written are named (exit status 1). Folders that it does not
know are left alone.
"""
import io
import pathlib
import sys
import zipfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from whatsapp_samples.cases import all_cases  # noqa: E402 (the path comes first)

SAMPLES = pathlib.Path(__file__).resolve().parent.parent / "samples" / "whatsapp-txt"
BOMS = {"utf-16-be": b"\xfe\xff", "utf-16-le": b"\xff\xfe"}


def wrapped(text, width=120):
    lines = [""]
    for word in text.split():
        if len(lines[-1]) + 1 + len(word) > width:
            lines.append("")
        lines[-1] += (" " if lines[-1] else "") + word
    return "\n".join(lines)


def text_bytes(case):
    return BOMS.get(case.encoding, b"") + case.chat.text(case.ends_with_line_end).encode(case.encoding)


def zip_bytes(files):
    """The same bytes wherever it runs: stored, with a fixed time."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, content in files.items():
            info = zipfile.ZipInfo(name, (2026, 4, 1, 9, 0, 0))
            info.external_attr = 0o644 << 16
            info.create_system = 3
            archive.writestr(info, content)
    return out.getvalue()


def files_of(case):
    """Path below the case's folder, and content."""
    yield "README.md", f"# {case.title}\n\n{wrapped(case.about)}\n".encode()
    yield "expected.jsonl", case.chat.expected_lines().encode()
    if not case.text_name:
        yield case.input_name, text_bytes(case)
        return
    files = {case.text_name: text_bytes(case), **case.media}
    if case.input_name.endswith(".zip"):
        yield case.input_name, zip_bytes(files)
    else:
        yield from ((f"{case.input_name}/{name}", content) for name, content in files.items())


def differences(folder, files):
    present = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}
    for path in sorted(present - files.keys()):
        yield f"{folder.name}/{path}: should not be there"
    for path, content in files.items():
        if path not in present:
            yield f"{folder.name}/{path}: missing"
        elif (folder / path).read_bytes() != content:
            yield f"{folder.name}/{path}: differs"


def write(folder, files):
    for path in sorted((p for p in folder.rglob("*") if p.is_file()), reverse=True):
        if path.relative_to(folder).as_posix() not in files:
            path.unlink()
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)


def main():
    check = sys.argv[1:] == ["--check"]
    found = []
    for case in all_cases():
        files, folder = dict(files_of(case)), SAMPLES / case.folder
        if check:
            found += differences(folder, files)
        else:
            write(folder, files)
    if found:
        print("\n".join(found) + "\nrun tools/make_whatsapp_samples.py, and read what it changed")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
