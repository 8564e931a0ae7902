# SPDX-License-Identifier: GPL-3.0-or-later
"""The measurement runs to its end with the built program and prints every figure; the figures themselves are not judged."""
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

RUN = pathlib.Path(__file__).resolve().parents[2] / "bench/run_end_to_end"


class EndToEnd(unittest.TestCase):
    def test_every_stage_reports(self):
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder, "messages.ndjson")
            with open(file, "w", encoding="utf-8") as out:
                for number in range(60):
                    out.write(json.dumps({"corpus": "invented", "conv": str(number % 3), "sender": f"s{number % 5}",
                                          "text": f"good night, transfer {number} to the install problem"}) + "\n")
            command = [sys.executable, RUN, file, "--repeat", "2", "--searches", "1", "--muniment", os.environ["MUNIMENT"]]
            done = subprocess.run(command, capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        for figure in ["120 messages", "in source 120, new 120", "bytes a message", "120 messages match install",
                       "0 messages match qwertz", "verify --full", "peak"]:
            self.assertIn(figure, done.stdout)


if __name__ == "__main__":
    unittest.main()
