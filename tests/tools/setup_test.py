# SPDX-License-Identifier: GPL-3.0-or-later
"""The front door, in a folder of its own, with the system's tools replaced by ones that write down how they were called."""
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

TOP = pathlib.Path(__file__).resolve().parents[2]
CTEST_XML = '<testsuite><testcase name="a" status="notrun"><system-out>SKIPPED: no moon</system-out></testcase></testsuite>'


class Setup(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.top = pathlib.Path(folder.name)
        shutil.copy(TOP / "setup", self.top)
        (self.top / "tools").mkdir()
        shutil.copy(TOP / "tools/list_skipped.py", self.top / "tools")
        self.tool("apt-get")
        self.tool("cmake", "mkdir -p build/release")
        self.tool("id", "echo ${FAKE_UID:-0}")
        self.tool("sudo", '"$@"')
        self.tool("dpkg-query", 'case " $MISSING " in *" $3 "*) exit 1 ;; *) printf installed ;; esac')
        self.tool("ctest", f"echo '{CTEST_XML}' >build/release/ctest.xml; "
                           "echo '100% tests passed, 0 tests failed out of 1'; exit ${CTEST_STATUS:-0}")
        demo = self.top / "samples/demo/run"
        demo.parent.mkdir(parents=True)
        demo.write_text("#!/bin/sh\necho the demo\n")
        demo.chmod(0o755)

    def tool(self, name, body=":"):
        path = self.top / "bin" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(f'#!/bin/bash\n[ {name} = id ] || echo "{name} $*" >>"{self.top}/calls"\n{body}\n')
        path.chmod(0o755)

    def run_setup(self, *arguments, **variables):
        path = f"{self.top}/bin:{os.environ['PATH']}"
        done = subprocess.run([self.top / "setup", *arguments], env={**os.environ, **variables, "PATH": path},
                              cwd="/", capture_output=True, text=True)
        calls = self.top / "calls"
        self.calls = calls.read_text() if calls.exists() else ""
        return done

    def test_anything_else_prints_the_usage_and_does_nothing(self):
        for arguments in [(), ("dmeo",), ("test", "--lnog"), ("demo", "--long"), ("test", "--long", "x"), ("--help",)]:
            done = self.run_setup(*arguments)
            self.assertEqual((done.returncode, done.stdout), (2, ""), arguments)
            self.assertIn("usage: ./setup demo", done.stderr)
        self.assertEqual(self.calls, "")

    def test_nothing_is_installed_when_all_is_there(self):
        done = self.run_setup("build")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertNotIn("apt-get", self.calls)
        self.assertIn("cmake --preset release -DMUNIMENT_BUILD_TESTS=OFF", self.calls)

    def test_a_build_that_is_there_keeps_its_tests_or_stays_without(self):
        cache = self.top / "build/release/CMakeCache.txt"
        cache.parent.mkdir(parents=True)
        for setting in ("ON", "OFF"):
            cache.write_text(f"MUNIMENT_BUILD_TESTS:BOOL={setting}\n")
            for command in ("build", "demo"):
                self.assertEqual(self.run_setup(command).returncode, 0)
                self.assertNotIn("MUNIMENT_BUILD_TESTS", self.calls)
        self.run_setup("test")
        self.assertIn("cmake --preset release -DMUNIMENT_BUILD_TESTS=ON", self.calls)

    def test_a_build_folder_that_was_never_configured_is_a_new_one(self):
        (self.top / "build/release").mkdir(parents=True)
        (self.top / "build/release/CMakeCache.txt").write_text("CMAKE_BUILD_TYPE:STRING=x\n")
        self.run_setup("demo")
        self.assertIn("cmake --preset release -DMUNIMENT_BUILD_TESTS=OFF", self.calls)

    def test_only_what_is_missing_is_installed_and_named_before(self):
        done = self.run_setup("demo", MISSING="libzstd-dev age")
        self.assertIn("installing with apt-get: libzstd-dev\n", done.stdout)
        self.assertIn("install -y --no-install-recommends libzstd-dev\n", self.calls)
        self.assertNotIn("sudo", self.calls)
        self.assertTrue(done.stdout.endswith("the demo\n"))

    def test_the_tests_need_more_than_the_demo(self):
        self.run_setup("test", MISSING="libzstd-dev age")
        self.assertIn("install -y --no-install-recommends libzstd-dev age\n", self.calls)

    def test_an_ordinary_user_installs_with_sudo(self):
        self.run_setup("build", MISSING="cmake", FAKE_UID="1000")
        self.assertIn("sudo apt-get -q update", self.calls)

    def test_a_failed_installation_stops(self):
        self.tool("apt-get", "exit 100")
        self.assertNotEqual(self.run_setup("build", MISSING="cmake").returncode, 0)
        self.assertNotIn("cmake --preset", self.calls)

    def test_a_failed_configuration_stops_and_shows_why(self):
        self.tool("cmake", "echo no compiler; exit 1")
        done = self.run_setup("demo")
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("no compiler", done.stderr)
        self.assertNotIn("the demo", done.stdout)

    def test_slow_tests_run_only_when_asked_for(self):
        self.run_setup("test")
        self.assertIn("-LE ^long$", self.calls)
        (self.top / "calls").unlink()
        self.run_setup("test", "--long")
        self.assertNotIn("-LE", self.calls)

    def test_a_test_run_ends_with_what_was_skipped_and_the_result(self):
        done = self.run_setup("test")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(done.stdout.splitlines()[-3:], ["skipped tests: 1", "  a: no moon",
                                                         "100% tests passed, 0 tests failed out of 1"])

    def test_failed_tests_fail_the_run(self):
        self.assertEqual(self.run_setup("test", CTEST_STATUS="8").returncode, 8)


if __name__ == "__main__":
    unittest.main()
