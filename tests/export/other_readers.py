#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Programs that share no code with us read our bundles: other_readers.py <reader> <writer>

A reader that is not installed is a visible skip (exit status 77).
"""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import urllib.parse


class Bundle:
    def __init__(self, writer, format_name, folder, what="all"):
        self.path = folder / format_name
        run = subprocess.run([writer, format_name, str(self.path), what], check=True, capture_output=True, text=True)
        self.items = [json.loads(line) for line in run.stdout.rstrip("\n").split("\n")]
        self.mbox = self.path / "mbox/muniment.mbox"


def need(program):
    if shutil.which(program) is None:
        print(f"SKIPPED: {program} is not installed")
        sys.exit(77)


def expect(found, wanted, what):
    if found == wanted:
        return
    if isinstance(found, list):
        sys.exit(f"{what}: {len(found)} instead of {len(wanted)}; missing {set(wanted) - set(found)}")
    sys.exit(f"{what}: {found!r} instead of {wanted!r}")


def run(*command, **options):
    return subprocess.run([str(c) for c in command], check=True, capture_output=True, **options).stdout


def ids_in(data):
    return sorted(re.findall(rb"(?m)^Message-I[Dd]: <([^>]+)>", data))


def wanted_ids(bundle):
    return sorted(item["mail_id"].encode() for item in bundle.items)


def git(writer, folder):
    """Both dialects of mbox give the same messages, since nothing in ours needs quoting."""
    need("git")
    bundle = Bundle(writer, "mbox", folder)
    plain, quoted = folder / "plain", folder / "rd"
    for out, options in ((plain, []), (quoted, ["--mboxrd"])):
        out.mkdir()
        run("git", "mailsplit", *options, f"-o{out}", bundle.mbox)
    files = sorted(file.name for file in plain.iterdir())
    expect(len(files), len(bundle.items), "messages that git mailsplit found")
    expect(ids_in(b"".join((plain / name).read_bytes() for name in files)), wanted_ids(bundle), "ids")
    for name in files:
        expect((plain / name).read_bytes() == (quoted / name).read_bytes(), True, f"{name} in both dialects")


def formail(writer, folder):
    need("formail")
    bundle = Bundle(writer, "mbox", folder)
    with bundle.mbox.open("rb") as mbox:
        found = run("formail", "-s", "sh", "-c", "echo; echo ===== one more; cat", stdin=mbox)
    expect(found.count(b"\n===== one more\n"), len(bundle.items), "messages that formail found")
    expect(ids_in(found), wanted_ids(bundle), "ids that formail found")


def mutt(writer, folder):
    need("mutt")
    need("script")
    bundle = Bundle(writer, "mbox", folder)
    out = folder / "piped"
    keys = f"push '<tag-pattern>~A<enter><tag-prefix><pipe-message>cat>>{out}<enter><quit>'"
    # A terminal made by script has no size, which newer ncurses takes for no terminal.
    command = f"stty rows 40 cols 120; mutt -n -R -F /dev/null -f {bundle.mbox} -e 'set pipe_split' -e 'unset wait_key' -e \"{keys}\""
    (folder / "Mail").mkdir()  # else mutt asks whether to make it, and takes the first of our keys for the answer
    run("script", "-qc", command, "/dev/null", timeout=60, stdin=subprocess.DEVNULL,
        env=dict(os.environ, TERM="xterm", HOME=str(folder)))
    expect(ids_in(out.read_bytes()), wanted_ids(bundle), "messages that mutt found")


def roots_of(bundle):
    return len({item["root"] for item in bundle.items})


def notmuch(writer, folder):
    """Every message found, and one thread per conversation."""
    need("notmuch")
    bundle = Bundle(writer, "eml", folder)
    config = folder / "notmuch-config"
    config.write_text(f"[database]\npath={bundle.path}/messages\n[user]\nname=x\nprimary_email=x@invented.invalid\n[new]\ntags=new\n")
    env = dict(os.environ, NOTMUCH_CONFIG=str(config), HOME=str(folder))
    said = run("notmuch", "new", env=env)
    expect(b"Ignoring" in said, False, "ignored files")
    count = lambda *arguments: int(run("notmuch", "count", *arguments, env=env))
    expect(count("*"), len(bundle.items), "messages")
    expect(count("--output=threads", "*"), roots_of(bundle), "threads")
    expect(count("attachment:plan.pdf"), 1, "messages with the attachment plan.pdf")
    expect(count('"Grüße aus Zürich"'), 1, "messages with the words of one")


def mu(writer, folder):
    need("mu")
    bundle = Bundle(writer, "eml", folder)
    maildir = folder / "mail/all/cur"  # mu reads maildirs only
    maildir.mkdir(parents=True)
    (folder / "mail/all/new").mkdir()
    (folder / "mail/all/tmp").mkdir()
    for number, file in enumerate(sorted(bundle.path.rglob("*.eml"))):
        shutil.copy(file, maildir / f"{number}.invented:2,S")
    env = dict(os.environ, HOME=str(folder), XDG_CACHE_HOME=str(folder / "cache"))
    run("mu", "init", f"--maildir={folder}/mail", env=env)
    run("mu", "index", env=env)
    found = run("mu", "find", "--fields=i", "--include-related", "maildir:/all", env=env).decode().split()
    expect(sorted(set(found)), sorted(item["mail_id"] for item in bundle.items), "messages that mu found")


def dovecot_settings(folder, version):
    base = f"base_dir={folder}/run\nlog_path=/dev/stderr\nstats_writer_socket_path=\nssl=no\n"
    if version < (2, 4):
        return base + f"mail_location=mbox:{folder}/home:INBOX={folder}/home/inbox\n"
    return (f"dovecot_config_version={version[0]}.{version[1]}.0\ndovecot_storage_version={version[0]}.{version[1]}.0\n" + base +
            f"mail_driver=mbox\nmail_path={folder}/home\nmail_inbox_path={folder}/home/inbox\n")


def dovecot(writer, folder):
    """doveadm reads the mbox as an IMAP server would; it refuses to be root, so it becomes nobody."""
    need("doveadm")
    need("dovecot")
    bundle = Bundle(writer, "mbox", folder)
    version = tuple(map(int, re.match(rb"(\d+)\.(\d+)", run("dovecot", "--version")).groups()))
    (folder / "home").mkdir()
    (folder / "run").mkdir()
    shutil.copy(bundle.mbox, folder / "home/inbox")
    config = folder / "dovecot.conf"
    config.write_text(dovecot_settings(folder, version))
    command = ["doveadm", "-c", config]
    if os.getuid() == 0:
        need("setpriv")
        run("chown", "-R", "nobody:nogroup", folder)
        command = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups", *command]
    env = dict(PATH=os.environ["PATH"], HOME=str(folder / "home"), USER="nobody")
    found = run(*command, "fetch", "hdr.message-id", "mailbox", "INBOX", "all", env=env, cwd=folder)
    expect(sorted(re.findall(rb"<([^>]+)>", found)), wanted_ids(bundle), "messages that Dovecot found")


def chromium(writer, folder):
    """A page renders, and says what it should say as text."""
    browser = next((b for b in ("chromium", "chromium-browser", "google-chrome") if shutil.which(b)), "chromium")
    need(browser)
    bundle = Bundle(writer, "html", folder, "calm")
    page = next(bundle.path.glob("conversations/*.html"))
    address = "file://" + urllib.parse.quote(str(page))
    image, env = folder / "page.png", dict(os.environ, HOME=str(folder))
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", f"--user-data-dir={folder}/profile"]
    run(browser, *options, f"--screenshot={image}", "--window-size=1100,1600", address, env=env, timeout=100)
    expect(image.read_bytes()[:4], b"\x89PNG", "a picture")
    if len(sys.argv) > 3:
        shutil.copy(image, sys.argv[3])
    dom = run(browser, *options, "--dump-dom", address, env=env, timeout=100).decode()
    expect(dom.count("<li id="), len(bundle.items), "messages on the page")


READERS = {f.__name__: f for f in (git, formail, mutt, notmuch, mu, dovecot, chromium)}

if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as temporary:
        top = pathlib.Path(temporary)
        top.chmod(0o755)
        READERS[sys.argv[1]](sys.argv[2], top)
    print(f"{sys.argv[1]} read every message")
