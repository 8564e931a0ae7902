#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The program on a terminal: it asks for the passphrase without echo, twice for a new archive, and draws in colour."""
import os
import pty
import select
import sys
import time

import run

SECRET = "correct horse battery staple"
PROMPTS = (b"passphrase: ", b"archive: ", b"again: ")


def converse(prepared, command, answers, prompts=PROMPTS, **more):
    """Runs a command on a terminal of its own and types an answer after each prompt. Gives the screen and the exit code."""
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(prepared.start)
        environment = {**run.environment(prepared.bin, ""), "TERM": "xterm", **more}
        os.execve("/bin/sh", ["sh", "-c", "exec " + command], environment)
    screen, seen, answers, deadline = b"", 0, list(answers), time.monotonic() + 120
    while time.monotonic() < deadline:
        if not select.select([terminal], [], [], 1)[0]:
            continue
        try:
            piece = os.read(terminal, 4096)
        except OSError:  # the child has gone
            break
        if not piece:
            break
        screen += piece
        if answers and screen[seen:].endswith(prompts):
            seen = len(screen)
            os.write(terminal, (answers.pop(0) + "\n").encode())
    os.close(terminal)
    return screen.decode(errors="replace"), os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def expect(what, condition, screen):
    if not condition:
        sys.exit(f"{what}; the screen was:\n{screen}")


def main():
    with run.fresh_folder() as top:
        prepared = run.Prepared(top)
        screen, code = converse(prepared, "muniment init asked --timezone UTC", [SECRET, SECRET])
        expect("init asks twice and makes the archive", code == 0 and "created archive" in screen and "the same again" in screen, screen)
        expect("the passphrase is not echoed", SECRET not in screen, screen)
        screen, code = converse(prepared, "muniment init differ --timezone UTC", [SECRET, "something else"])
        expect("two different passphrases make nothing", code == 2 and "differ" in screen, screen)
        expect("nothing was made", not (prepared.start / "differ").exists(), screen)
        screen, code = converse(prepared, "muniment status --archive asked", [SECRET])
        expect("status asks once", code == 0 and "archive" in screen and SECRET not in screen, screen)
        screen, code = converse(prepared, "muniment status --archive asked", ["wrong"])
        expect("a wrong passphrase is exit 12", code == 12, screen)
        screen, code = converse(prepared, "muniment status --archive asked --no-input", [])
        expect("--no-input does not ask", code == 2 and "passphrase: " not in screen, screen)
        screen, code = converse(prepared, "muniment search --archive acme --key-file kit.txt invoice", [])
        expect("a hit is bold and underlined", "\x1b[1;4minvoice\x1b[0m" in screen and "«" not in screen, screen)
        screen, code = converse(prepared, "muniment search --archive acme --key-file kit.txt invoice", [], NO_COLOR="1")
        expect("NO_COLOR is honoured", "\x1b[" not in screen and "«invoice»" in screen, screen)
        screen, code = converse(prepared, "muniment search --archive acme --key-file kit.txt invoice", [], TERM="dumb")
        expect("TERM=dumb is honoured", "\x1b[" not in screen and "«invoice»" in screen, screen)
        screen, code = converse(prepared, "muniment search --archive nowhere invoice", [])
        expect("no archive: no question", code == 10 and "passphrase: " not in screen, screen)
        line = '{"id":"q","conversation":"Ops","sender":"Mira Osei","time":"2026-07-02T08:00:00Z","text":"one of many"}\n'
        (prepared.start / "long.jsonl").write_text(line * 400_000)
        screen, code = converse(prepared, "muniment ingest --dry-run --from jsonl long.jsonl messages.jsonl", [])
        expect("how far a long look is stands on a line that is taken away again",
               code == 0 and "\r\x1b[Klooking" in screen and "\r\x1b[K\x1b[1mlong.jsonl" in screen and '"type"' not in screen, screen)


if __name__ == "__main__":
    main()
