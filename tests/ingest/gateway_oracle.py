#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A second reader of what WhatsApp gateways deliver (Baileys, whatsmeow, GoWA, WAHA, Evolution API), which shares nothing with
the one in C++: what is in a stream, as (kind, id, seconds, sender, conversation, text). Ids that the archive makes itself are
"-". Prints one JSON array a line for each file named. Keys are read in lower case, as gateways do not agree on theirs."""
import datetime
import json
import sys

PHONES, LIDS = ("s.whatsapp.net", "c.us", "hosted"), ("lid", "hosted.lid")
# What is in a message, called as in the protocol but without "message", and in which fields the text is.
TEXTS = {"extendedtext": "text", "location": "name address", "event": "name description", "order": "ordertitle message",
         "groupinvite": "groupname caption", "list": "title description", "listresponse": "title description",
         "buttons": "contenttext", "buttonsresponse": "selecteddisplaytext", "templatebuttonreply": "selecteddisplaytext"}
TEXTS |= {name: "caption" for name in "image video ptv document audio sticker livelocation".split()}
TEXTS |= {"pollcreation" + version: "name" for version in ("", "v2", "v3", "v5")}
KINDS = {"pollupdate": "vote", "enceventresponse": "vote", "encreaction": "reaction", "pininchat": "system event",
         "keepinchat": "system event", "call": "call", "calllogmesssage": "call"}
ORDERS = {"0": "revoke", "REVOKE": "revoke", "14": "edit", "MESSAGE_EDIT": "edit", "3": "system event",
          "EPHEMERAL_SETTING": "system event"}
PLUMBING = "senderkeydistribution fastratchetkeysenderkeydistribution contextinfo base64 media mediaurl".split()


def low(value):
    if isinstance(value, dict):
        return {key.lower(): low(item) for key, item in value.items()}
    return [low(item) for item in value] if isinstance(value, list) else value


def flat(parts):
    return [row for part in parts for row in part]


def lines(parts):
    return "\n".join(str(part) for part in parts if part not in (None, "")) or None


def fields(content, names):
    return lines((content or {}).get(name) for name in names.split())


def listed(value):
    return value if isinstance(value, list) else [] if value is None else [value]


def seconds(value):
    if isinstance(value, dict):  # a 64-bit integer of JavaScript
        value = value.get("low", 0) % 2**32 + value.get("high", 0) * 2**32
    if isinstance(value, str) and value and not value.isdigit():
        value = datetime.datetime.fromisoformat(value.replace("Z", "+00:00")).timestamp()
    value = int(value or 0)
    return (value // 1000 if value >= 10**11 else value) if value > 0 else None


def person(jid):
    if isinstance(jid, dict):
        jid = f"{jid.get('user') or ''}@{jid.get('server') or ''}"
    name, _, server = (jid or "").partition("@")
    name = name.split(":")[0]
    if not name or server in PHONES or not server:
        return "+" + name.lstrip("+") if name else None
    return f"{name}@{'lid' if server in LIDS else server}"


def is_human(one):
    return bool(one) and (one[0] == "+" or one.endswith("@lid"))


def best(*jids):
    people = [person(jid) for jid in jids if person(jid)]
    return next((one for one in people if one[0] == "+"), people[0] if people else None)


def card(content):
    formatted = [line[3:] for line in (content.get("vcard") or "").splitlines() if line.startswith("FN:")]
    return content.get("displayname") or (formatted[0] if formatted else None)


def inside(message):
    """What a message says: its kind, None if it is left out, and its text."""
    for _ in range(8):
        inner = [item["message"] for item in message.values() if isinstance(item, dict) and isinstance(item.get("message"), dict)]
        message = inner[0] if inner else message
    said = {key.replace("message", ""): item for key, item in message.items() if item is not None}
    name = next((key for key in said if key not in PLUMBING), "")
    content = said.get(name)
    if name == "conversation":
        return "message", content or None
    if name == "protocol":
        kind = ORDERS.get(str(content.get("type", 0)))
        return kind, inside(content.get("editedmessage") or {})[1] if kind == "edit" else None
    if name == "reaction":
        return "reaction", content.get("text") or ""
    if name in ("contact", "contactsarray"):
        return "message", lines(card(one) for one in content.get("contacts", [content]))
    if name in TEXTS:
        return "message", fields(content, TEXTS[name])
    return (None if said and not name else KINDS.get(name, "unrecognised")), None


class Session:
    """Whose session it is, and what its time is for that which has none. Rows come in lists, so that they can be added up."""

    def __init__(self, name, account, now, met):
        self.name, self.account, self.now, self.met = name, account, now, met

    def chat(self, *jids):
        other = best(*jids)
        two = sorted([self.account, other or ""]) if self.account else [f"session:{self.name or ''}", other or ""]
        return " ".join(two) if is_human(other) else other

    def rows(self, kind, name=None, time=None, who=None, chat=None, text=None):
        return [[kind, name or "-", seconds(time) or self.now, who, chat, text]]

    def event(self, time, who, chat, name=None):
        return self.rows("system event", name, time, who, chat)

    def state(self, time=None, text=None):
        return self.rows("session event", None, time, self.account, None, text)

    def same(self, *jids, **names):
        """Names of a person that the source did not say before."""
        people = [person(jid) for jid in jids if is_human(person(jid))]
        who = best(*people)
        facts = {(who, one) for one in people if one != who} | {(who, key, name) for key, name in names.items() if who and name}
        new, self.met[:] = facts.difference(self.met), facts.union(self.met)
        return [["identity", "-", None, who, None, None] for _ in new]

    def people(self, data):
        people = [one if isinstance(one, dict) else {"id": one} for one in data.get("participants") or []]
        return flat(self.same(*(one.get(key) for key in ("id", "jid", "lid", "pn", "phonenumber"))) for one in people)


class Baileys(Session):
    STATES = "connection.update creds.update messaging-history.status message-capping.update".split()
    LEFT_OUT = "presence.update chats.lock settings.update newsletter.view messages.media-update".split()
    MEMBERS = "27 28 29 30 31 32".split() + ["GROUP_PARTICIPANT_" + word for word in
                                             "ADD REMOVE PROMOTE DEMOTE INVITE LEAVE".split()]
    MISSED = "40 41 45 46".split() + ["CALL_MISSED_" + word for word in "VOICE VIDEO GROUP_VOICE GROUP_VIDEO".split()]
    GROUP = "subject desc announce restrict ephemeralduration joinapprovalmode memberaddmode invitecode linkedparent".split()
    STATUS = {"0": "failed", "ERROR": "failed", "1": None, "PENDING": None, "2": "sent", "SERVER_ACK": "sent",
              "3": "delivered", "DELIVERY_ACK": "delivered", "4": "read", "READ": "read", "5": "played", "PLAYED": "played"}

    def names(self, key):
        """The ids that a key gives to the chat, and to the member of a group who wrote."""
        second = [key.get("remotejidalt")] + ([] if key.get("fromme") else [key.get("senderpn"), key.get("senderlid")])
        chat = [key.get("remotejid")] + (second if is_human(person(key.get("remotejid"))) else [])
        return chat, [key.get("participant" + end) for end in ("", "alt", "pn", "lid")]

    def head(self, key):
        chat, member = self.names(key)
        return self.account if key.get("fromme") else best(*member) or best(*chat), self.chat(*chat)

    def message(self, message):
        key, when = message["key"], message.get("messagetimestamp")
        (who, chat), (chats, members) = self.head(key), self.names(key)
        rows = self.same(*chats) + self.same(*members)
        if message.get("messagestubtype"):
            rows += self.notice(message, str(message["messagestubtype"]), who, chat)
        else:
            kind, text = inside(message.get("message") or {})
            rows += self.rows(kind, key.get("id"), when, who, chat, text) if kind else []
        rows += flat(self.reaction(chat, one) for one in message.get("reactions") or [])
        return rows + flat(self.receipts(chat, one) for one in message.get("userreceipt") or [])

    def notice(self, message, stub, who, chat):
        name, when = message["key"].get("id"), message.get("messagetimestamp")
        if stub in ("1", "REVOKE", "2", "CIPHERTEXT"):
            return self.rows("revoke" if stub in ("1", "REVOKE") else "message", name, when, who, chat)
        if stub in self.MISSED:
            return self.rows("call", name, when, who, chat)
        if stub in ("39", "E2E_ENCRYPTED"):  # the app writes it
            who = None
        given = message.get("messagestubparameters") or [] if stub in self.MEMBERS else []
        people = self.people({"participants": [low(json.loads(one)) if one.startswith("{") else one for one in given]})
        return self.event(when, who, chat, name if len(given) < 2 else None) * max(1, len(given)) + people

    def reaction(self, chat, one):
        key, when = one["key"], one.get("sendertimestampms")
        return self.rows("reaction", key.get("id"), when, self.head(key)[0], chat, one.get("text") or "")

    def receipts(self, chat, receipt):
        times = [receipt.get(key + "timestamp") for key in ("receipt", "read", "played")]
        return flat(self.rows("receipt", None, time, person(receipt.get("userjid")), chat) for time in times if seconds(time))

    def status(self, key, status):
        if str(status) not in self.STATUS:
            return self.rows("unrecognised")
        who, told = best(*self.names(key)[0]) if key.get("fromme") else self.account, self.STATUS[str(status)]
        who = who if is_human(who) and told not in ("sent", "failed") else None
        return self.rows("receipt", None, None, who, self.head(key)[1]) if told else []

    def update(self, item):
        key, update = item["key"], item["update"]
        (who, chat), when, said = self.head(key), update.get("messagetimestamp"), update.get("message")
        if update.get("pollupdates"):
            votes = [(vote["pollupdatemessagekey"], vote.get("sendertimestampms")) for vote in update["pollupdates"]]
            return flat(self.rows("vote", by.get("id"), time, self.head(by)[0], chat) for by, time in votes)
        if update.get("messagestubtype") in (1, "REVOKE"):
            by = update.get("key") or key
            return self.rows("revoke", by.get("id"), when, self.head(by)[0], chat)
        if said and "editedmessage" in said:
            return self.rows("edit", None, when, who, chat, inside(said)[1])
        if said:
            return self.message({"key": key, **update})
        if "starred" in update:
            return self.event(None, self.account, chat)
        return self.status(key, update["status"]) if "status" in update else []

    def contact(self, one):
        jids = [one.get(key) for key in ("id", "remotejid", "lid", "lidjid", "jid", "pn", "pnjid", "phonenumber")]
        return self.same(*jids, book=one.get("name"), own=one.get("notify") or one.get("pushname"), firm=one.get("verifiedname"))

    def created(self, group):
        owner = [group.get("owner"), group.get("ownerpn")]
        return self.event(group.get("creation"), best(*owner), person(group["id"])) + self.same(*owner) + self.people(group)

    def changed(self, data):
        """A group or a channel: an event for each member or each thing."""
        things = data.get("participants") or [thing for thing in self.GROUP if thing in data]
        event = self.event(None, best(data.get("author"), data.get("authorpn")), person(data["id"]))
        return event * (len(things) if data["id"].endswith("@g.us") else 1) + self.people(data)

    def request(self, data):
        who = [data.get("participant" + end) for end in ("", "pn", "alt")]
        by, group = best(data.get("author"), data.get("authorpn")) or best(*who), person(data.get("id") or data.get("groupid"))
        return self.event(data.get("messagetimestamp"), by, group) + self.same(*who)

    def call(self, call):
        chat = person(call.get("groupjid")) or self.chat(call.get("chatid") or call["from"])
        name = call["id"] if call.get("status") == "offer" else None
        return self.rows("call", name, call.get("date"), person(call["from"]), chat) if call.get("status") != "ringing" else []

    def own(self, one):
        one = one if isinstance(one, dict) else {"jid": one}
        return self.event(None, self.account, self.chat(one.get("jid") or one.get("remotejid")))

    def history(self, messages, people):
        return self.state() + flat(map(self.message, messages)) + flat(map(self.contact, people))

    def timer(self, chat):
        when = chat.get("ephemeralsettingtimestamp")
        return self.event(when, None, self.chat(chat.get("id"))) if "ephemeralexpiration" in chat else []

    EVENTS = {
        "messages.upsert": message, "messages.update": update, "messages.delete": own, "chats.delete": own, "call": call,
        "messages.reaction": lambda self, one: self.reaction(self.head(one["key"])[1], one["reaction"]),
        "message-receipt.update": lambda self, one: self.receipts(self.head(one["key"])[1], one["receipt"]),
        "groups.upsert": created, "groups.update": changed, "group-participants.update": changed, "group.join-request": request,
        "group.member-tag.update": request, "contacts.upsert": contact, "contacts.update": contact, "lid-mapping.update": contact,
        "chats.upsert": timer, "chats.update": timer, "blocklist.set": own, "blocklist.update": own,
        "newsletter.reaction": changed, "newsletter-participants.update": changed, "newsletter-settings.update": changed}

    def read(self, event, data):
        if event.startswith("labels.") or event in self.STATES:
            data = data if isinstance(data, dict) else {}
            return self.state((data.get("lastdisconnect") or {}).get("date"), data.get("name"))
        if event == "messaging-history.set":
            people = flat(data.get(key) or [] for key in ("contacts", "chats", "lidpnmappings"))
            return self.history(data.get("messages") or [], people)
        if event not in self.EVENTS:
            return [] if event in self.LEFT_OUT else self.rows("unrecognised")
        inner = [data[key] for key in ("messages", "keys", "blocklist") if isinstance(data, dict) and key in data]
        return flat(self.EVENTS[event](self, one) for one in (inner[0] if inner else listed(data)))


class Evolution(Baileys):
    SAME = {"messages-upsert": "messages.upsert", "messages.set": "messages.upsert", "send.message": "messages.upsert",
            "group.update": "groups.update", "group.participants.update": "group-participants.update"}

    def read(self, event, data):
        event, data = event.lower().replace("_", "."), data.get("data")
        if event == "messages.update":
            return flat(self.status(one, one.get("status")) for one in listed(data))
        if event == "messages.edited":
            return self.ordered(data)
        if event == "messages.delete":
            return self.rows("revoke", None, None, *self.head(data))
        if event.split(".")[0] in ("qrcode", "status", "logout", "instance", "remove", "application"):
            return self.state()
        return [] if event.startswith("typebot.") else super().read(self.SAME.get(event, event), data)

    def ordered(self, data):
        """Any order to change something, not only an edit, and with the key as it is for who gave it: always "from me"."""
        key, (kind, text) = data.get("key") or {}, inside({"protocolmessage": data})
        other = person(key.get("remotejid"))
        who, chat = self.account, self.chat(other)
        if other == self.account or (other or "").endswith("@lid"):
            who, chat = None, f"(not told) {self.account}"  # of the other one, whoever that is
        elif not is_human(other):
            who = person(key.get("participant")) if kind == "edit" else None
        return self.rows(kind, None, data.get("timestampms"), who, chat, text) if kind else []


class Meow(Baileys):
    STATES = """QR PairError Connected KeepAliveRestored Disconnected KeepAliveTimeout StreamError StreamReplaced ClientOutdated
    LoggedOut TemporaryBan ConnectFailure OfflineSyncPreview OfflineSyncCompleted""".split()
    LEFT_OUT = """Presence ChatPresence CallRelayLatency CallTransport CallPreAccept AppState AppStateSyncComplete Archive Mute
    Pin MarkChatAsRead PushNameSetting UnarchiveChatsSetting UserStatusMute PrivacySettings MediaRetry
    NewsletterMuteChange""".split()
    GROUP = "name topic locked announce ephemeral membershipapprovalmode delete link unlink newinvitelink".split()

    def about(self, info):
        """Who wrote, in which chat, and what that says about people."""
        mine, sender, chat = info.get("isfromme"), [info.get("sender"), info.get("senderalt")], [info.get("chat")]
        chat += [info.get("recipientalt" if mine else "senderalt")] if is_human(person(chat[0])) else []
        same = self.same(*sender) + (self.same(*chat) if mine else [])
        return self.account if mine and self.account else best(*sender), self.chat(*chat), same

    def sent(self, data):
        info, edited = data.get("info") or data, seconds((data.get("newslettermeta") or {}).get("editts"))
        (who, chat, rows), when = self.about(info), info.get("timestamp")
        if "messageids" in info:
            return rows + self.rows("receipt", None, when, who, chat)
        kind, text = inside(data["message"]) if data.get("message") else ("message", None)
        if edited and kind == "message":
            return rows + self.rows("edit", None, edited, who, chat, text)
        return rows + self.rows(kind, info.get("id"), when, who, chat, text) if kind else rows

    def grouped(self, data):
        two, when, group = [data.get("sender"), data.get("senderpn")], data.get("timestamp"), person(data["jid"])
        moved, raised = (flat(data.get(key) or [] for key in keys) for keys in (("join", "leave"), ("promote", "demote")))
        rows = self.event(when, best(*two), group) * (len([key for key in self.GROUP if data.get(key)]) + len(raised))
        if data.get("joinreason") == "invite":
            return self.same(*two) + rows + flat(self.event(when, person(one), group) for one in moved)
        return self.same(*two) + rows + self.event(when, best(*two), group) * len(moved)

    def joined(self, data):
        new, owner = data.get("type") == "new", [data.get("ownerjid"), data.get("ownerpn")]
        when, by = (data.get("groupcreated"), best(*owner)) if new else (None, self.account)
        rows = self.event(when, by, person(data["jid"]))
        return rows + self.same(*owner) + self.people(data)

    def called(self, data):
        creator, name = [data.get("callcreator"), data.get("callcreatoralt")], None if "reason" in data else data["callid"]
        chat = person(data.get("groupjid")) or self.chat(*creator)
        return self.rows("call", name, data.get("timestamp"), best(*creator), chat) + self.same(*creator)

    def synced(self, data):
        chats, people = data["data"].get("conversations") or [], data["data"].get("pushnames") or []
        messages = [one["message"] for chat in chats for one in chat.get("messages") or []]
        return self.history(messages, people + (data["data"].get("phonenumbertolidmappings") or []))

    def elsewhere(self, data):
        chat = self.chat(data.get("chatjid") or data.get("jid") or data.get("id"))
        return self.event(data.get("timestamp"), self.account, chat)

    def altered(self, data):
        return self.event(data.get("timestamp"), person(data.get("author") or data["jid"]), self.chat(data["jid"]))

    def named(self, data):
        action, own = data.get("action") or {}, data.get("newpushname") or data.get("newbusinessname")
        return self.same(data.get("jid"), action.get("pnjid"), action.get("lidjid"), book=action.get("fullname"), own=own)

    EVENTS = {"Message": sent, "UndecryptableMessage": sent, "Receipt": sent, "GroupInfo": grouped, "JoinedGroup": joined,
              "HistorySync": synced, "Blocklist": lambda self, data: flat(map(self.elsewhere, data["changes"])),
              "PairSuccess": lambda self, data: self.rows("session event", None, None, best(data.get("id"), data.get("lid"))) +
              self.same(data.get("id"), data.get("lid"))}
    EVENTS |= dict.fromkeys("Contact PushName BusinessName".split(), named)
    EVENTS |= dict.fromkeys("Picture IdentityChange".split(), altered)
    EVENTS |= dict.fromkeys("DeleteForMe Star ClearChat DeleteChat".split(), elsewhere)
    EVENTS |= dict.fromkeys("NewsletterJoin NewsletterLeave NewsletterLiveUpdate".split(), elsewhere)
    EVENTS |= dict.fromkeys("CallOffer CallOfferNotice CallAccept CallReject CallTerminate".split(), called)

    def read(self, event, data):
        event = event.removeprefix("*").removeprefix("events.")
        if event in self.EVENTS:
            return self.EVENTS[event](self, data)
        if event in self.STATES or event.startswith(("Label", "PairPasskey")):
            return self.state()
        info = data.get("info") if isinstance(data.get("info"), dict) else {}
        unknown = self.rows("unrecognised", info.get("id"), info.get("timestamp"), *self.about(info)[:2])
        return [] if event in self.LEFT_OUT else unknown


class Gowa(Session):
    MEDIA = "image video video_note audio document sticker".split()
    CONTENT = MEDIA + "body contact contacts_array location live_location list order interactive poll referral".split()
    KINDS = {"message.edited": "edit", "message.revoked": "revoke", "message.reaction": "reaction"}
    RECEIPTS = "delivered read played retry server-error".split()
    OWN = "sender read-self played-self inactive peer_msg hist_sync".split()

    def text(self, load):
        vote, cards = load.get("poll") or {}, listed(load.get("contact")) + listed(load.get("contacts_array"))
        if vote.get("type") in ("creation", "vote"):
            return lines([vote.get("question")] + (vote.get("selected_options") or []))
        media = [load[key] for key in self.MEDIA if isinstance(load.get(key), dict)]
        return (load.get("body") or lines(one.get("caption") for one in media) or lines(map(card, cards)) or
                fields(load.get("location") or load.get("live_location"), "name address caption") or
                fields(load.get("order"), TEXTS["order"]))

    def read(self, event, data):
        load = data.get("payload") or {}
        when, who = load.get("timestamp") or data.get("timestamp"), best(load.get("from"), load.get("from_lid"))
        where = load.get("chat_id") or load.get("newsletter_id")
        chat = self.chat(where, load.get("chat_lid")) if where else self.chat(who)
        rows = self.same(load.get("from"), load.get("from_lid")) + self.same(load.get("chat_id"), load.get("chat_lid"))
        if event == "message" or event in self.KINDS:
            content = any(load.get(key) is not None for key in self.CONTENT)
            said = "vote" if (load.get("poll") or {}).get("type") == "vote" else "message" if content else "unrecognised"
            text = load.get("reaction", "") if event == "message.reaction" else self.text(load)
            return rows + self.rows(self.KINDS.get(event, said), load.get("id"), when, who, chat, text)
        if event == "message.ack":
            kind = load.get("receipt_type") or "delivered"
            known = "receipt" if kind in self.RECEIPTS else "unrecognised"
            return self.rows(known, None, when, who, chat) if load.get("ids") and kind not in self.OWN else []
        if event in ("message.deleted", "group.joined", "newsletter.joined", "newsletter.left"):
            return self.event(when, self.account, chat)
        if event == "group.participants":
            return self.event(when, None, chat) * len(load.get("jids") or [])
        if event == "newsletter.message":
            return flat(self.rows("message", one["message_id"], one.get("timestamp"), chat, chat) for one in load["messages"])
        if event == "call.offer":
            return self.rows("call", load.get("call_id"), when, who, chat)
        if event.startswith("label."):
            return self.state(when, load.get("name"))
        return [] if event in ("chat_presence", "newsletter.mute") else self.rows("unrecognised", None, when, who, chat)


class Waha(Baileys):
    LEFT_OUT = "presence.update engine.event state.change chat.archive".split()

    def parts(self, name):
        """Whether from the account, the chat, the message and the sender, of an id such as false_15550101@c.us_3EB0D1."""
        parts = ((name.get("_serialized") if isinstance(name, dict) else name) or "").split("_")
        if len(parts) < 3:
            return None, None, parts[-1] or None, None
        return parts[0] == "true", parts[1], parts[2], parts[3] if "@" in parts[-1] and len(parts) > 3 else None

    def place(self, load):
        mine, chat, name, member = self.parts(load.get("id"))
        engine = load.get("_data") if isinstance(load.get("_data"), dict) else {}
        info, (chats, members) = engine.get("info") or {}, self.names(engine.get("key") or {})
        chats.insert(0, chat or load.get("from"))
        chats.append(info.get("recipientalt" if info.get("isfromme") else "senderalt"))
        members += [load.get("participant"), member, info.get("sender"), info.get("senderalt")]
        human = is_human(person(chats[0]))
        other = chats if human else members
        return name, (self.account if load.get("fromme", mine) else best(*other),
                      self.chat(*(chats if human else chats[:1]))), self.same(*other)

    def said(self, load, waiting):
        (name, head, rows), cards = self.place(load), lines(card({"vcard": one}) for one in load.get("vcards") or [])
        kind, text = "message", load.get("body") or cards or fields(load.get("location"), "description name address")
        if not waiting and not text and not load.get("hasmedia"):
            engine = load.get("_data") if isinstance(load.get("_data"), dict) else {}
            kind, text = inside(engine["message"]) if engine.get("message") else ("unrecognised", None)
        return rows + self.rows(kind, name, load.get("timestamp"), *head, text) if kind else rows

    def amended(self, load, kind):
        """Of the browser engines, id and time are those of the message that is edited or revoked."""
        now = load if kind == "edit" else load.get("after") or load.get("before") or {}
        name, head, rows = self.place(now)
        own = load.get("editedmessageid") or load.get("revokedmessageid") not in (None, name)
        when, text = own and now.get("timestamp"), load.get("body") if kind == "edit" else None
        return rows + self.rows(kind, own and name, when, *head, text)

    def acknowledged(self, load):
        mine, chat, _, _ = self.parts(load.get("id"))
        other = chat if is_human(person(chat)) else None
        who = person(load.get("participant") or (other if mine else self.account)) if load["ack"] > 1 else None
        kind = "receipt" if load["ack"] in (-1, 1, 2, 3, 4) else "unrecognised"
        who = who if kind == "receipt" else None
        return self.rows(kind, None, (load.get("_data") or {}).get("timestamp"), who, self.chat(chat)) if load["ack"] else []

    def group(self, event, load):
        group, by, when = load.get("group") or {}, load.get("_data") or {}, load.get("timestamp")
        chat, two = person(group.get("id") or load.get("chatid")), [by.get("sender"), by.get("senderpn")]
        who, rows = best(*two, load.get("author"), by.get("author")), self.same(*two) + self.people(load)
        if "requesterid" in load:
            two = [load["requesterid"], load.get("requesterpn")]
            return self.event(when, best(*two), chat) + self.same(*two)
        if event == "group.v2.update":
            return rows + self.event(when, who, chat) * len(group.keys() - {"id", "participants"})
        if event in ("group.v2.join", "group.v2.leave"):
            return self.event(when, self.account, chat)
        people = load.get("participants") or load.get("recipientids") or []
        return rows + self.event(when, who, chat) * len(people)

    def read(self, event, data):
        load, me = data.get("payload") if isinstance(data.get("payload"), dict) else {}, data.get("me") or {}
        return self.same(me.get("id"), me.get("lid")) + self.told(event, load)

    def told(self, event, load):
        if event in ("message", "message.any", "message.waiting"):
            return self.said(load, event == "message.waiting")
        if event in ("message.edited", "message.revoked"):
            return self.amended(load, "edit" if event == "message.edited" else "revoke")
        if event in ("message.ack", "message.ack.group"):
            return self.acknowledged(load)
        if event == "message.reaction":
            name, head, rows = self.place(load)
            return rows + self.rows("reaction", name, load.get("timestamp"), *head, load["reaction"].get("text") or "")
        if event.startswith(("poll.vote", "event.response")):
            vote = load.get("vote") or load
            name, head, rows = self.place(vote)
            text = lines(vote.get("selectedoptions") or [(load.get("eventresponse") or {}).get("response")])
            return rows + self.rows("vote", name, vote.get("timestamp"), *head, text)
        if event.startswith("group.") or "requesterid" in load:
            return self.group(event, load)
        if event.startswith("call."):
            name = load["id"] if event == "call.received" else None
            return self.rows("call", name, load.get("timestamp"), person(load.get("from")), self.chat(load.get("from")))
        if event == "session.status" or event.startswith("label."):
            return self.state((load.get("statuses") or [{}])[-1].get("timestamp"), load.get("name") if event[0] == "l" else None)
        return [] if event in self.LEFT_OUT else self.rows("unrecognised")


READERS = {"baileys": Baileys, "evolution": Evolution, "gowa": Gowa, "waha": Waha, "whatsmeow": Meow}


def gateway_of(body):
    if "payload" in body:
        return "waha" if "session" in body and {"engine", "me", "environment"} & body.keys() else "gowa"
    return "evolution" if "instance" in body else "baileys" if "data" in body else "whatsmeow"


def bare_meow(body):
    if "type" in body and "event" in body:
        return body["type"], body["event"]
    return ("Message" if "message" in body else "UndecryptableMessage") if "info" in body else "Receipt", body


def rows_of_line(line, met):
    whole = {"v", "src", "session", "event"} <= line.keys()
    received, body = line.get("rx") if whole else None, line.get("data") if whole else line
    if whole and line["event"].startswith("recorder."):
        return [["session event", "-", seconds(received), None, None, None]]
    if isinstance(body, dict) and {"headers", "body"} <= body.keys():
        body = json.loads(body["body"]) if isinstance(body["body"], str) else body["body"]
    body = low(body)
    source = line["src"] if whole else gateway_of(body)
    event, name, account = line.get("event"), line.get("session"), line.get("account")
    if source in ("evolution", "gowa", "waha"):  # their payload is a body with an event of its own
        event, name = body["event"], name or body.get("instance") or body.get("device_id")
        says = {"gowa": body.get("device_id"), "waha": (body.get("me") or {}).get("id"), "evolution": body.get("sender")}
        account = says[source] or account
        received = received or {"waha": body.get("timestamp"), "evolution": body.get("date_time")}.get(source)
    elif not whole and source == "whatsmeow":
        name = body.get("instancename") or body.get("userid")
        event, body = bare_meow(body)
    elif not whole:
        body = body["data"]
    return READERS[source](name, person(account), seconds(received), met).read(event, body)


def values_in(text):
    decoder, at = json.JSONDecoder(), 0
    while at < len(text):
        if text[at].isspace() or text[at] == "\ufeff":
            at += 1
            continue
        try:
            value, at = decoder.raw_decode(text, at)
            yield value
        except ValueError:  # what cannot be read is the other reader's to count
            at = text.find("\n", at) if "\n" in text[at:] else len(text)


def rows_of(text):
    met = []
    return flat(rows_of_line(line, met) for line in values_in(text) if isinstance(line, dict))


def main():
    for path in sys.argv[1:]:
        with open(path, encoding="utf-8") as file:
            for row in rows_of(file.read()):
                print(json.dumps([path] + row, ensure_ascii=False))


if __name__ == "__main__":
    main()
