#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A second reader of Business Platform webhooks, which shares nothing with the one in C++: what is in a body, as
(kind, id, seconds, text). Ids of things that have none are "-". Prints one JSON array a line for each file named."""
import json
import sys

NOTICES = """account_alerts account_review_update account_settings_update account_update automatic_events
business_capability_update business_status_update flows message_template_components_update message_template_limit_update
message_template_quality_update message_template_status_update messaging_handovers partner_solutions
payment_configuration_update phone_number_name_update phone_number_quality_update phone_number_settings_update security
template_category_update template_correct_category_detection template_performance_metrics tracking_events""".split()
KINDS = {"reaction": "reaction", "edit": "edit", "revoke": "revoke", "system": "system event", "request_welcome": "system event",
         "unsupported": "unrecognised", "unknown": "unrecognised"}
CONTENT = "text image video document audio voice sticker media_placeholder location contacts order button interactive".split()
REPLIES = ("button_reply", "list_reply", "nfm_reply", "call_permission_reply", "")


def lines(parts, between="\n"):
    return between.join(str(part) for part in parts if part not in (None, "")) or None


def seconds(item, entry):
    value = int(item.get("timestamp") or 0) or int(entry.get("time") or 0)
    return (value // 1000 if value >= 10**11 else value) or None


def card(contact):
    name = contact.get("name", {})
    title = name.get("formatted_name") or lines([name.get("first_name"), name.get("last_name")], " ")
    if not title:
        title = next((line[3:] for line in contact.get("vcard", "").splitlines() if line.startswith("FN:")), None)
    reached = [p.get("phone") for p in contact.get("phones", [])] + [e.get("email") for e in contact.get("emails", [])]
    return lines([title, lines(reached, ", ")], ": ")


def article(item):
    price = lines([item.get("item_price"), item.get("currency")], " ")
    return lines([item.get("quantity"), "×", item.get("product_retailer_id"), price and "at " + price], " ")


def interactive(content):
    reply = content.get(content.get("type"), {})
    if content.get("type") == "nfm_reply":
        return lines([reply.get("body"), reply.get("response_json")])
    return lines([reply.get("title"), reply.get("description"), reply.get("response")])


def text_of(kind, message):
    content = message.get(kind) or {}
    if kind == "text":
        return content.get("body")
    if kind == "location":
        return lines([content.get("name"), content.get("address"), content.get("url")])
    if kind == "contacts":
        return lines(card(contact) for contact in content)
    if kind == "order":
        return lines([content.get("text")] + [article(item) for item in content.get("product_items", [])])
    if kind == "button":
        return content.get("text")
    if kind == "interactive":
        return interactive(content)
    return {"reaction": content.get("emoji", ""), "edit": None, "system": content.get("body")}.get(kind, content.get("caption"))


def message_row(message, entry):
    kind = message.get("type") or next((k for k in CONTENT + list(KINDS) if k in message), "")
    known = kind in CONTENT and (kind != "interactive" or message.get(kind, {}).get("type", "") in REPLIES)
    if kind == "edit":
        now = message["edit"].get("message", {})
        text = text_of(now.get("type"), now)
    else:
        text = text_of(kind, message) if known or kind in KINDS else None
    row = [KINDS.get(kind, "message" if known else "unrecognised"), message.get("id", "-"), seconds(message, entry), text]
    system = message.get("system", {})
    gone = system.get("customer") or system.get("previous_user_id") or message.get("from") or message.get("from_user_id")
    new = {system.get(key) for key in ("wa_id", "new_wa_id", "user_id", "parent_user_id")} - {None, gone}
    return [row, ["identity", "-", seconds(message, entry), None]] if kind == "system" and new else [row]


def contact_rows(contact):
    ids = [contact.get(key) for key in ("wa_id", "user_id", "parent_user_id") if contact.get(key)]
    said = contact.get("profile", {}).get("name") or contact.get("profile", {}).get("username") or len(ids) > 1
    return [["identity", "-", None, None]] if said else []


def status_row(status, entry):
    word = status["status"].lower()
    who = status.get("recipient_participant_id") or status.get("recipient_id") or ""
    who = "+" + who if who.isdigit() else who or "bsuid:" + status["recipient_user_id"]
    return ["call" if status.get("type") == "call" else "receipt", f"{status['id']}:{word}:{who}", seconds(status, entry), None]


def call_row(call, entry):
    event = call.get("event")
    return ["call", call["id"] if event == "connect" else f"{call['id']}:{event}", seconds(call, entry), None]


def group_rows(group, entry):
    when = seconds(group, entry)
    members = [1 for key in ("added_participants", "removed_participants", "failed_participants") for _ in group.get(key, [])]
    settings = ("group_subject", "group_description", "profile_picture", "join_approval_mode")
    settings = [key for key in settings if key in group and group["type"] != "group_create"]
    told = group["type"] in ("group_create", "group_delete") or group["type"].startswith(("group_join_request", "group_suspend"))
    text = group.get("description") if group["type"] == "group_create" and "errors" not in group else None
    rows = [["system event", "-", when, text]] * told + [["system event", "-", when, None]] * len(members)
    for key in settings:
        done = group[key].get("update_successful", True) if isinstance(group[key], dict) else True
        rows.append(["system event", "-", when, group[key].get("text") if key == "group_description" and done else None])
    return rows or [["unrecognised", "-", when, None]]


def history_rows(piece, entry):
    rows = [["session event", "-", int(entry.get("time") or 0) or None, None] for key in ("metadata", "errors") if key in piece]
    for thread in piece.get("threads", []):
        for message in thread["messages"]:
            rows += message_row(message, entry)
    return rows


def words(value, key=""):
    if isinstance(value, dict):
        skipped = ("metadata", "messaging_product", "timestamp")
        return [word for name, item in value.items() if name not in skipped for word in words(item, name)]
    if isinstance(value, list):
        return [word for item in value for word in words(item, key)]
    return [] if value is None else [f"{key} {value}"]


def change_rows(entry, change):
    value, field = change.get("value", {}), change.get("field", "")
    when = int(entry.get("time") or 0) or None
    if field in NOTICES:
        return [["session event", "-", seconds(value, entry), lines(words(value), ", ")]]
    rows = []
    for key in ("messages", "message_echoes"):
        for message in value.get(key, []):
            rows += message_row(message, entry)
    rows += [status_row(status, entry) for status in value.get("statuses", [])]
    rows += [call_row(call, entry) for call in value.get("calls", [])]
    for group in value.get("groups", []):
        rows += group_rows(group, entry)
    for piece in value.get("history", []):
        rows += history_rows(piece, entry)
    for preference in value.get("user_preferences", []):
        rows.append(["system event", "-", seconds(preference, entry), preference.get("detail")])
    if not rows and value.get("errors"):
        rows.append(["session event", "-", when, None])
    for item in value.get("state_sync", []):
        rows.append(["identity", "-", seconds(item.get("metadata", {}), entry), None])
    for contact in value.get("contacts", []):
        rows += contact_rows(contact)
    return rows or [["unrecognised", "-", when, None]]


def rows_of(body):
    rows, changes = [], 0
    for entry in body["entry"]:
        for change in entry.get("changes", []):
            changes += 1
            rows += change_rows(entry, change)
    return rows if changes else [["delivery", "-", None, None]]


def bodies_in(text):
    decoder, at = json.JSONDecoder(), 0
    while at < len(text):
        try:
            body, at = decoder.raw_decode(text, at)
        except ValueError:
            return  # what cannot be read is the other reader's to count
        if isinstance(body.get("body"), str):
            body = json.loads(body["body"])
        yield body
        while at < len(text) and text[at].isspace():
            at += 1


def main():
    for path in sys.argv[1:]:
        with open(path, encoding="utf-8") as file:
            for body in bodies_in(file.read().lstrip()):
                for row in rows_of(body):
                    print(json.dumps([path] + row, ensure_ascii=False))


if __name__ == "__main__":
    main()
