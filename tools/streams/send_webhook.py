#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Posts bodies as a gateway does: send_webhook.py URL FILE… [--secret TEXT] [--rate N]

A *.ndjson or *.jsonl file is a body a line, any other file one body. With a secret each is signed as X-Hub-Signature-256.
What is not answered with 200 is sent again, at most --tries times, and then the program fails.
"""
import argparse
import hashlib
import hmac
import pathlib
import sys
import time
import urllib.error
import urllib.request


def bodies(path):
    content = path.read_bytes()
    return [line for line in content.splitlines() if line.strip()] if path.suffix in (".ndjson", ".jsonl") else [content]


def signature(secret, body):
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def post(url, body, secret):
    headers = {"Content-Type": "application/json"}
    if secret:
        headers["X-Hub-Signature-256"] = signature(secret, body)
    try:
        with urllib.request.urlopen(urllib.request.Request(url, body, headers), timeout=30) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


def send(url, body, secret, tries):
    for attempt in range(tries):
        if attempt:
            time.sleep(min(0.05 * 2 ** attempt, 5))
        if post(url, body, secret) == 200:
            return True
    return False


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("url")
    parser.add_argument("files", nargs="+", type=pathlib.Path)
    parser.add_argument("--secret", default="")
    parser.add_argument("--rate", type=float, default=0, help="bodies a second (default: as fast as it goes)")
    parser.add_argument("--tries", type=int, default=8)
    options = parser.parse_args()
    sent, begun = 0, time.monotonic()
    for body in (body for path in options.files for body in bodies(path)):
        if options.rate:
            time.sleep(max(0, begun + sent / options.rate - time.monotonic()))
        if not send(options.url, body, options.secret, options.tries):
            sys.exit(f"body {sent + 1} was not taken")
        sent += 1
    print(f"sent {sent}")


if __name__ == "__main__":
    main()
