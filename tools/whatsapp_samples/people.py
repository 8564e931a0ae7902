# SPDX-License-Identifier: GPL-3.0-or-later
"""Samples of who speaks, and of what the system says about them."""
from .chat import at, blank
from .languages import LRM, NBSP
from .layouts import NNBSP

LRE, PDF = "\u202a", "\u202c"


def group_sentences():
    chat = blank("slash")
    ada, ben, phone = "Ada Quill", "Ben Thorne", "+44 7700 900144"
    chat.event(at(9, "8:00"), f'{ada} created group "Choir: hall"', "group created: Choir: hall", f"actor: {ada}")
    chat.event(at(9, "8:00"), f"{ada} added you", "member added: you", f"actor: {ada}")
    chat.event(at(9, "8:01"), f"{ada} added {ben}", f"member added: {ben}", f"actor: {ada}")
    chat.say(at(9, "8:02"), ada, "Welcome, both")
    chat.event(at(9, "8:03"), f"{phone} joined using this group's invite link", "member joined", f"actor: {phone}")
    chat.event(at(9, "8:04"), f'{ada} changed the subject from "Choir: hall" to "Choir: concert"',
               "subject changed: Choir: concert", f"actor: {ada}")
    chat.event(at(10, "8:05"), f"{ada} changed this group's icon", "icon changed", f"actor: {ada}")
    chat.event(at(10, "8:06"), f"{ada} changed the group description", "description changed", f"actor: {ada}")
    chat.event(at(10, "8:07"), "You're now an admin", "admin added")
    chat.event(at(14, "8:08"), f"{ada} removed {phone}", f"member removed: {phone}", f"actor: {ada}")
    chat.say(at(14, "8:09"), ben, "Who added them?")
    chat.event(at(14, "8:10"),
               f"{ben} changed their phone number to a new number. Tap to message or add the new number.",
               "number changed", f"actor: {ben}")
    chat.event(at(15, "8:11"),
               f"{ada} turned on disappearing messages. New messages will disappear from this chat 7 days after "
               "they're sent, except when kept. Tap to change.",
               "disappearing messages changed: 7 days", f"actor: {ada}")
    chat.event(at(15, "8:12"), f"{ben} left", "member left", f"actor: {ben}")
    chat.event(at(15, "8:13"), "The choir's bell was polished")  # WhatsApp never wrote this one: known to nobody
    chat.say(at(15, "8:14"), ada, "Oh well")
    return dict(folder="group-sentences", chat=chat, input="WhatsApp Chat with Choir_ concert.txt")


def group_sentences_on_ios():
    chat = blank("ios-slash-long")
    ada, ben, group = "Ada Quill", "Ben Thorne", "Choir: concert"
    chat.event(at(9, "8:00:00"), chat.words["notice"], "encryption notice", sender="Hill choir")
    chat.event(at(9, "8:00:00"), f"{ada} created this group", "group created", f"actor: {ada}", sender=ada)
    chat.event(at(9, "8:00:05"), f"{ada} added {ben}", f"member added: {ben}", f"actor: {ada}", sender=ada)
    chat.say(at(9, "8:01:00"), ben, "Hello")
    chat.event(at(13, "8:02:00"), f"{ada} changed the group name to “{group}”", f"subject changed: {group}",
               f"actor: {ada}", sender=ada)
    chat.event(at(13, "8:03:00"), f"{ada} changed this group's icon", "icon changed", f"actor: {ada}", sender=ada)
    chat.event(at(14, "8:04:00"), f"{ben} left", "member left", f"actor: {ben}", sender=ben)
    chat.say(at(14, "8:05:00"), ada, f"{ben} left. I only typed that")
    return dict(folder="ios-group-sentences", chat=chat)


def brazilian_group():
    chat = blank("slash-no-comma", "pt-br")
    bia, caio = "Beatriz Calmon", "Caio Prates"
    chat.event(at(9, "8:00"), f'{bia} criou o grupo "Coral: sala"', "group created: Coral: sala", f"actor: {bia}")
    chat.event(at(9, "8:01"), f"{bia} adicionou {caio}", f"member added: {caio}", f"actor: {bia}")
    chat.say(at(13, "8:02"), caio, "Oi, pessoal")
    chat.event(at(13, "8:03"), f"{caio} saiu", "member left", f"actor: {caio}")
    return dict(folder="portuguese-brazil-group-sentences", chat=chat,
                input="Conversa do WhatsApp com Coral_ sala.txt")


