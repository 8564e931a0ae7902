#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The program and the second reader say the same of one small archive, and the second reader notices each damaged file."""
import base64
import ctypes
import pathlib
import random
import shutil
import sys

HERE = pathlib.Path(__file__).resolve()
sys.path[:0] = [str(HERE.parent), str(HERE.parents[1] / "acceptance")]
from archive_under_test import Workplace, check, json_lines, result_of, run, seed  # noqa: E402
from mun1 import archive as second  # noqa: E402
from mun1 import primitives  # noqa: E402

SAMPLES = HERE.parents[2] / "samples"
SOURCES = [["jsonl/good/export/ops.jsonl"], ["whatsapp-txt/android-folder-with-media/WhatsApp Chat mit Bergchor"],
           ["whatsapp-txt/ios-zip-with-media/WhatsApp Chat - Harbour office.zip"]]
DERIVED = ("idx", "cat", "log")  # 2.1: nothing in them is needed, so nothing in them is read


def read(place, archive):
    return second.Archive(archive, place.kit)


def make(place):
    archive = place.new_archive()
    for source in SOURCES:
        run(["ingest", *place.unlocked(archive), "--tz", "UTC", "--custodian", "ana.example", *(SAMPLES / s for s in source)])
    return archive


def compare_totals(place, archive, found):
    result = result_of(run(["verify", *place.unlocked(archive), "--full", "--json"]))
    messages = [record for record in found.records if record["kind"] == 1]
    ours = {"messages": len(messages), "records": len(found.records), "commits": len(found.groups), "segments": len(found.segments),
            "frames": len(found.entries), "blobs": len(found.blobs), "log_size": len(found.entries)}
    for name, value in ours.items():
        check(result[name] == value, f"{name}: the program says {result[name]}, the second reader {value}")
    check(result["verdict"] == "verified" and not found.problems, f"{result} {found.problems}")
    check([record["message"] for record in messages] == list(range(found.next_message)), "message numbers are not dense")
    return messages


def expected_of(record):
    """What `show --json` says of a message, from its record (2.7)."""
    fields = record["record"]
    return {"id": f"m{record['message']}", "conversation": fields.get(3), "sender": fields.get(4), "text": fields.get(11),
            "custodian": fields.get(12), "time_original": fields.get(5, {}).get(1)}


def attachments_of(message):
    """Name and SHA-256 of those that are held."""
    return [(one.get("name"), one.get("sha256")) for one in message.get("attachments", []) if one["held"]]


def compare_message(place, archive, record):
    number, fields = f"m{record['message']}", record["record"]
    lines = json_lines(run(["show", number, *place.unlocked(archive), "--json"]).stdout)
    message, result = next(line for line in lines if line["type"] == "message"), lines[-1]
    for name, value in expected_of(record).items():
        check(message.get(name) in (value, value or ""), f"{number}: {name} is {message.get(name)!r}, and {value!r} in the record")
    held = [(one.get(4), one[1].hex()) for one in fields.get(10, []) if 0 in one]
    check(attachments_of(message) == held, f"{number}: attachments {attachments_of(message)} and {held}")
    places = {"entry": record["entry"], "segment": record["segment"], "frame": record["frame"], "record_sha256": record["sha256"]}
    for name, value in {**places, "source_id": fields.get(2), "parser": fields.get(8)}.items():
        check(result.get(name) in (value, value or ""), f"{number}: {name} is {result.get(name)!r}, and {value!r} in the archive")
    raw = json_lines(run(["show", number, "--raw", *place.unlocked(archive), "--json"]).stdout)[-1]["raw_base64"]
    check(base64.b64decode(raw) == fields.get(13, b""), f"{number}: what the source delivered")


def compare(place, archive):
    messages = compare_totals(place, archive, read(place, archive))
    for record in messages:
        compare_message(place, archive, record)
    total = result_of(run(["search", *place.unlocked(archive), "--json", "in:*"]))["total"]
    check(total == len(messages), f"a search finds {total} messages, the second reader {len(messages)}")
    found = read(place, archive)
    check(len(found.spooled) == 2 * len(messages) + 1, f"{len(found.spooled)} access records in the spool")
    return len(found.spooled)


def compare_after_another_batch(place, archive, spooled):
    """The writer takes the spool into the log."""
    run(["ingest", *place.unlocked(archive), "--tz", "UTC", "--json", SAMPLES / SOURCES[0][0]])
    found = read(place, archive)
    check(not found.spooled, f"{len(found.spooled)} records are in the spool still")
    folded = [record for record in found.records if record["record"][0] == 32]
    check(len(folded) == spooled, f"{len(folded)} access records in the log, {spooled} were in the spool")
    compare_totals(place, archive, found)
    run(["show", "m0", *place.unlocked(archive), "--json"])  # so that a spool file is there to be damaged


def notices(place, archive):
    try:
        return bool(read(place, archive).problems)
    except (primitives.Damage, OSError):
        return True


def damage_each_file(place, archive, rng):
    paths = [path for path in sorted(archive.rglob("*")) if path.is_file()
             and path.relative_to(archive).parts[0] not in (*DERIVED, "LOCK")]
    for path in paths:
        whole = path.read_bytes()
        copy = path.with_name(path.name + ".tmp-whole")
        places = {0, len(whole) - 1, *(rng.randrange(len(whole)) for _ in range(3))}
        changed = [whole[:at] + bytes([whole[at] ^ 1 << rng.randrange(8)]) + whole[at + 1:] for at in sorted(places)]
        cut = [] if path.suffix == ".mspl" else [whole[:-1]]  # the last record of a spool may be cut off (2.14)
        path.rename(copy)
        for at, data in zip([*sorted(places), "the last byte cut off"], changed + cut):
            path.write_bytes(data)
            check(notices(place, archive), f"{path.relative_to(archive)}, {at}: damaged, and not noticed")
        path.unlink()
        if path.suffix != ".mspl":
            check(notices(place, archive), f"{path.relative_to(archive)}: missing, and not noticed")
        copy.rename(path)
    return len(paths)


def main():
    if shutil.which("age") is None:
        print("SKIPPED: the program age is not installed")
        return 77
    try:
        ctypes.CDLL("libzstd.so.1")
    except OSError:
        print("SKIPPED: libzstd.so.1 is not installed")
        return 77
    rng = random.Random(seed())
    with Workplace("readers") as place:
        archive = make(place)
        compare_after_another_batch(place, archive, compare(place, archive))
        frozen = place.path / "copy"  # attributes of segments do not come along
        shutil.copytree(archive, frozen)
        check(not notices(place, frozen), "the copy is not whole")
        damage_each_file(place, frozen, rng)
    return 0


if __name__ == "__main__":
    sys.exit(main())
