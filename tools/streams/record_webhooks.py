#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Records webhooks as a session stream: record_webhooks.py --out FILE [--listen HOST:PORT]

A gateway posts to http://HOST:PORT/SRC/SESSION or /SRC/SESSION/ACCOUNT, for example /gowa/sales-1/+15550100. Each request
becomes one line, with its body byte for byte and the headers that sign it. The answer 200 is given when the line is on
the disk; 503 when it cannot be written, so that the gateway tries again. Numbers go on where the file ends.
docs/formats/session-stream.md has the lines, docs/capturing.md what to do with them.
"""
import argparse
import datetime
import http.server
import json
import os
import pathlib
import signal
import socketserver
import sys
import threading

KEPT_HEADERS = {"content-type", "user-agent", "x-hub-signature-256", "x-webhook-hmac", "x-webhook-hmac-algorithm",
                "x-webhook-request-id", "x-webhook-timestamp"}
LONGEST_BODY = 48 << 20  # escaped it still fits a line of 64 MiB, as bodies are: mostly text


def now():
    return datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def event_of(body):
    """What the body itself calls its event; only a help for people who look at the file."""
    try:
        said = json.loads(body)
    except ValueError:
        return "unreadable"
    for key in ("event", "type", "object"):
        if isinstance(said, dict) and isinstance(said.get(key), str):
            return said[key]
    return "webhook"


class Stream:
    """Appends lines, each on the disk before append() returns.

    What a crash left unfinished is ended and stays. What could not be written to its end is taken back, and its number
    is used for the next try.
    """

    def __init__(self, path):
        self.path = pathlib.Path(path)
        self.lock = threading.Lock()
        self.last = {}      # of each session: its number
        self.known = {}     # of each session: source and account
        self._read()
        self.file = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        if self.torn:
            self._write(b"\n")

    def _read(self):
        self.torn = False
        if not self.path.exists():
            return
        with open(self.path, "rb") as file:
            for line in file:
                self.torn = not line.endswith(b"\n")
                try:
                    said = json.loads(line)
                    self.last[said["session"]] = max(self.last.get(said["session"], 0), said["seq"])
                except (ValueError, KeyError, TypeError):
                    continue

    def _write(self, line):
        before = os.fstat(self.file).st_size
        try:
            while line:
                line = line[os.write(self.file, line):]
            os.fdatasync(self.file)
        except OSError:
            os.ftruncate(self.file, before)
            raise

    def append(self, source, session, account, event, data):
        with self.lock:
            if session not in self.known:
                self._append(source, session, account, "recorder.started", {})
                self.known[session] = (source, account)
            self._append(source, session, account, event, data)

    def _append(self, source, session, account, event, data):
        number = self.last.get(session, 0) + 1
        said = {"v": 1, "src": source, "session": session}
        if account:
            said["account"] = account
        said |= {"seq": number, "rx": now(), "event": event, "data": data}
        line = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
        self._write(line.encode("utf-8", "surrogateescape") + b"\n")
        self.last[session] = number  # only now: a line that failed has no number

    def stop(self, reason):
        with self.lock:
            for session, (source, account) in self.known.items():
                self._append(source, session, account, "recorder.stopped", {"reason": reason})
            os.close(self.file)


def handler_for(stream):
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            parts = [part for part in self.path.split("?")[0].split("/") if part]
            length = int(self.headers.get("Content-Length") or -1)
            if len(parts) not in (2, 3):
                return self.answer(404)
            if length < 0 or length > LONGEST_BODY:
                return self.answer(413)
            body = self.rfile.read(length)
            if len(body) < length:
                return self.answer(400)
            headers = {name.lower(): value for name, value in self.headers.items() if name.lower() in KEPT_HEADERS}
            data = {"headers": headers, "body": body.decode("utf-8", "surrogateescape")}
            try:
                stream.append(parts[0], parts[1], parts[2] if len(parts) == 3 else "", event_of(body), data)
            except OSError as error:
                print(f"cannot write: {error}", file=sys.stderr, flush=True)
                return self.answer(503)
            return self.answer(200)

        def answer(self, code):
            self.send_response(code)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_):
            pass  # contents of messages belong into the stream, and nowhere else

    return Handler


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = False

    def server_bind(self):  # without asking the name service what this machine is called
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = self.server_address[:2]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", required=True, help="the stream to append to")
    parser.add_argument("--listen", default="127.0.0.1:8088", help="HOST:PORT (port 0: a free one, which is printed)")
    options = parser.parse_args()
    host, port = options.listen.rsplit(":", 1)
    stream = Stream(options.out)
    server = Server((host, int(port)), handler_for(stream))
    print(f"listening on {server.server_address[0]}:{server.server_address[1]}", flush=True)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: threading.Thread(target=server.shutdown).start())
    server.serve_forever(poll_interval=0.1)
    server.server_close()  # waits for the requests that are being written
    stream.stop("in order")


if __name__ == "__main__":
    main()
