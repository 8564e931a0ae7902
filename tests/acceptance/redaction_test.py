#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""No secret that a gateway delivers is in an archive: a second reader decrypts all that is held and looks for them. What
stands beside the secrets is there."""
import base64
import json
import pathlib
import sys

from archive_under_test import Workplace, check, run

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "reference"))
from mun1 import archive as second_reader, cbor  # noqa: E402

SECRET = "SECRET-7f3a"
KEY = {"remoteJid": "15550101@s.whatsapp.net", "fromMe": False, "id": "3EB0A1"}


def message(identity, text, **more):
    return {"key": {**KEY, "id": identity}, "messageTimestamp": 1772616420, "message": {"conversation": text, **more}}


def baileys(name, data):
    return {"event": name, "session": "sales", "account": "+15550100", "data": data}


# By format: deliveries that hold a secret, each beside the word "kept".
DELIVERIES = {
    "baileys": [
        baileys("creds.update", {"me": {"id": "15550100", "name": "kept"}, "noiseKey": {"private": SECRET}}),
        baileys("connection.update", {"qr": SECRET, "reason": "kept"}),
        baileys("messages.upsert", {"type": "notify", "messages": [message("A1", "kept", protocolMessage={
            "type": 6, "appStateSyncKeyShare": {"keys": [{"keyData": {"keyData": SECRET}}]}})]}),
    ],
    "evolution": [
        {"event": "messages.upsert", "instance": "sales", "apikey": SECRET, "data": message("A2", "kept")},
        {"event": "messages.upsert", "instance": "sales", "data": message("A3", "kept", base64=base64.b64encode(bytes(2 << 20)).decode()),
         "apikey": SECRET},
        {"event": "unheard.of", "instance": "sales", "ApiKey": SECRET, "data": {"a": "kept"}},
    ],
    "gowa": [{"headers": {"authorization": "Basic " + SECRET}, "body": json.dumps(
        {"event": "message", "device_id": "15550100@s.whatsapp.net", "payload": {
            "id": "A4", "chat_id": "15550101@s.whatsapp.net", "from": "15550101@s.whatsapp.net", "timestamp": "2026-03-04T09:27:00Z", "body": "kept"}})}],
    "waha": [{"headers": {"X-Api-Key": SECRET}, "body": json.dumps(
        {"event": "session.status", "session": "sales", "engine": "NOWEB", "payload": {"status": "WORKING", "note": "kept"}})}],
    "whatsmeow": [
        {"type": "QR", "event": {"Codes": [SECRET], "note": "kept"}},
        {"type": "Message", "token": SECRET, "event": {"Info": {"ID": "A5", "Chat": "15550101@s.whatsapp.net", "Sender": "15550101@s.whatsapp.net",
                                                                "Timestamp": "2026-03-04T09:27:00Z"}, "Message": {"conversation": "kept"}}},
    ],
    "cloud-api": [{"headers": {"Authorization": SECRET}, "body": json.dumps(
        {"object": "whatsapp_business_account", "entry": [{"id": "7", "changes": [{"field": "messages", "value": {"note": "kept"}}]}]})}],
}


def everything_in(archive, kit):
    """All plaintext: records with the bytes in them as text, and attachments."""
    found = second_reader.Archive(str(archive), str(kit))
    check(not found.problems, f"the second reader finds problems: {found.problems}")
    texts = [json.dumps(cbor.as_json(record["record"]), ensure_ascii=False) for record in found.records]
    return "\n".join(texts + [bytes.fromhex(run_of_hex).decode(errors="replace") for text in texts for run_of_hex in hex_runs(text)])


def hex_runs(text):
    return [word for word in text.split('"') if len(word) >= 16 and len(word) % 2 == 0 and set(word) <= set("0123456789abcdef")]


def take(place, archive, name, content):
    source = place.path / name
    source.write_text(content)
    run(["ingest", *place.unlocked(archive), "--from", name.partition(".")[0], source], expect=(3,))  # the broken line is an exception


def main():
    with Workplace("redaction") as place:
        archive = place.new_archive()
        for form, deliveries in DELIVERIES.items():
            lines = [json.dumps(delivery).replace("kept", f"kept of {form}") + "\n" for delivery in deliveries]
            broken = lines[0][:lines[0].index(SECRET) + len(SECRET) + 1] + "\n"
            take(place, archive, f"{form}.ndjson", "".join(lines) + broken)
        held = everything_in(archive, place.kit)
        for form in DELIVERIES:
            check(f"kept of {form}" in held, f"{form}: what stands beside the secrets is not there: this tests nothing")
        check(SECRET not in held, f"a secret is held: …{held[max(0, held.find(SECRET) - 300):][:400]}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
