#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The program and the second reader say the same of one small archive, and the second reader notices each damaged file."""
import base64
import ctypes
import pathlib
import random
import shutil
import struct
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve()
sys.path[:0] = [str(HERE.parent), str(HERE.parents[1] / "acceptance")]
from archive_under_test import Workplace, check, json_lines, result_of, run, seed  # noqa: E402
from mun1 import archive as second  # noqa: E402
from mun1 import primitives  # noqa: E402

SAMPLES = HERE.parents[2] / "samples"
SOURCES = [["jsonl/good/export/ops.jsonl"], ["whatsapp-txt/android-folder-with-media/WhatsApp Chat mit Bergchor"],
           ["whatsapp-txt/ios-zip-with-media/WhatsApp Chat - Harbour office.zip"]]
# messages that are new, for what is written after a torn tail
MORE = "whatsapp-txt/german-android/WhatsApp Chat mit Bergchor.txt"
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
    check([record["message"] for record in messages] == list(range(found.next_message)),
          "message numbers are not dense")
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
        check(message.get(name) in (value, value or ""),
              f"{number}: {name} is {message.get(name)!r}, and {value!r} in the record")
    held = [(one.get(4), one[1].hex()) for one in fields.get(10, []) if 0 in one]
    check(attachments_of(message) == held, f"{number}: attachments {attachments_of(message)} and {held}")
    places = {"entry": record["entry"], "segment": record["segment"], "frame": record["frame"], "record_sha256": record["sha256"]}
    for name, value in {**places, "source_id": fields.get(2), "parser": fields.get(8)}.items():
        check(result.get(name) in (value, value or ""),
              f"{number}: {name} is {result.get(name)!r}, and {value!r} in the archive")
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


def compare_listing(place, archive):
    """The command prints what the modules read."""
    command = [sys.executable, HERE.with_name("read_archive.py"), "--identity", place.kit, archive]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    lines, found = json_lines(done.stdout), read(place, archive)
    check(done.returncode == 0 and len(lines) == len(found.records) + 1,
          f"read_archive.py: {done.returncode} {done.stderr}")
    check([line["sha256"] for line in lines[:-1]] == [record["sha256"] for record in found.records],
          "read_archive.py lists others")
    check(lines[-1]["totals"]["messages"] == found.next_message, "read_archive.py counts others")


def compare_after_new_keys(place, archive):
    """Records of before and after a change of keys are read, and a spool file that was made under the ring of before (2.10)."""
    passphrase = place.path / "pass2.txt"
    passphrase.write_text("correct horse battery staple, another\n")
    before = read(place, archive)
    run(["keys", "rotate", *place.unlocked(archive), "--new-passphrase-file", passphrase])
    after = read(place, archive)
    check(not after.problems and after.epoch > before.epoch,
          f"{after.problems}, ring {before.epoch} and then {after.epoch}")
    check(after.commit_key == before.commit_key and after.spool_keys[-1][1] != before.spool_keys[-1][1],
          "the keys of the ring")
    run(["show", "m0", *place.unlocked(archive), "--json"])
    run(["ingest", *place.unlocked(archive), "--tz", "UTC", "--json", SAMPLES / SOURCES[0][0]])
    compare_totals(place, archive, read(place, archive))


def compare_after_torn_tails(place, archive):
    """Both pass over a torn tail; the writer names it in the log and makes keys underivable, and both read on."""
    subprocess.run(["chattr", "-R", "-f", "-a", str(archive)], stderr=subprocess.DEVNULL, check=False)
    for path in archive.glob("seg/*/*.mseg"):
        with open(path, "ab") as file:
            file.write(path.read_bytes()[4096:4396])
    torn = read(place, archive)
    check(not torn.problems and len(torn.remarks) == len(torn.segments), f"torn tails: {torn.problems} {torn.remarks}")
    run(["ingest", *place.unlocked(archive), "--tz", "UTC", "--json", SAMPLES / MORE])
    found = read(place, archive)
    check(len([r for r in found.records if r["record"][0] == second.RECOVERY_RECORD]) == len(torn.segments),
          "recovery records")
    check(all(segment.groups for segment in found.segments),
          "a segment without messages, whose damage means nothing (2.13)")
    check(found.epoch == torn.epoch + 1 and len(found.segments) == 2 * len(torn.segments),
          "a new ring and new segments")
    compare_totals(place, archive, found)


