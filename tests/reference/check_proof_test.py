#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""check_proof.py says "verified" to every good proof and to no other text."""
import base64
import contextlib
import hashlib
import io
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import types
import unittest

import check_proof
import proof_maker as maker

SCRIPT = pathlib.Path(__file__).with_name("check_proof.py")
SEED = int(os.environ.get("SEED", "20261126"))


class Case(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory(prefix="muniment-")
        self.addCleanup(self.folder.cleanup)
        self.path = pathlib.Path(self.folder.name) / "p.proof"
        self.rng, self.key = random.Random(SEED), maker.demo_key()

    def examine(self, text, log_key=None, attachments=()):
        self.path.write_bytes(text if isinstance(text, bytes) else text.encode())
        out = io.StringIO()
        given = types.SimpleNamespace(log_key=log_key, attachment=list(attachments), bundle=None)
        verdict, why = check_proof.examine(self.path, out, given)
        return verdict, why, out.getvalue()

    def verdict(self, text, **more):
        return self.examine(text, **more)[0]

    def run_script(self, *arguments):
        done = subprocess.run([sys.executable, SCRIPT, *map(str, arguments)], capture_output=True, text=True, check=False)
        self.assertEqual(done.stderr, "")
        return done.returncode, done.stdout.splitlines()


class Ed25519(unittest.TestCase):
    # RFC 8032 section 7.1, tests 1 to 3 and "SHA(abc)": public key, message, signature.
    VECTORS = [
        ("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
         "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe246"
         "55141438e7a100b"),
        ("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
         "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb"
         "00d291612bb0c00"),
        ("fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
         "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc"
         "027beceea1ec40a"),
        ("ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
         hashlib.sha512(b"abc").hexdigest(),
         "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad"
         "9bef1177331a704"),
    ]

    def good(self, public, message, signature):
        try:
            return check_proof.signature_is_good(public, message, signature)
        except check_proof.Failed:
            return False

    def test_vectors_of_rfc_8032(self):
        for public, message, signature in self.VECTORS:
            self.assertTrue(self.good(*map(bytes.fromhex, (public, message, signature))))

    def test_every_flipped_bit_of_a_signature_is_refused(self):
        public, message, signature = map(bytes.fromhex, self.VECTORS[2])
        for bit in range(0, 512, 37):
            changed = (int.from_bytes(signature, "little") ^ 1 << bit).to_bytes(64, "little")
            self.assertFalse(self.good(public, message, changed), bit)
        self.assertFalse(self.good(public, message + b"x", signature))
        self.assertFalse(self.good(public, message, signature[:-1]))

    def test_s_past_the_order_is_refused(self):
        public, message, signature = map(bytes.fromhex, self.VECTORS[1])
        s = int.from_bytes(signature[32:], "little") + check_proof.ORDER
        self.assertFalse(self.good(public, message, signature[:32] + s.to_bytes(32, "little")))

    def test_points_are_canonical(self):
        for text in (check_proof.P, check_proof.P + 1, 2**255 - 1, 1 | 1 << 255, 2):
            with self.assertRaises(check_proof.Failed, msg=str(text)):
                check_proof.decompress(text.to_bytes(32, "little"))

    def test_what_the_maker_signs(self):
        for letter in "abc":
            key = maker.demo_key(letter)
            self.assertTrue(self.good(key.public, b"text", key.sign(b"text")))
            self.assertFalse(self.good(maker.demo_key("d").public, b"text", key.sign(b"text")))


class GoodProofs(Case):
    def test_each_single_record_of_each_small_frame(self):
        for size in range(1, 21):
            frames = maker.make_log(self.rng, [size])
            for i in range(size):
                for chosen in (({i}, ()), ((), {i})):
                    self.assertEqual(self.verdict(maker.make_proof(self.key, frames, {0: chosen})), "verified", (size, i))

    def test_each_single_frame_of_each_small_log(self):
        for size in range(1, 21):
            frames = maker.make_log(self.rng, [1] * size)
            for index in range(size):
                proof = maker.make_proof(self.key, frames, {index: ({0}, ())})
                self.assertEqual(self.verdict(proof), "verified", (size, index))

    def test_random_subsets(self):
        for n in range(60):
            proof = maker.random_proof(self.rng, self.key)
            self.assertEqual(self.examine(proof, log_key=self.key.text)[:2], ("verified", ""), n)

    def test_all_of_a_log(self):
        frames = maker.make_log(self.rng, [7, 1, 8, 13, 64])
        proof = maker.make_proof(self.key, frames, {n: (range(len(f.records)), ()) for n, f in enumerate(frames)})
        verdict, _, shown = self.examine(proof)
        self.assertEqual(verdict, "verified")
        self.assertEqual([line.split(" ")[1] for line in shown.splitlines() if line.startswith("message ")],
                         [f"m{n}" for n in range(93)])

    def test_witnesses_are_passed_over(self):
        frames = maker.make_log(self.rng, [3, 3])
        proof = maker.make_proof(self.key, frames, {1: ({2}, ())}, [maker.demo_key("w"), maker.demo_key("v")])
        self.assertEqual(self.verdict(proof), "verified")

    def test_what_is_shown(self):
        frames = maker.make_log(self.rng, [3, 2], kinds=[1, 3])
        _, _, shown = self.examine(maker.make_proof(self.key, frames, {0: ({1}, {2}), 1: ({0}, ())}))
        digest = hashlib.sha256(frames[0].records[1]).hexdigest()
        self.assertEqual(shown.splitlines()[:7], [
            "message m1 (entry 0, record 1), committed 2026-03-04 09:27:00 UTC",
            f"  sha256 {digest}",
            "  text: message 1 \\u{202e}\\u{a}",
            "message m2 (entry 0, record 2), committed 2026-03-04 09:27:00 UTC",
            "  content withheld",
            "no message, event (entry 1, record 0), committed 2026-03-04 09:27:00 UTC",
            f"  sha256 {hashlib.sha256(frames[1].records[0]).hexdigest()}"])

    def test_records_that_are_no_cbor_are_proven_all_the_same(self):
        for record in (b"", b"\xff", b"\xa1\x0b\xff", b"\x9b" + b"\xff" * 8, b"\x81" * 5000, b"\x0b", b"\xa1\x0a\x01"):
            frame = maker.Frame([record, b"x"], self.rng, 0)
            verdict, why, shown = self.examine(maker.make_proof(self.key, [frame], {0: ({0}, ())}))
            self.assertEqual(verdict, "verified", why)
            self.assertNotIn("text:", shown)

    def test_a_long_proof_takes_time_in_proportion(self):
        frames = maker.make_log(self.rng, [20000])
        verdict, why, shown = self.examine(maker.make_proof(self.key, frames, {0: (range(20000), ())}))
        self.assertEqual(verdict, "verified", why)
        self.assertIn("message m19999 ", shown)


class Attachments(Case):
    def test_a_file_is_compared_with_the_records(self):
        content = b"a photo, say"
        record = maker.cbor({0: 1, 10: [{1: hashlib.sha256(content).digest(), 2: len(content)}, {4: "absent.jpg"}]})
        proof = maker.make_proof(self.key, [maker.Frame([record], self.rng, 0)], {0: ({0}, ())})
        same, other = self.path.with_name("same.jpg"), self.path.with_name("other.jpg")
        same.write_bytes(content)
        other.write_bytes(content + b"!")
        verdict, _, shown = self.examine(proof, attachments=[same])
        self.assertEqual(verdict, "verified")
        self.assertIn("same.jpg", shown)
        self.assertEqual(self.verdict(proof, attachments=[same, other]), "altered")
        self.assertEqual(self.verdict(proof, attachments=[same, "/none"]), "not verifiable")


class NotProofs(Case):
    def proof(self):
        frames = maker.make_log(self.rng, [5, 6, 3, 4, 2])
        return maker.make_proof(self.key, frames, {1: ({1, 4}, {2}), 3: ({0}, ())}, [maker.demo_key("w")])

    def refused(self, text, verdict="altered"):
        self.assertEqual(self.verdict(text), verdict, text)

    def test_what_is_no_proof_is_not_verifiable(self):
        proof = self.proof()
        for text in ("", "\n", "muniment/proof@v1", "muniment/proof@v2" + proof[17:], proof[1:], " " + proof, "\n" + proof,
                     proof.replace("\n", "\r\n"), "\ufeff" + proof):
            self.refused(text, "not verifiable")
        self.assertEqual(self.run_script("/none/there")[0], 2)

    def test_another_log_is_not_verifiable(self):
        self.assertEqual(self.verdict(self.proof(), log_key=maker.demo_key("b").text), "not verifiable")
        self.assertEqual(self.verdict(self.proof(), log_key=self.key.text + " "), "not verifiable")

    def test_a_flipped_bit_in_each_byte(self):
        data = self.proof().encode()
        witness = data.rindex("—".encode())
        for at in range(18, witness):
            changed = bytearray(data)
            changed[at] ^= 1 << self.rng.randrange(8)
            self.assertNotEqual(self.verdict(bytes(changed)), "verified", at)

    def test_each_cut(self):
        data = self.proof().encode()
        witness = data.rindex("—".encode())
        for at in range(0, len(data), 3):
            if at != witness:
                self.assertNotEqual(self.verdict(data[:at]), "verified", at)

    def test_each_line_left_out_doubled_or_swapped(self):
        lines = self.proof().splitlines(keepends=True)
        for n in range(len(lines) - 1):
            self.refused_or_none("".join(lines[:n] + lines[n + 1:]))
            if n < len(lines) - 2:
                self.refused_or_none("".join(lines[:n + 1] + lines[n:]))
                if lines[n] != lines[n + 1]:
                    self.refused_or_none("".join(lines[:n] + [lines[n + 1], lines[n]] + lines[n + 2:]))

    def refused_or_none(self, text):
        self.assertNotEqual(self.verdict(text), "verified", text)

    def test_other_spellings_of_the_same(self):
        proof = self.proof()
        lines = proof.splitlines(keepends=True)
        for n, line in enumerate(lines[:-2]):
            for other in (line[:-1] + "\r\n", line[:-1] + " \n", " " + line, line.replace(" ", "  "), line.replace(" ", "\t"),
                          line.replace("=", ""), line.replace(" 1 ", " 01 "), line.upper(), line + "\n",
                          line.replace(" 1 ", " +1 "), line.replace(" 1 ", " １ "), line[:-1] + "\x00\n"):
                if other != line:
                    self.refused_or_none("".join(lines[:n] + [other] + lines[n + 1:]))

    def test_base64_with_other_last_bits(self):
        for at, char in enumerate(proof := self.proof()):
            if proof[at + 1:at + 2] == "=" and char != "=":
                alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
                other = alphabet[alphabet.index(char) ^ 1]
                changed = proof[:at] + other + proof[at + 1:]
                self.refused_or_none(changed)

    def resigned(self, frames, chosen, size=None, root=None, entry=None):
        """A proof that is wrong in one place, with a checkpoint that fits."""
        if entry:
            frames[0].entry = entry(frames[0].entry)
        proof = maker.make_proof(self.key, frames, chosen)
        head = proof[:proof.index("\n\n") + 2]
        log_root = maker.tree_root([maker.leaf_hash(frame.entry) for frame in frames])
        return head + maker.checkpoint(self.key, len(frames) if size is None else size, root or log_root)

    def test_entries_that_are_not_as_they_should_be_though_signed(self):
        def put(at, byte):
            return lambda entry: entry[:at] + bytes([byte]) + entry[at + 1:]
        frames = maker.make_log(self.rng, [2, 2])
        self.assertEqual(self.verdict(self.resigned(frames, {0: ({1}, ())})), "verified")
        for at, byte in ((0, 2), (28, 1), (31, 1), (56, 1), (63, 1), (4, 1), (4, 3), (4, 0), (64, frames[0].entry[64] ^ 1)):
            frames = maker.make_log(self.rng, [2, 2])
            self.refused(self.resigned(frames, {0: ({1}, ())}, entry=put(at, byte)))

    def test_checkpoints_that_do_not_fit_though_signed(self):
        frames = maker.make_log(self.rng, [2, 2, 1])
        for size in ("0", "1", "2", "4", "03", "+3", "", "3 ", str(2**64), str(2**64 + 3), "3" * 5000):
            self.refused(self.resigned(frames, {2: ({0}, ())}, size=size))
        self.refused(self.resigned(frames, {2: ({0}, ())}, root=bytes(32)))
        self.refused(self.resigned(frames, {2: ({0}, ())}, root=bytes(31)))

    def test_signatures(self):
        proof = maker.make_proof(self.key, maker.make_log(self.rng, [1]), {0: ({0}, ())})
        head, own = proof[:proof.rindex("—")], proof[proof.rindex("—"):]
        body = head[head.index("\n\n") + 2:-1]
        other = maker.Key(b"z" * 32, self.key.name)
        bad = f"— {self.key.name} {maker.b64(self.key.hash + bytes(64))}\n"
        self.assertEqual(self.verdict(head + other.signature_line(body) + own), "verified")
        for tail in ("", other.signature_line(body), bad, bad + own, own + bad, own + "\n", own + "text\n", own[:-1],
                     own.replace("— ", "- "), own.replace("— ", "—"), maker.demo_key("w").signature_line(body)):
            self.refused(head + tail)
        self.refused(proof.replace("\n\n", "\n\nmore\n", 1))

    def test_a_further_line_of_the_checkpoint(self):
        frames = maker.make_log(self.rng, [1])
        proof = maker.make_proof(self.key, frames, {0: ({0}, ())})
        body = f"{self.key.name}\n1\n{maker.b64(maker.tree_root([maker.leaf_hash(frames[0].entry)]))}\nmore\n"
        self.refused(proof[:proof.index("\n\n") + 2] + body + "\n" + self.key.signature_line(body))

    def test_a_key_that_is_not_its_hash(self):
        proof = self.proof()
        for old, new in ((f"+{self.key.hash.hex()}+", "+00000000+"), (f"+{self.key.hash.hex()}+", "+"),
                         (self.key.name + "+", "+"), (f"log {self.key.text}", f"log {self.key.text}="),
                         (f"log {self.key.text}", "log"), (f"log {self.key.text}\n", "")):
            self.assertIn(old, proof)
            self.refused(proof.replace(old, new, 1))

    def test_frames_of_another_log(self):
        frames, others = maker.make_log(self.rng, [3, 3, 3]), maker.make_log(self.rng, [3, 3, 3])
        proof, other = (maker.make_proof(self.key, log, {1: ({1}, ())}) for log in (frames, others))
        lines, other_lines = proof.splitlines(keepends=True), other.splitlines(keepends=True)
        for n, (line, strange) in enumerate(zip(lines, other_lines)):
            if line != strange:
                self.refused("".join(lines[:n] + [strange] + lines[n + 1:]))
        index = lines.index("tree\n")
        self.refused("".join(lines[:index] + other_lines[index:]))

    def test_one_without_entries(self):
        root = maker.b64(bytes(32))
        for middle in ("", "tree\n", f"tree\nnode {root}\n"):
            self.refused(f"muniment/proof@v1\nlog {self.key.text}\n{middle}\n" + maker.checkpoint(self.key, 1, bytes(32)))

    def test_random_mutations(self):
        good = self.proof()
        good = good[:good.rindex("—")].encode()  # the last line is that of a witness, and passed over
        for _ in range(400):
            data = bytearray(good)
            for _ in range(self.rng.randint(1, 3)):
                at, length, start = self.rng.randrange(len(data)), self.rng.randint(0, 40), self.rng.randrange(len(data))
                data[at:at + length] = data[start:start + self.rng.randint(0, 40)]
            if data != good:
                self.assertNotEqual(self.verdict(bytes(data)), "verified", bytes(data))


class Bundles(Case):
    def setUp(self):
        super().setUp()
        self.bundle = pathlib.Path(self.folder.name) / "bundle"
        (self.bundle / "proof").mkdir(parents=True)
        (self.bundle / "files").mkdir()
        self.photo = b"a photo, say"
        record = maker.cbor({0: 1, 10: [{1: hashlib.sha256(self.photo).digest()}], 11: "look"})
        proof = maker.make_proof(self.key, [maker.Frame([record], self.rng, 0)], {0: ({0}, ())})
        (self.bundle / "proof" / "messages.proof").write_text(proof)
        (self.bundle / "files" / "photo.jpg").write_bytes(self.photo)
        (self.bundle / "messages.csv").write_text("m0,look\n")
        self.sum_up()

    def sum_up(self):
        names = sorted(path.relative_to(self.bundle).as_posix() for path in self.bundle.rglob("*") if path.is_file())
        self.sums = "".join(f"{hashlib.sha256((self.bundle / name).read_bytes()).hexdigest()}  {name}\n"
                            for name in names if name != "SHA256SUMS")
        (self.bundle / "SHA256SUMS").write_text(self.sums)

    def result(self, *more):
        code, lines = self.run_script("--bundle", self.bundle, *more)
        words = {0: "verified", 1: "altered", 2: "not verifiable"}[code]
        self.assertEqual(lines[-1], f"result: {words}")
        return words, lines

    def test_whole(self):
        words, lines = self.result("--log-key", self.key.text)
        self.assertEqual(words, "verified", lines)
        self.assertIn("  attachment: files/photo.jpg", lines)

    def test_a_changed_missing_or_further_file(self):
        csv = self.bundle / "messages.csv"
        csv.write_text("m0,look!\n")
        self.assertEqual(self.result()[0], "altered")
        csv.unlink()
        self.assertEqual(self.result()[0], "altered")
        csv.write_text("m0,look\n")
        self.assertEqual(self.result()[0], "verified")
        (self.bundle / "more.txt").write_text("")
        self.assertEqual(self.result()[0], "altered")
        (self.bundle / "more.txt").unlink()
        (self.bundle / "more.txt").symlink_to("messages.csv")
        self.assertEqual(self.result()[0], "altered")

    def test_sums_that_are_missing_or_in_another_form(self):
        sums = self.bundle / "SHA256SUMS"
        for text in ("", self.sums[:-1], self.sums + "\n", self.sums.upper(), self.sums.replace("  ", " *"),
                     self.sums + self.sums.splitlines(keepends=True)[0], self.sums + f"{'0' * 64}  ../x\n"):
            sums.write_text(text)
            self.assertEqual(self.result()[0], "altered", text)
        sums.unlink()
        self.assertEqual(self.result()[0], "altered")

    def test_without_a_proof_it_is_not_verifiable(self):
        (self.bundle / "proof" / "messages.proof").unlink()
        self.sum_up()
        self.assertEqual(self.result()[0], "not verifiable")
        (self.bundle / "proof" / "messages.proof").write_text("")
        self.sum_up()
        self.assertEqual(self.result()[0], "not verifiable")

    def test_a_changed_proof_with_sums_that_fit(self):
        path = self.bundle / "proof" / "messages.proof"
        path.write_text(path.read_text().replace("record 0 ", "record 1 "))
        self.sum_up()
        self.assertEqual(self.result()[0], "altered")


class CommandLine(Case):
    def test_results_and_exit_statuses(self):
        proof = maker.random_proof(self.rng, self.key)
        for text, code, word in ((proof, 0, "verified"), (proof.replace("tree", "three"), 1, "altered"),
                                 ("", 2, "not verifiable")):
            self.path.write_text(text)
            returned, lines = self.run_script(self.path)
            self.assertEqual((returned, lines[-1]), (code, f"result: {word}"))
            self.assertEqual("committed" in "\n".join(lines), code == 0, "what is not proven is not shown")
        self.path.write_text(proof)
        self.assertEqual(self.run_script(self.path, "--log-key", self.key.text)[0], 0)

    def test_each(self):
        good, bad = self.path, self.path.with_name("bad.proof")
        good.write_text(proof := maker.random_proof(self.rng, self.key))
        bad.write_text(proof + "x\n")
        self.assertEqual(self.run_script("--each", good, bad, "/none"),
                         (0, [f"{good}: verified", f"{bad}: altered", "/none: not verifiable"]))

    def test_it_is_short_and_needs_the_standard_library_only(self):
        lines = SCRIPT.read_text().splitlines()
        self.assertLessEqual(len(lines), 300)
        self.assertLessEqual(max(map(len, lines)), 120)
        code = "import sys; sys.path.insert(0, sys.argv[1]); import check_proof"
        subprocess.run([sys.executable, "-I", "-S", "-c", code, SCRIPT.parent], check=True)


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        unittest.main(argv=[sys.argv[0], "--quiet", *sys.argv[1:]])
