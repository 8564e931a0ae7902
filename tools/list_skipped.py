#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists the skipped tests of a ctest run with their reasons: list_skipped.py ctest.xml

A test that is not run is worse than none if nobody sees it, so ./setup test ends with this list. The reason is the
text after "SKIPPED:" in the test's output, or what GTEST_SKIP() << … printed below its "Skipped" line.
"""
import re
import sys
import xml.etree.ElementTree as xml

REASON = re.compile(r"SKIPPED: *(\S.*)|: Skipped\n+(?!\[)(\S.*)")


def skipped(report):
    for case in xml.parse(report).iter("testcase"):
        if case.find("skipped") is not None or case.get("status") in ("notrun", "disabled"):
            found = REASON.search(case.findtext("system-out") or "")
            yield case.get("name"), (found.group(1) or found.group(2)).strip() if found else "gives no reason"


def main(report):
    try:
        tests = sorted(skipped(report))
    except (OSError, xml.ParseError) as error:
        sys.exit(f"list_skipped.py: no readable report of the test run: {error}")
    print(f"skipped tests: {len(tests)}")
    for name, reason in tests:
        print(f"  {name}: {reason}")


if __name__ == "__main__":
    main(*sys.argv[1:])
