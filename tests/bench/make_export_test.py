# SPDX-License-Identifier: GPL-3.0-or-later
"""Invented exports: the same arguments make the same bytes, with as many lines as asked for."""
import pathlib
import subprocess
import sys
import unittest

MAKE_EXPORT = pathlib.Path(__file__).resolve().parents[2] / "bench/make_export.py"


class MakeExport(unittest.TestCase):
    def make(self, *arguments):
        return subprocess.run([sys.executable, MAKE_EXPORT, *arguments, "-"], check=True, capture_output=True).stdout

    def test_lines_are_counted(self):
        for lines in (1, 1000, 45_000):
            self.assertEqual(self.make("--lines", str(lines)).count(b"\n"), lines)

    def test_the_arguments_alone_decide_the_bytes(self):
        ios = ("--lines", "2000", "--layout", "ios", "--languages", "en,ar,ja")
        self.assertEqual(self.make(*ios), self.make(*ios))
        self.assertNotEqual(self.make(*ios), self.make(*ios, "--seed", "2"))

    def test_a_fifth_of_the_lines_continue_a_message(self):
        lines = self.make("--lines", "20000").split(b"\n")[:-1]
        headers = sum(b" - " in line[:20] for line in lines)
        self.assertAlmostEqual(headers / len(lines), 0.8, delta=0.02)


if __name__ == "__main__":
    unittest.main()
