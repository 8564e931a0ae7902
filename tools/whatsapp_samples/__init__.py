# SPDX-License-Identifier: GPL-3.0-or-later
"""The invented exports of samples/whatsapp-txt, rendered from one conversation: see ../make_whatsapp_samples.py."""
