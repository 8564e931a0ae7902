#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""muniment check-proof and check_proof.py say the same word about good and mutated proofs: agree_on_proofs.py [COUNT]

Proofs of an archive that muniment made, and of invented logs; each is bent in every way of MUTATIONS, with a seed that is
printed (SEED=… repeats a run). Nothing that was bent may be verified, but for what FAIR lists and says why.
"""
import base64
import concurrent.futures
import json
import os
import pathlib
import random
import re
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "acceptance")]
import archive_under_test as archive_test  # noqa: E402
import proof_maker  # noqa: E402

CHECKER = HERE / "check_proof.py"
DASH = "\u2014"


# ---- good proofs ---------------------------------------------------------------------------------------------------------

def message(i):
    return json.dumps({"id": f"c{i}", "conversation": f"chat {i % 3}", "sender": "Ana Pereira", "time": f"2026-03-04T09:{i % 60:02}:00Z",
                       "text": f"message {i} \u202e" + "x" * (i % 40)}) + "\n"


def archive_proofs(place):
    archive = place.new_archive()
    unlocked, out = place.unlocked(archive), place.path / "made"
    out.mkdir()
    for batch in range(4):
        source = place.path / f"{batch}.jsonl"
        source.write_text("".join(message(batch * 11 + i) for i in range(11)))
        archive_test.run(["ingest", *unlocked, source])
    archive_test.run(["export", "create", *unlocked, "--query", "message", "--format", "csv", "--out", place.path / "bundle"])
    archive_test.run(["checkpoint", "create", *unlocked])
    wanted = [["--message", f"m{i}"] for i in range(0, 44, 5)]
    wanted += [["--message", "m3..m9", "--message", "m30"], ["--message", "m0..m43"], ["--batch", "b2"], ["--export", "x1"]]
    wanted += [words + ["--redact-content"] for words in (wanted[2], wanted[-4], wanted[-2], wanted[-1])]
    for number, words in enumerate(wanted):
        archive_test.run(["prove", *unlocked, *words, "--out", out / f"{number}.proof"])
    made = [path.read_bytes() for path in sorted(out.iterdir())]
    return made + [(place.path / "bundle/proof/messages.proof").read_bytes()]


def invented_proofs(rng, count):
    key, witness = proof_maker.demo_key(), proof_maker.Key(b"w" * 32, "witness.example/w1")
    proofs = [proof_maker.random_proof(rng, key).encode() for _ in range(count)]
    frames = proof_maker.make_log(rng, [3, 1, 4], kinds=[1, 99, 3])
    return proofs + [proof_maker.make_proof(key, frames, {0: ({1}, {2}), 1: ({0}, set())}, [witness]).encode()]


# ---- what is done to them: each gets lines without line feeds and a source of chance, and gives lines, or bytes -----------

def line_of(lines, rng, *kinds):
    return rng.choice([i for i, line in enumerate(lines) if line.split(" ")[0] in kinds])


def flip_bit(lines, rng):
    data = bytearray("\n".join(lines).encode())
    data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
    return bytes(data)


def flip_bit_in_base64(lines, rng):
    i = line_of(lines, rng, "entry", "record", "leaf", "node", DASH)
    head, _, word = lines[i].rpartition(" ")
    data = bytearray(base64.b64decode(word))
    data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
    return lines[:i] + [f"{head} {base64.b64encode(data).decode()}"] + lines[i + 1:]


def spare_bits_of_base64(lines, rng):
    i = line_of(lines, rng, "leaf", "node", "log")
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    return lines[:i] + [re.sub("([^=])(=*)$", lambda m: alphabet[alphabet.index(m[1]) ^ 1] + m[2], lines[i])] + lines[i + 1:]


def swap_lines(lines, rng):
    i, j = rng.sample([i for i, line in enumerate(lines[:-1]) if line], 2)
    lines[i], lines[j] = lines[j], lines[i]
    return lines


def drop_line(lines, rng):
    del lines[rng.randrange(len(lines) - 1)]
    return lines


def drop_node(lines, rng):
    del lines[line_of(lines, rng, "node")]
    return lines


def drop_entry(lines, rng):
    i = line_of(lines, rng, "entry")
    end = next(j for j in range(i + 1, len(lines)) if lines[j].split(" ")[0] in ("entry", "tree"))
    return lines[:i] + lines[end:]


def double_entry(lines, rng):
    i = line_of(lines, rng, "entry")
    end = next(j for j in range(i + 1, len(lines)) if lines[j].split(" ")[0] in ("entry", "tree"))
    return lines[:end] + lines[i:]


def double_line(lines, rng):
    i = line_of(lines, rng, "log", "entry", "record", "leaf", "node", "tree")
    return lines[:i] + lines[i:i + 1] + lines[i:]


def renumber(lines, rng):
    i = line_of(lines, rng, "entry", "record", "leaf")
    words = lines[i].split(" ")
    words[1] = rng.choice([str(int(words[1]) + 1), str(max(0, int(words[1]) - 1)) + "0", "0" + words[1], "+" + words[1], "-1", "",
                           str(2 ** 64 - 1), str(2 ** 64), str(2 ** 32), "1e3"])
    return lines[:i] + [" ".join(words)] + lines[i + 1:]


def another_field_of_the_entry(lines, rng):
    i = line_of(lines, rng, "entry")
    words = lines[i].split(" ")
    data = bytearray(base64.b64decode(words[2]))
    at = rng.choice([0, 1, 2, 4, 5, 8, 16, 24, 28, 31, 32, 48, 56, 63, 64, 95])
    data[at] = (data[at] + rng.randint(1, 255)) % 256
    return lines[:i] + [f"{words[0]} {words[1]} {base64.b64encode(data).decode()}"] + lines[i + 1:]


def no_records(lines, rng):
    i = line_of(lines, rng, "entry")
    words = lines[i].split(" ")
    data = base64.b64decode(words[2])
    return lines[:i] + [f"{words[0]} {words[1]} {base64.b64encode(data[:4] + bytes(4) + data[8:]).decode()}"] + lines[i + 1:]


def another_size(lines, rng):
    i = lines.index("") + 2
    return lines[:i] + [rng.choice([str(int(lines[i]) + 1), "0", "0" + lines[i], str(2 ** 64), "", "-1"])] + lines[i + 1:]


def other_key(lines, rng):
    """All of the key and the signature are somebody else's, over another text."""
    key = proof_maker.demo_key("b")
    return lines[:1] + [f"log {key.text}"] + lines[2:-2] + [key.signature_line("another text\n").rstrip("\n"), ""]


