# SPDX-License-Identifier: GPL-3.0-or-later
"""A checker that cannot fail checks nothing: each rule is broken once in a small tree of its own."""
import pathlib
import subprocess
import sys
import tempfile
import unittest

TOOLS = pathlib.Path(__file__).resolve().parents[2] / "tools"


class Tree(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.top = pathlib.Path(folder.name)

    def write(self, path, text=""):
        file = self.top / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)

    def run_tool(self, tool, *arguments):
        done = subprocess.run([sys.executable, TOOLS / tool, *arguments], capture_output=True, text=True)
        return done.returncode, done.stdout + done.stderr


class Layers(Tree):
    def setUp(self):
        super().setUp()
        self.write("tools/layers.txt", (TOOLS / "layers.txt").read_text())

    def expect(self, *sentences):
        status, output = self.run_tool("check_layers.py", self.top)
        self.assertEqual(status, 1 if sentences else 0, output)
        for sentence in sentences:
            self.assertIn(sentence, output)

    def test_what_the_table_allows_passes(self):
        self.write("core/base/error.h", "#pragma once\n#include <string>\n")
        self.write("core/base/json.cc", '#include "core/base/error.h"\n#include <nlohmann/json.hpp>\n')
        self.write("archive/frame.h", '#include "core/base/error.h"\n')
        self.write("pipeline/store.cc", '#include "archive/frame.h"\n')
        self.expect()

    def test_ingest_may_not_include_archive(self):
        self.write("ingest/formats/a.cc", '  #  include "archive/frame.h"\n')
        self.expect("ingest/formats/a.cc: archive/frame.h: ingest may not include archive")

    def test_siblings_may_not_include_one_another(self):
        self.write("export/bundle.h", '#include "index/hit.h"\n')
        self.expect("export/bundle.h: index/hit.h")

    def test_a_private_header_may_include_what_sources_may(self):
        self.write("pipeline/parts.h", '#include "archive/frame.h"\n')
        self.write("pipeline/store.cc", '#include "pipeline/parts.h"\n')
        self.expect()

    def test_a_header_may_not_bring_a_folder_along(self):
        self.write("pipeline/parts.h", '#include "archive/frame.h"\n')
        self.write("pipeline/store.h", '#include "pipeline/parts.h"\n')
        self.write("cli/cmd_show.cc", '#include "pipeline/store.h"\n')
        self.expect("cli/cmd_show.cc: pipeline/store.h: that header brings along archive")

    def test_the_lower_floor_may_not_include_the_upper(self):
        self.write("core/base/error.cc", '#include "core/io/file_system.h"\n')
        self.expect("core/base may not include core/io")

    def test_a_library_is_seen_from_its_folder_only(self):
        self.write("archive/frame.cc", "#include <xapian.h>\n")
        self.write("ingest/spool.cc", "#include <openssl/evp.h>\n")
        self.expect("xapian does not belong to archive", "openssl does not belong to ingest")

    def test_a_header_may_not_bring_a_library_along(self):
        self.write("index/guard.h", "#include <xapian.h>\n")
        self.write("index/searcher.h", '#include "index/guard.h"\n')
        self.write("index/searcher.cc", '#include "index/searcher.h"\n')
        self.write("pipeline/search_job.cc", '#include "index/searcher.h"\n')
        self.expect("pipeline/search_job.cc: index/searcher.h: that header brings along xapian")

    def test_includes_start_at_the_top(self):
        self.write("core/base/error.cc", '#include "error.h"\n')
        self.expect("error.h: not a folder")

    def test_a_table_whose_parts_show_the_forbidden_is_refused(self):
        self.write("tools/layers.txt", "core: | |\narchive: core\npipeline: archive\n")
        self.expect("pipeline: may include archive, whose headers show core")

    def test_a_table_with_a_circle_is_refused(self):
        self.write("tools/layers.txt", "core: archive\narchive: core\n")
        self.expect("core: archive is not above it")


