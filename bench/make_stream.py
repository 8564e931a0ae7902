#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""An invented session stream of four gateways in turn, a text message a line: make_stream.py LINES OUT.ndjson

The same arguments always make the same bytes."""
import json
import random
import sys

WORDS = ("the invoice of harbour master is late again please send it before friday noon and tell me when boat arrives "
         "with new sails").split()
OWN = "15550000001"


def gowa(i, peer, name, rx, body):
    payload = {"id": f"B{i:08}", "chat_id": peer, "from": peer, "from_name": name, "timestamp": rx, "is_from_me": False, "body": body}
    return "message", {"event": "message", "device_id": OWN + "@s.whatsapp.net", "payload": payload}


def baileys(i, peer, name, rx, body):
    message = {"key": {"remoteJid": peer, "fromMe": False, "id": f"C{i:08}"}, "messageTimestamp": 1772615220 + i, "pushName": name,
               "message": {"conversation": body, "messageContextInfo": {"deviceListMetadataVersion": 2}}}
    return "messages.upsert", {"messages": [message], "type": "notify"}


def waha(i, peer, name, rx, body):
    chat = peer.replace("s.whatsapp.net", "c.us")
    payload = {"id": f"false_{chat}_D{i:08}", "timestamp": 1772615220 + i, "from": chat, "fromMe": False, "body": body, "hasMedia": False}
    return "message", {"event": "message", "session": "s", "engine": "NOWEB", "me": {"id": OWN + "@c.us"}, "payload": payload}


def whatsmeow(i, peer, name, rx, body):
    info = {"Chat": peer, "Sender": peer, "IsFromMe": False, "IsGroup": False, "ID": f"E{i:08}", "Type": "text", "PushName": name, "Timestamp": rx}
    return "Message", {"Info": info, "Message": {"conversation": body}}


def main():
    lines, out = int(sys.argv[1]), sys.argv[2]
    chance = random.Random(7)
    gateways = [gowa, baileys, waha, whatsmeow]
    with open(out, "w", encoding="ascii") as stream:
        for i in range(lines):
            rx = f"2026-03-{1 + i // 86400 % 28:02}T{i // 3600 % 24:02}:{i // 60 % 60:02}:{i % 60:02}.{i % 1000:03}Z"
            body = " ".join(chance.choice(WORDS) for _ in range(chance.randint(3, 30)))
            gateway = gateways[i % 4]
            event, data = gateway(i, f"1556{i % 9973:07}@s.whatsapp.net", f"Peer {i % 997}", rx, body)
            stream.write(json.dumps({"v": 1, "src": gateway.__name__, "session": f"s{i % 5}", "account": "+" + OWN, "seq": i // 5 + 1, "rx": rx,
                                     "event": event, "data": data}, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