def other_key_same_name(lines, rng):
    key = proof_maker.Key(b"z" * 32, lines[1][4:].split("+")[0])
    return lines[:1] + [f"log {key.text}"] + lines[2:]


def key_of_the_attacker(lines, rng):
    """Everything fits, but it is signed by another key: only who knows the right one sees it."""
    key, gap = proof_maker.Key(b"y" * 32, lines[1][4:].split("+")[0]), lines.index("")
    body = "\n".join(lines[gap + 1:gap + 4]) + "\n"
    return lines[:1] + [f"log {key.text}"] + lines[2:gap + 5] + [key.signature_line(body).rstrip("\n"), ""]


def cut_off(lines, rng):
    data = "\n".join(lines).encode()
    return data[:rng.randrange(len(data))]


def cut_at_a_line(lines, rng):
    return lines[:rng.randrange(1, len(lines) - 1)] + [""]


def crlf(lines, rng):
    return "\r\n".join(lines).encode()


def one_crlf(lines, rng):
    lines[rng.randrange(1, len(lines) - 1)] += "\r"
    return lines


def spaces(lines, rng):
    i = line_of(lines, rng, "log", "entry", "record", "leaf", "node", "tree")
    lines[i] = rng.choice([lines[i].replace(" ", "  ", 1), lines[i] + " ", " " + lines[i], lines[i].replace(" ", "\t", 1) + "\t",
                           lines[i] + " x", lines[i].upper()])
    return lines