class Orphans(Tree):
    def expect(self, *paths):
        status, output = self.run_tool("check_orphans.py", self.top)
        self.assertEqual(status, 1 if paths else 0, output)
        self.assertEqual([line.split(":")[0] for line in output.splitlines() if paths], list(paths))

    def test_what_is_listed_passes(self):
        self.write("CMakeLists.txt", "add_subdirectory(ingest)\nadd_subdirectory(tests)")
        self.write("ingest/CMakeLists.txt", "muniment_library(ingest SOURCES spool.cc)")
        self.write("ingest/formats.def", "MUNIMENT_SOURCE_FORMAT(mbox)\n")
        self.write("ingest/formats/mbox.cc")
        self.write("ingest/spool.cc")
        self.write("tests/CMakeLists.txt", "add_subdirectory(ingest)")
        self.write("tests/ingest/CMakeLists.txt", "SOURCES spool_test.cc COMMAND tour.py")
        self.write("tests/ingest/spool_test.cc")
        self.write("tests/ingest/tour.py", "import steps")
        self.write("tests/ingest/steps.py")
        self.write("README.md", "[a](ingest/spool.cc#top) [b](https://x.example/) [c](#here)\n```\n[d](gone.md)\n```\n")
        self.expect()

    def test_a_test_that_is_not_listed(self):
        self.write("tests/CMakeLists.txt", "SOURCES other_spool_test.cc")
        self.write("tests/spool_test.cc")
        self.write("CMakeLists.txt", "add_subdirectory(tests)")
        self.expect("tests/spool_test.cc")

    def test_a_header_that_nobody_includes(self):
        self.write("CMakeLists.txt", "SOURCES a.cc")
        self.write("a.cc", '#include "private.h"\n')
        self.write("private.h")
        self.write("forgotten.h")
        self.expect("forgotten.h")

    def test_a_script_that_is_not_registered(self):
        self.write("tests/tour.py")
        self.expect("tests/tour.py")

    def test_a_folder_that_is_not_added(self):
        self.write("CMakeLists.txt", "add_subdirectory(tests)")
        self.write("tests/CMakeLists.txt")
        self.write("tests/index/CMakeLists.txt", "SOURCES query_test.cc")
        self.write("tests/index/query_test.cc")
        self.expect("tests/index/CMakeLists.txt")

    def test_a_format_without_its_line(self):
        self.write("ingest/formats.def", "MUNIMENT_SOURCE_FORMAT(mbox_old)\n")
        self.write("ingest/formats/mbox.cc")
        self.expect("ingest/formats/mbox.cc")

    def test_a_link_that_leads_nowhere(self):
        self.write("docs/a.md", "see [the page](gone.md#x)")
        self.expect("docs/a.md")


class Skipped(Tree):
    def test_each_skipped_test_is_named_with_its_reason(self):
        self.write("ctest.xml", """<testsuite>
          <testcase name="b" status="notrun"><skipped message=""/><system-out>x\nSKIPPED: no mutt here\n</system-out></testcase>
          <testcase name="a" status="notrun"><skipped message=""/><system-out>t.cc:4: Skipped\nno moon\n\n[  SKIPPED ] A.B
          </system-out></testcase>
          <testcase name="c" status="notrun"><skipped message=""/><system-out></system-out></testcase>
          <testcase name="d" status="run"><system-out>SKIPPED: nothing</system-out></testcase></testsuite>""")
        status, output = self.run_tool("list_skipped.py", self.top / "ctest.xml")
        self.assertEqual(status, 0)
        self.assertEqual(output.splitlines(), ["skipped tests: 3", "  a: no moon", "  b: no mutt here",
                                               "  c: gives no reason"])

    def test_a_missing_report_is_an_error(self):
        status, output = self.run_tool("list_skipped.py", self.top / "none.xml")
        self.assertEqual(status, 1)
        self.assertIn("no readable report", output)


if __name__ == "__main__":
    unittest.main()
