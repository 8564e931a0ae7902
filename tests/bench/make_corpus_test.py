# SPDX-License-Identifier: GPL-3.0-or-later
"""The corpus of a measurement: the same arguments make the same bytes, and copies differ where they must."""
import gzip
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

MAKE_CORPUS = pathlib.Path(__file__).resolve().parents[2] / "bench/make_corpus.py"
MESSAGES = [
    {"corpus": "irc", "lang": "en", "conv": "a", "sender": "ana", "text": "good night", "ts": "2004-12-25T09:14:00Z"},
    {"corpus": "irc", "lang": "en", "conv": "b", "sender": "ben", "text": "grüße 😀\nsecond line"},
    {"corpus": "irc", "lang": "en", "conv": "a", "sender": "ben", "text": "again"},
]


class MakeCorpus(unittest.TestCase):
    def make(self, *arguments):
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder, "messages.ndjson.gz")
            with gzip.open(file, "wt", encoding="utf-8") as out:
                out.writelines(json.dumps(message) + "\n" for message in MESSAGES)
            command = [sys.executable, MAKE_CORPUS, file, "-", *arguments]
            done = subprocess.run(command, check=True, capture_output=True)
        return [json.loads(line) for line in done.stdout.decode().split("\n")[:-1]]

    def test_each_message_is_one_line_with_a_time(self):
        first, second, third = self.make()
        self.assertEqual(first, {"id": "1", "conversation": "irc/a", "sender": "ana", "time": "2004-12-25T09:14:00Z",
                                 "text": "good night"})
        self.assertEqual(second["text"], MESSAGES[1]["text"])
        self.assertEqual([second["time"], third["time"]], ["2019-01-01T00:00:14Z", "2019-01-01T00:00:21Z"])

    def test_copies_have_ids_senders_and_conversations_of_their_own(self):
        made = self.make("--repeat", "3")
        self.assertEqual([message["id"] for message in made], [str(number) for number in range(1, 10)])
        self.assertEqual(len({message["conversation"] for message in made}), 6)
        self.assertEqual(len({message["sender"] for message in made}), 6)

    def test_a_conversation_stays_together_and_in_order(self):
        made = self.make("--repeat", "3")
        for copy in range(3):
            places = [place for place, message in enumerate(made) if message["conversation"] == f"irc/a~{copy}"]
            self.assertEqual(places, [places[0], places[0] + 1])
            self.assertEqual(made[places[0]]["text"], "good night")

    def test_the_seed_alone_decides_the_order(self):
        self.assertEqual(self.make("--repeat", "9", "--seed", "5"), self.make("--repeat", "9", "--seed", "5"))
        self.assertNotEqual(self.make("--repeat", "9", "--seed", "5"), self.make("--repeat", "9", "--seed", "6"))


if __name__ == "__main__":
    unittest.main()