def german_group():
    chat = blank("dots", "de")
    anna, jonas = "Anna Brandl", "Jonas Weidt"
    chat.event(at(9, "8:00"), f"{anna} hat die Gruppe „Chor: Saal“ erstellt.", "group created: Chor: Saal",
               f"actor: {anna}")
    chat.event(at(9, "8:01"), f"{anna} hat {jonas} hinzugefügt.", f"member added: {jonas}", f"actor: {anna}")
    chat.say(at(13, "8:02"), jonas, "Hallo zusammen")
    chat.event(at(13, "8:03"), f"{jonas} hat die Gruppe verlassen.", "member left", f"actor: {jonas}")
    return dict(folder="german-group-sentences", chat=chat, input="WhatsApp Chat mit Chor_ Saal.txt")


def spanish_group():
    chat = blank("slash-short", "es")
    lucia, mateo = "Lucía Ferrán", "Mateo Rivas"
    chat.event(at(9, "8:00"), f'{lucia} creó el grupo "Coro: sala".', "group created: Coro: sala", f"actor: {lucia}")
    chat.event(at(9, "8:01"), f"{lucia} añadió a {mateo}.", f"member added: {mateo}", f"actor: {lucia}")
    chat.say(at(13, "8:02"), mateo, "Hola a todos")
    chat.event(at(13, "8:03"), f"{mateo} salió del grupo.", "member left", f"actor: {mateo}")
    return dict(folder="spanish-group-sentences", chat=chat, input="Chat de WhatsApp con Coro_ sala.txt")


def direct_sentences():
    chat = blank("ios-slash-long")
    ben = "Ben Thorne"
    chat.event(at(9, "8:00:01"), chat.words["notice"], "encryption notice", sender=ben)
    chat.say(at(9, "8:00:30"), ben, "Is that you?")
    chat.event(at(13, "9:10:00"), f"{LRM}Your security code with {ben} changed. {LRM}Tap to learn more.",
               "security code changed", sender=ben)
    chat.call(at(13, "9:12:00"), f"Missed voice call. {LRM}Tap to call back", "missed call: voice", sender=ben)
    chat.call(at(13, "9:13:00"), f"Missed video call. {LRM}Tap to call back", "missed call: video", sender=ben)
    chat.call(at(13, "9:20:00"), f"Voice call. {LRM}2 min", "call: voice (120)", sender=ben)
    chat.say(at(13, "9:25:00"), "Ada Quill", "Missed voice call. I only typed that")
    return dict(folder="ios-calls-and-security-code", chat=chat)


def names():
    chat = blank("slash")
    tilde, phone = f"~{NNBSP}Nora 🌿", f"{LRE}+44{NBSP}7700{NBSP}900188{PDF}"
    chat.say(at(9, "9:00"), tilde, "I am in nobody's address book")
    chat.say(at(9, "9:01"), phone, "Neither am I")
    chat.media(at(9, "9:02"), "Dr: Lund")
    chat.say(at(9, "9:03"), "Dr: Lund", "My name holds a colon")
    chat.say(at(13, "9:04"), "Ola - bass", "Mine holds a dash")
    chat.say(at(13, "9:05"), "🎺", "Mine is a trumpet")
    chat.say(at(13, "9:06"), "~Kit", "No space behind the tilde")
    chat.entry(at(13, "9:07"), tilde, "@\u2068+44 7700 900188\u2069 welcome", facts=["mention: +44 7700 900188"])
    chat.event(at(14, "9:08"), f"{phone} left", "member left", "actor: +44 7700 900188")
    chat.say(at(14, "9:09"), "Zoë O’Neil-Šimić", "Plain enough")
    return dict(folder="names-of-all-kinds", chat=chat, input="WhatsApp Chat with Choir 🎶.txt")


MAKERS = [group_sentences, group_sentences_on_ios, german_group, spanish_group, brazilian_group, direct_sentences,
          names]
