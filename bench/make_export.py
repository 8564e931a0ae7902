#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes a large invented WhatsApp export: the same arguments always make the same bytes.

    bench/make_export.py --lines 1000000 --layout android out.txt
    bench/make_export.py --lines 1000000 --layout ios --languages en,de,pt,ar out.txt

Of the lines, 20% continue a message, 4% name media and 0.1% are sentences of the system. `-` is standard output.
"""
import argparse
import datetime
import random
import sys

SENDERS = ["Ana", "Ben", "Chiara", "Deniz", "Elif", "Farid", "+44 7700 900123"]
BLOCK = 20_000  # lines that are made once; only their times differ afterwards

WORDS = {
    "en": "the meeting is on friday please send me that list again we agreed on price not terms lunch at noon ok thanks".split(),
    "de": "das Treffen ist am Freitag bitte schick mir die Liste nochmal für über größer schöne Grüße danke morgen".split(),
    "pt": "a reunião é na sexta por favor manda a lista de novo não combinámos preço amanhã obrigado até já".split(),
    "ar": "الاجتماع يوم الجمعة من فضلك أرسل لي القائمة مرة أخرى شكرا غدا نعم لا".split(),
    "hi": "बैठक शुक्रवार को है कृपया सूची फिर भेजें धन्यवाद कल ठीक है नहीं".split(),
    "ja": ["会議は金曜日です", "リストを", "もう一度", "送ってください", "ありがとう", "明日", "はい"],
}
MEDIA_OMITTED = {
    "android": {"en": "<Media omitted>", "de": "<Medien ausgeschlossen>", "pt": "<Ficheiro não revelado>"},
    "ios": {"en": "\u200eimage omitted", "de": "\u200eBild weggelassen", "pt": "\u200eimagem omitida"},
}
NOTICE = "Messages and calls are end-to-end encrypted. No one outside of this chat, not even WhatsApp, can read or listen to them."


def android_stamp(when):
    return f"{when.day:02}/{when.month:02}/{when.year}, {when.hour:02}:{when.minute:02} - "


def ios_stamp(when):
    return f"[{when.day:02}/{when.month:02}/{when.year}, {when.hour:02}:{when.minute:02}:{when.second:02}] "


def sentence(rng, words):
    return " ".join(rng.choice(words) for _ in range(rng.randint(2, 18)))


def media(rng, layout, language):
    if rng.random() < 0.5:
        markers = MEDIA_OMITTED[layout]
        return markers.get(language, markers["en"])
    number = rng.randint(0, 9999)
    if layout == "android":
        return f"IMG-20200406-WA{number:04}.jpg (file attached)"
    return f"\u200e<attached: {number:08}-PHOTO-2020-04-06-10-00-00.jpg>"


def after_stamp(rng, layout, language):
    if rng.random() < 0.00125:
        return f"{rng.choice(SENDERS[:6])} added {rng.choice(SENDERS[:6])}" if layout == "android" else f"Deal team: \u200e{NOTICE}"
    body = media(rng, layout, language) if rng.random() < 0.05 else sentence(rng, WORDS[language])
    return f"{rng.choice(SENDERS)}: {body}"


def make_block(rng, layout, languages):
    """Lines without stamps: (True, what follows the stamp) or (False, the whole line)."""
    block = []
    for at in range(BLOCK):
        language = rng.choice(languages)
        if at > 0 and rng.random() < 0.2:
            block.append((False, sentence(rng, WORDS[language]) if rng.random() < 0.9 else ""))
        else:
            block.append((True, after_stamp(rng, layout, language)))
    return block


def write_export(out, lines, layout, languages, seed):
    rng = random.Random(seed)
    block = make_block(rng, layout, languages)
    stamp = android_stamp if layout == "android" else ios_stamp
    end = "\n" if layout == "android" else "\r\n"
    when = datetime.datetime(2012, 1, 1)
    step = datetime.timedelta(seconds=max(1, min(90, 400_000_000 // max(1, lines))))
    done = 0
    while done < lines:
        piece = []
        for has_stamp, text in block[: lines - done]:
            if has_stamp:
                when += step
                piece.append(stamp(when) + text + end)
            else:
                piece.append(text + end)
        out.write("".join(piece).encode())
        done += len(piece)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lines", type=int, default=1_000_000)
    parser.add_argument("--layout", choices=["android", "ios"], default="android")
    parser.add_argument("--languages", default="en", help="some of " + ",".join(WORDS))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("output")
    args = parser.parse_args()
    languages = args.languages.split(",")
    unknown = [language for language in languages if language not in WORDS]
    if unknown:
        parser.error("no words of: " + ", ".join(unknown))
    if args.output == "-":
        write_export(sys.stdout.buffer, args.lines, args.layout, languages, args.seed)
        return
    with open(args.output, "wb") as out:
        write_export(out, args.lines, args.layout, languages, args.seed)


if __name__ == "__main__":
    main()