def hex_in_capitals(lines, rng):
    records = [i for i, line in enumerate(lines) if line.startswith("record")]
    if records:
        words = lines[records[0]].split(" ")
        lines[records[0]] = " ".join([*words[:2], words[2].upper(), words[3]])
        return lines
    return spaces(lines, rng)


def empty_line(lines, rng):
    lines.insert(rng.randrange(1, len(lines)), "")
    return lines


def more_at_the_end(lines, rng):
    return lines[:-1] + [rng.choice(["x", "tree", "node " + "A" * 43 + "=", f"{DASH} name", f"{DASH} a b c", f"{DASH} a ?", "- a AAAA",
                                     f"{DASH}  AAAA", f"{DASH} a+b AAAA", f"{DASH} a\u00a0b AAAA", f"{DASH} a AAA", f"{DASH} a "]), ""]


def bytes_that_are_no_text(lines, rng):
    data = "\n".join(lines).encode().split(b"\n")
    i = rng.randrange(1, len(data) - 1)
    data[i] += rng.choice([b"\xff", b"\xc0\x80", b"\xed\xa0\x80", b"\0"])
    return b"\n".join(data)


def leaf_for_record(lines, rng):
    i = line_of(lines, rng, "record", "leaf")
    words = lines[i].split(" ")
    lines[i] = f"leaf {words[1]} {words[-1]}" if words[0] == "record" else f"record {words[1]} {'0' * 64} {words[2]}"
    return lines


def bad_signature_of_the_key_too(lines, rng):
    head, _, word = lines[-2].rpartition(" ")
    data = base64.b64decode(word)
    bad = rng.choice([data[:-1], data[:4], data[:4] + bytes(64), data + b"x", data[:40] + bytes([data[40] ^ 1]) + data[41:]])
    return lines[:-1] + [f"{head} {base64.b64encode(bad).decode()}", ""]


def extension_line(lines, rng):
    i = lines.index("") + 4
    return lines[:i] + ["extension"] + lines[i:]


def no_proof(lines, rng):
    return rng.choice([b"", b"\n", lines[0].encode(), b"\xff", b"muniment/proof@v2\n", "\n".join(lines[1:]).encode(), b"\n" + "\n".join(lines).encode()])


# What may be done to a proof without harm: what is added is passed over or said already.
def signed_twice(lines, rng):
    return lines[:-1] + lines[-2:]


def a_witness(lines, rng):
    body = "\n".join(lines[lines.index("") + 1:][:3]) + "\n"
    return lines[:-1] + [proof_maker.Key(b"v" * 32, "witness.example/w2").signature_line(body).rstrip("\n"), ""]


def a_stranger(lines, rng):
    return lines[:-1] + [f"{DASH} {rng.choice(['a', 'somebody.example', 'w' * 300])} {base64.b64encode(rng.randbytes(rng.randint(1, 90))).decode()}", ""]


def withhold(lines, rng):
    """A record becomes its leaf: what was shown is withheld, and the proof holds as before."""
    for i in (i for i, line in enumerate(lines) if line.startswith("record")):
        _, number, salt, data = lines[i].split(" ")
        leaf = proof_maker.leaf_hash(bytes.fromhex(salt) + base64.b64decode(data))
        lines[i] = f"leaf {number} {base64.b64encode(leaf).decode()}"
        break
    return lines


FAIR = [signed_twice, a_witness, a_stranger, withhold, key_of_the_attacker]
MUTATIONS = FAIR + [
    flip_bit, flip_bit, flip_bit, flip_bit_in_base64, flip_bit_in_base64, spare_bits_of_base64, swap_lines, drop_line, drop_node, drop_entry,
    double_entry, double_line, renumber, renumber, another_field_of_the_entry, no_records, another_size, other_key, other_key_same_name, cut_off,
    cut_at_a_line, crlf, one_crlf, spaces, hex_in_capitals, empty_line, more_at_the_end, bytes_that_are_no_text, leaf_for_record,
    bad_signature_of_the_key_too, extension_line, no_proof]


