# SPDX-License-Identifier: GPL-3.0-or-later
"""A second reader of the archive format MUN1, written from docs/archive-format.md alone; see ../read_archive.py."""
