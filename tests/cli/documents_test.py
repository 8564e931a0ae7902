#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""docs/cli.md is what the program prints; docs/scripting.md names every member that --json prints, and no other exit code;
the commands of docs/when-verify-fails.md work on an archive that is damaged, and its findings are those of the program; those of
docs/hit-reports.md and docs/index.md work, and so does the list of terms that the former shows.

documents_test.py --bless writes docs/cli.md.
"""
import difflib
import json
import re
import shutil
import subprocess
import sys

import run

DOCS = run.HERE.parents[1] / "docs"

# One command for each kind of line.
COMMANDS = [
    "init new --passphrase-file pass.txt",
    "ingest --archive acme --from jsonl broken.jsonl messages.jsonl",
    "ingest --dry-run --archive acme deal-team broken.jsonl nowhere.jsonl",
    "ingest --dry-run --from jsonl messages.jsonl",
    "batches --archive acme",
    "batches show b1 --archive acme",
    "batches exceptions b2 --archive acme",
    "search --archive acme --explain invoice -C 1",
    "search --archive acme taxi",
    "search --archive acme taxi --scope day --facets",
    "saved create taxis taxi --scope day --archive acme",
    "saved run taxis --archive acme",
    "saved show taxis --archive acme",
    "search --archive acme '(bad'",
    "report terms terms.txt --archive acme",
    "report terms bad-terms.txt --archive acme",
    "show m3 --archive acme",
    "show m1 --archive acme",
    "show m1 --archive acme --raw",
    "show m3 --archive acme --attachment 1 --out saved.pdf",
    "thread Ops --archive acme",
    "chats --archive acme",
    "chats show Ops --archive acme",
    "export create --archive acme --query in:* --format csv --out out",
    "export create --archive acme --query taxi --scope thread --format csv --out out-2",
    "prove --archive acme --message m3 --out m3.proof",
    "check-proof m3.proof --attachment scan.pdf",
    "prove --archive acme --batch b1 --redact-content --out b1.proof",
    "check-proof b1.proof",
    "verify --archive acme --full",
    "verify --archive acme --sample 50%",
    "repair --archive damaged --from acme --dry-run",
    "index --archive acme",
    "index verify --archive acme",
    "index verify --full --archive acme",
    "index compact --archive acme",
    "index rebuild --archive acme",
    "status --archive acme",
    "help search",
    "--version",
]


def members(value):
    if isinstance(value, dict):
        for name, inner in value.items():
            yield name
            yield from members(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from members(inner)


def drift(top, prepared):
    printed = subprocess.run([run.PROGRAM, "help", "--markdown"], capture_output=True, text=True, check=True).stdout
    manual = DOCS / "cli.md"
    if "--bless" in sys.argv:
        manual.write_text(printed)
    written = manual.read_text() if manual.exists() else ""
    yield from difflib.unified_diff(written.splitlines(True), printed.splitlines(True), "docs/cli.md", "muniment help --markdown")


def undocumented(top, prepared):
    text = (DOCS / "scripting.md").read_text()
    named = set(re.findall(r"`([a-z_0-9]+)`", text))
    folder = top / "json"
    shutil.copytree(prepared.start, folder)
    shutil.copytree(folder / "acme", folder / "damaged")
    damage(folder / "damaged")
    (folder / "bad-terms.txt").write_text("invoice\n(bad\nInvoice\n")
    for command in COMMANDS:
        environment = run.environment(prepared.bin, "" if command.startswith("init") else "kit.txt")
        done = subprocess.run(f"muniment {command} --json", shell=True, cwd=folder, env=environment, capture_output=True, text=True)
        lines = [json.loads(line) for line in done.stdout.splitlines()]
        if not lines or lines[-1]["type"] not in ("result", "error") or done.stderr:
            yield f"{command}: the last line of --json is not the result, or something stands on stderr: {done.stderr}\n"
        for line in lines:
            yield from (f"{command}: docs/scripting.md does not name `{name}`\n" for name in members(line) if name not in named)
            if line["type"] not in named:
                yield f"{command}: docs/scripting.md does not name the type `{line['type']}`\n"


def codes(top, prepared):
    def table(text):
        return re.findall(r"^\| `(\d+)` \| (.*) \|$", text, re.M)
    if table((DOCS / "scripting.md").read_text()) != table((DOCS / "cli.md").read_text()):
        yield "docs/scripting.md: its table of exit codes is not that of docs/cli.md\n"


def damage(archive):
    """One byte of the log is turned over, and an attachment is lost."""
    segment = sorted(archive.glob("seg/*/*"))[0]
    content = bytearray(segment.read_bytes())
    content[len(content) // 2] ^= 1
    subprocess.run(["chattr", "-f", "-a", "-i", segment], stderr=subprocess.DEVNULL, check=False)
    segment.write_bytes(content)
    sorted(archive.glob("blob/*/*"))[0].unlink()


def advice(top, prepared):
    """The page for the bad night, from top to bottom in one folder: it ends with an archive that verifies."""
    text = (DOCS / "when-verify-fails.md").read_text()
    folder = top / "advice"
    shutil.copytree(prepared.start, folder)
    damage(folder / "acme")
    repaired = False
    for command in re.findall(r"^ {4,}((?:muniment|cp) .*)$", text, re.M):
        done = subprocess.run(command, shell=True, cwd=folder, env=run.environment(prepared.bin, "kit.txt"), capture_output=True, text=True)
        repaired |= " repair " in command and "--dry-run" not in command
        if done.returncode not in ((0,) if repaired or "--dry-run" in command or command.startswith("cp") else (20,)):
            yield f"docs/when-verify-fails.md: {command}: exit {done.returncode}\n{done.stdout}{done.stderr}"
    if not repaired:
        yield "docs/when-verify-fails.md: no repair\n"
    sources = "".join(path.read_text() for folder in ("archive", "core/crypto", "pipeline") for path in (DOCS.parent / folder).glob("*.cc"))
    sources = re.sub(r'"\s*\n\s*"', "", sources)
    table = text.partition("\n| it says |")[2].partition("\n\n")[0]
    for cell in re.findall(r"^\| (`.*?`) \|", table, re.M):
        yield from (f"docs/when-verify-fails.md: nothing says `{words}`\n" for words in re.findall(r"`(.*?)`", cell) if words not in sources)


def commands(top, prepared):
    """From top to bottom in one folder, each page in its own."""
    for name, fewest in (("hit-reports.md", 3), ("index.md", 5)):
        text = (DOCS / name).read_text()
        folder = top / name
        shutil.copytree(prepared.start, folder)
        found = re.findall(r"^ {4}(muniment .*)$", text, re.M)
        if name == "hit-reports.md":
            (folder / "list.txt").write_text(re.search(r"^    # payments\n(?:    .*\n|\n(?=    ))+", text, re.M)[0].replace("    ", ""))
            found.append("muniment report terms list.txt --archive ./acme")
        for command in found:
            done = subprocess.run(command, shell=True, cwd=folder, env=run.environment(prepared.bin, "kit.txt"), capture_output=True, text=True)
            if done.returncode != 0:
                yield f"docs/{name}: {command}: exit {done.returncode}\n{done.stdout}{done.stderr}"
        if len(found) < fewest:
            yield f"docs/{name}: fewer commands than there were\n"


def main():
    with run.fresh_folder() as top:
        prepared = run.Prepared(top)
        problems = [line for check in (drift, undocumented, codes, advice, commands) for line in check(top, prepared)]
    sys.stderr.writelines(dict.fromkeys(problems))
    return bool(problems)


if __name__ == "__main__":
    sys.exit(main())