# ---- names of keys, as in 2.8: what each makes of a proof in which all else is right --------------------------------------

SPACES = [*range(0x09, 0x0E), *range(0x1C, 0x21), 0x85, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x2028, 0x2029, 0x202F, 0x205F, 0x3000]
NO_UTF8 = ["\udcff", "a\udcc0\udc80", "\udced\udca0\udc80", "\udcf4\udc90\udc80\udc80", "\udce2\udc80"]
ODD_LETTERS = ["zeuge.example/\u00fc", "\u8a3c\u4eba", "\U0001f50f", "e\u0301", "a\u200bb", "a\u2060b", "\ufeff", "a\u180eb", "a\u00adb", "\x1b[2J",
               "\x7f", "\x00", "\x08", "\x0e", "a\u0084b", "a\u0086b", "\u200e", "\ufffd", "\uffff", "\U0010ffff", "a\u2800b"]


def named(rng, log_name, witness=None):
    frames = proof_maker.make_log(rng, [2, 1])
    witnesses = [proof_maker.Key(b"n" * 32, witness)] if witness is not None else []
    return proof_maker.as_bytes(proof_maker.make_proof(proof_maker.Key(b"m" * 32, log_name), frames, {0: ({1}, set())}, witnesses))


def proofs_with_names(rng):
    """(verdict, proof) for names of the log's key and of a witness."""
    good = "".join(chr(c) for c in range(0x21, 0x7F) if chr(c) != "+")
    bad = [f"a{chr(c)}b" for c in SPACES] + [f"a{chr(c)}" for c in SPACES] + [chr(c) for c in SPACES] + NO_UTF8 + ["", "+", "a+b", "+a", "a+"]
    yield from (("verified", named(rng, name)) for name in (good, "x", "muniment/demo/0"))
    yield from (("altered", named(rng, name)) for name in bad + ODD_LETTERS)
    yield from (("verified", named(rng, "x", name)) for name in [good, *ODD_LETTERS])
    yield from (("altered", named(rng, "x", name)) for name in bad)


def foreign_proofs(rng):
    """(verdict, proof) for a checker that was given the key of another log."""
    lines = named(rng, "x").split(b"\n")
    for end in (b"\xff", b"\xc2\xa0", b"+", b"\r"):
        for i in range(1, len(lines) - 1):
            yield "not verifiable", b"\n".join([*lines[:i], lines[i] + end, *lines[i + 1:]])
    for count in range(2, len(lines)):
        yield "not verifiable", b"\n".join(lines[:count]) + b"\n"
        yield ("not verifiable" if count > 2 else "altered"), b"\n".join(lines[:count])
    yield "altered", b"\n".join([lines[0], lines[1] + b" more", *lines[2:]])
    yield "altered", b"\n".join([lines[0], b"log", *lines[2:]])


# ---- both checkers -------------------------------------------------------------------------------------------------------

def word_of_program(file, key):
    done = subprocess.run([archive_test.PROGRAM, "check-proof", file, *key], capture_output=True, text=True, encoding="utf-8")
    words = re.findall("result: (.*)$", done.stdout, re.M)
    if len(words) != 1 or done.returncode != (0 if words[0] == "verified" else 20):
        return f"exit {done.returncode}: {done.stdout[-300:]}{done.stderr[-300:]}"
    return words[0]


def words_of_script(files, key):
    done = subprocess.run([sys.executable, CHECKER, *key, "--each", *files], capture_output=True, text=True, encoding="utf-8", check=True)
    return [line.rpartition(": ")[2] for line in done.stdout.splitlines()]