def sealed(segment):
    """The bytes of a SEAL (2.6) behind the last group of a segment."""
    frames = [frame for group in segment.groups for frame in group.frames]
    payload = struct.pack("<IIQQQQ32s", 1, len(frames), segment.page["next_message"], segment.groups[-1].next_message,
                          segment.groups[0].number, segment.groups[-1].number, primitives.sha256(segment.data))
    payload += b"".join(struct.pack("<QI", frame.at, len(frame.payload)) for frame in frames)
    header = struct.pack("<4sBBHQIIQ16sII24s32s12s", b"MUNF", 3, 0, 128, segment.number, segment.frame_number, 0, 0, bytes(16), 0,
                         len(payload), bytes(24), primitives.sha256(payload), segment.chain)
    frame = header + primitives.crc32c(header).to_bytes(4, "little") + payload
    return frame + bytes(-(len(frame) + 16) % 4096) + len(segment.data).to_bytes(8, "little") + b"MUNEND1\n"


def check_seals(place, archive):
    """A segment that the test seals is read as sealed; a SEAL that is not whole is a torn tail while no record names it."""
    for segment in [one for one in read(place, archive).segments if one.groups and one.is_last]:
        path = archive / "seg" / str(segment.class_number) / f"{segment.number:012}.mseg"
        seal = sealed(segment)
        path.write_bytes(segment.data + seal)
        found = read(place, archive)
        check(not found.problems and [one.number for one in found.segments if one.seal] == [segment.number],
              f"{found.problems}")
        for at in (0, 20, 130, 200, len(seal) - 20, len(seal) - 1):
            path.write_bytes(segment.data + seal[:at] + bytes([seal[at] ^ 1]) + seal[at + 1:])
            found = read(place, archive)
            check(not any(one.seal for one in found.segments) and found.remarks + found.problems,
                  f"a SEAL with another byte {at}")
        path.write_bytes(segment.data)


def notices(place, archive, torn=False):
    try:
        found = read(place, archive)
        return bool(found.problems or torn and any("is torn" in line for line in found.remarks))
    except (primitives.Damage, OSError):
        return True


def damage_each_file(place, archive, rng):
    paths = [path for path in sorted(archive.rglob("*")) if path.is_file()
             and path.relative_to(archive).parts[0] not in (*DERIVED, "LOCK")]
    for path in paths:
        whole = path.read_bytes()
        copy = path.with_name(path.name + ".tmp-whole")
        places = {0, len(whole) - 1, *(rng.randrange(len(whole)) for _ in range(3))}
        torn = path.suffix == ".mspl"  # the last record of a spool may be torn (2.14): then that is said
        changed = [whole[:at] + bytes([whole[at] ^ 1 << rng.randrange(8)]) + whole[at + 1:] for at in sorted(places)]
        path.rename(copy)
        for at, data in zip([*sorted(places), "the last byte cut off"], [*changed, whole[:-1]]):
            path.write_bytes(data)
            check(notices(place, archive, torn), f"{path.relative_to(archive)}, {at}: damaged, and not noticed")
        path.unlink()
        if not torn and path.parent.name != "ckpt":  # nothing says how many of these there are
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
        compare_after_new_keys(place, archive)
        compare_after_torn_tails(place, archive)
        compare_listing(place, archive)
        frozen = place.path / "copy"  # attributes of segments do not come along
        shutil.copytree(archive, frozen)
        check(not notices(place, frozen), "the copy is not whole")
        check_seals(place, frozen)
        damage_each_file(place, frozen, rng)
    return 0


if __name__ == "__main__":
    sys.exit(main())
