# SPDX-License-Identifier: GPL-3.0-or-later
"""A disk that is really full: full_disk_test.py [ROUNDS]

A tmpfs of 2 to 16 MiB in a mount namespace of our own. The archive is filled until an ingest fails for want of space; it
still opens, and every byte verifies, on the full disk; then space is freed, and the same ingest ends at the right totals.
"""
import os
import pathlib
import random
import subprocess
import sys

from workloads import PROGRAM, write_source
from archive_under_test import Workplace, all_texts, check, json_lines, result_of, run, seed

INSIDE = "MUNIMENT_INSIDE_NAMESPACE"


def enter_namespace():
    """Runs this script again where a mount is ours alone, as root or as root of a user namespace; else skips."""
    reasons = []
    for way in (["--mount"], ["--mount", "--user", "--map-root-user"]):
        inner = ["unshare", *way, "--propagation", "private"]
        try:
            probe = subprocess.run([*inner, "sh", "-c", "mount -t tmpfs -o size=1m tmpfs /mnt"], capture_output=True, text=True, check=False)
        except FileNotFoundError:
            reasons.append("unshare is not installed")
            break
        if probe.returncode == 0:
            os.execvpe("unshare", [*inner, sys.executable, *sys.argv], {**os.environ, INSIDE: "1"})
        reasons.append(probe.stderr.strip())
    print("SKIPPED: no tmpfs can be mounted here: " + "; ".join(reasons))
    sys.exit(77)


def ingest(place, archive, source, expect):
    done = run(["ingest", *place.unlocked(archive), "--from", "jsonl", "--json", source], expect=expect)
    acknowledged = [line["in_source"] for line in json_lines(done.stdout) if line["type"] == "committed"]
    return done, max(acknowledged, default=0)


def one_round(place, number, rng):
    size, count = rng.randrange(2, 17), rng.randrange(6_000, 9_000)
    disk = place.path / f"disk{number}"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}m", "tmpfs", str(disk)], check=True)
    archive = disk / "A"
    subprocess.run(["cp", "-a", str(place.fresh), str(archive)], check=True)
    source = write_source(place.path / f"source{number}", 0, count * size // 8, rng, years=(2025, 2026), longest=240)
    lines = source.read_text().count("\n")
    ballast = disk / "ballast"  # what somebody else's files take: all but a random rest
    free = os.statvfs(disk).f_bavail * os.statvfs(disk).f_frsize
    ballast.write_bytes(bytes(max(0, free - rng.randrange(20_000, 1_500_000))))
    failed, acknowledged = ingest(place, archive, source, expect=(0, 1))
    if failed.returncode == 1:
        error = json_lines(failed.stdout)[-1]
        check(error["type"] == "error" and error["code"] == "no_space", f"round {number}: {error}")
    held = verified(place, archive, number, full=True)
    check(held >= acknowledged, f"round {number}: {acknowledged} acknowledged, {held} held")
    ballast.unlink()
    subprocess.run(["mount", "-o", f"remount,size={size * 8}m", str(disk)], check=True)
    again, _ = ingest(place, archive, source, expect=(0,))
    said = result_of(again)
    check(said["in_source"] == lines and said["held"] == said["searchable"] == lines and said["already_held"] == held,
          f"round {number}: {held} of {lines} were held, then {said}")
    texts = all_texts(place, archive)
    check(sorted(int(text.split()[0].removeprefix("line")) for text in texts) == list(range(lines)), f"round {number}: not each once")
    verified(place, archive, number, full=False)
    subprocess.run(["umount", str(disk)], check=True)
    return failed.returncode == 1, acknowledged > 0


def verified(place, archive, number, full):
    """How many messages are held. A search writes its access record first, so on the full disk only verify is asked."""
    verdict = result_of(run(["verify", *place.unlocked(archive), "--full", "--json"]))
    check(verdict["verdict"] == "verified", f"round {number}, {'full' if full else 'with space again'}: {verdict}")
    return verdict["messages"]


def main():
    if os.environ.get(INSIDE) != "1":
        enter_namespace()
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 6
    rng = random.Random(seed())
    check(pathlib.Path(PROGRAM).exists(), PROGRAM)
    full = partly = 0
    with Workplace("full-disk") as place:
        place.fresh = place.new_archive("fresh")
        for number in range(rounds):
            was_full, had_some = one_round(place, number, rng)
            full += was_full
            partly += was_full and had_some
    print(f"{rounds} disks, {full} of them were full before the end, {partly} of these after an acknowledgement")
    check(full > rounds // 2, "most disks were never full: the test tests nothing")


main()