def compare(cases, key, folder):
    folder.mkdir()
    files = []
    for number, (_, data) in enumerate(cases):
        files.append(folder / f"{number}.proof")
        files[-1].write_bytes(data)
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        program = list(pool.map(lambda file: word_of_program(file, key), files))
    script = words_of_script(files, key)
    assert len(program) == len(script) == len(cases)
    return list(zip(cases, files, program, script))


def bent(proof, rng):
    for mutate in MUTATIONS:
        for _ in range(20):
            try:
                result = mutate(proof.decode().split("\n"), rng)
            except IndexError:  # nothing of that kind in this proof
                break
            data = result if isinstance(result, bytes) else "\n".join(result).encode()
            if data != proof:
                yield mutate, data
                break


def essence(proof):
    """What of a proof must not change: without the signatures of other keys, which are passed over, and each of its own key once."""
    try:
        lines = proof.decode().split("\n")
    except UnicodeDecodeError:
        return None
    key = lines[1].removeprefix("log ").split("+") if len(lines) > 1 else []
    kept = []
    for line in lines:
        words = line.split(" ")
        if words[0] != "—":
            kept.append(line)
        elif len(words) == 3 and len(key) > 1 and words[1] == key[0] and is_of_key(words[2], key[1]) and line not in kept:
            kept.append(line)
    return kept


def is_of_key(word, key_hash):
    try:
        return base64.b64decode(word)[:4].hex() == key_hash
    except ValueError:
        return False


def main():
    rng = random.Random(archive_test.seed())
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 600
    with archive_test.Workplace("proofs") as place:
        good = archive_proofs(place) + invented_proofs(rng, 12)
        cases = [("good", proof) for proof in good]
        while len(cases) < count:
            cases += [(mutate, data) for mutate, data in bent(rng.choice(good), rng)]
        compared = compare(cases, [], place.path / "without-key")
        key = proof_maker.demo_key().text
        of_key = [case for case in cases if case[1].startswith(f"muniment/proof@v1\nlog {key}\n".encode())]
        pinned = compare(of_key[::3], ["--log-key", key], place.path / "with-key")
        names = compare(list(proofs_with_names(rng)), [], place.path / "names")
        of_another = compare(list(foreign_proofs(rng)), ["--log-key", key], place.path / "of-another-log")
        foreign = compare([("foreign", proof) for proof in good[:6]], ["--log-key", key], place.path / "other-key")
        wrong = [f"{getattr(what, '__name__', what)}: {file}: muniment says {a}, the script says {b}"
                 for (what, _), file, a, b in compared + pinned + foreign + names + of_another if a != b]
        wrong += [f"{file} is good, and is {a}" for (what, _), file, a, _ in compared + pinned if what == "good" and a != "verified"]
        unbent = [essence(proof) for proof in good]
        wrong += [f"{what.__name__}: {file} is verified" for (what, data), file, a, _ in compared + pinned
                  if callable(what) and what not in FAIR and a == "verified" and essence(data) not in unbent]
        wrong += [f"{what.__name__}: {file} is fair, and is {a}" for (what, _), file, a, _ in compared if what in FAIR and a != "verified"]
        wrong += [f"{file} is of another log, and is {a}" for _, file, a, _ in foreign if a != "not verifiable"]
        wrong += [f"{file} should be {verdict}, and is {a}" for (verdict, _), file, a, _ in names + of_another if a != verdict]
        print("\n".join(wrong[:20]))
        everything = compared + pinned + foreign + names + of_another
        tally = {word: sum(a == word for _, _, a, _ in everything) for word in ("verified", "altered", "not verifiable")}
        print(f"{len(everything)} proofs, {len(names)} of them for the names of keys: {tally}; {len(wrong)} disagreements")
        if wrong and os.environ.get("KEEP"):
            archive_test.subprocess.run(["cp", "-r", place.path, os.environ["KEEP"]], check=False)
        return 1 if wrong or len(compared) < 500 else 0


if __name__ == "__main__":
    sys.exit(main())
