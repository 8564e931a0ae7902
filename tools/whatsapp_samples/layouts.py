# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of header layouts. Fields of a pattern: d dd m mm y yy (day, month, year; doubled: two digits), H HH h hh
(hour of 24 or 12), h0 (of 12, but midnight is 0), k (0 to 11), M S (two digits), half (am or pm), mon (name of the
month)."""
import dataclasses

from . import calendars

LRM, RLM, NBSP, NNBSP = "\u200e", "\u200f", "\u00a0", "\u202f"
MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()


@dataclasses.dataclass(frozen=True)
class Layout:
    pattern: str                # up to where the sender begins
    platform: str = "Android"
    half: tuple = ("AM", "PM")
    digits: str = ""
    calendar: str = "gregorian"
    after_sender: str = ": "

    @property
    def has_seconds(self):
        return "{S" in self.pattern

    def header(self, when):
        year, month, day = calendars.written_date(when.date(), self.calendar)
        fields = {"d": day, "dd": f"{day:02}", "m": month, "mm": f"{month:02}", "y": year, "yy": f"{year % 100:02}",
                  "mon": MONTHS[month - 1], "H": when.hour, "HH": f"{when.hour:02}", "h": (when.hour + 11) % 12 + 1,
                  "h0": when.hour and (when.hour + 11) % 12 + 1, "k": when.hour % 12,
                  "hh": f"{(when.hour + 11) % 12 + 1:02}", "M": f"{when.minute:02}",
                  "S": f"{when.second:02}", "half": self.half[when.hour >= 12]}
        return calendars.with_digits(self.pattern.format(**fields), self.digits)


def android(pattern, **more):
    return Layout(pattern, **more)


def ios(pattern, **more):
    return Layout(pattern, platform="iOS", **more)


LAYOUTS = {
    # Android
    "slash": android("{dd}/{mm}/{y}, {HH}:{M} - "),
    "slash-short": android("{d}/{m}/{yy}, {H}:{M} - "),
    "slash-12h": android("{m}/{d}/{yy}, {h}:{M} {half} - "),
    "slash-12h-narrow": android("{m}/{d}/{yy}, {h}:{M}" + NNBSP + "{half} - "),
    "slash-12h-lower": android("{dd}/{mm}/{y}, {h}:{M}" + NNBSP + "{half} - ", half=("am", "pm")),
    "slash-12h-dots": android("{d}/{m}/{yy}, {hh}:{M} {half} - ", half=("a.m.", "p.m.")),
    # With hour 0, as some phones write the first hour of the day.
    "spanish-12h": android("{d}/{m}/{yy}, {h0}:{M} {half} - ", half=(f"a.{NBSP}m.", f"p.{NBSP}m.")),
    "slash-no-comma": android("{dd}/{mm}/{y} {HH}:{M} - "),
    "slash-mdy-no-comma": android("{mm}/{dd}/{yy} {HH}:{M} - "),
    "dots": android("{dd}.{mm}.{yy}, {HH}:{M} - "),
    "dots-no-comma": android("{dd}.{mm}.{yy} {HH}:{M} - "),
    "dots-long": android("{dd}.{mm}.{y}, {HH}:{M} - "),
    "dots-long-no-comma": android("{dd}.{mm}.{y} {HH}:{M} - "),
    "dots-short-day": android("{d}.{m}.{y}, {H}:{M} - "),
    "dashes": android("{dd}-{mm}-{y} {HH}:{M} - "),
    "year-first-dashes": android("{y}-{mm}-{dd} {HH}:{M} - "),
    "year-first-slashes": android("{y}/{mm}/{dd}, {HH}:{M} - "),
    "time-first": android("{HH}:{M}, {dd}/{mm}/{y} - "),
    "time-first-month-name": android("{HH}:{M}, {d} {mon} {y} - "),
    "dot-time": android("{dd}/{mm}/{yy} {HH}.{M} - "),
    "klo": android("{d}.{m}.{y} klo {H}.{M} - "),
    "a-las": android("{d}/{m}/{yy} a las {H}:{M} - "),
    "as": android("{dd}/{mm}/{y} às {HH}:{M} - "),
    "a": android("{dd}/{mm}/{y} à {HH}:{M} - "),
    "canadian-h": android("{y}-{mm}-{dd} {HH} h {M} - "),
    "spaced-dots": android("{d}. {m}. {y} {H}:{M} - "),
    "spaced-dots-end": android("{d}. {m}. {y}. {HH}:{M} - "),
    "spaced-dots-year-first": android("{y}. {mm}. {dd}. {H}:{M} - "),
    "dots-everywhere": android("{dd}.{mm}.{y} {HH}.{M} - "),
    "greek": android("{d}/{m}/{yy}, {h}:{M} {half} - ", half=("π.μ.", "μ.μ.")),
    "bulgarian": android("{d}.{mm}.{yy} г., {H}:{M} ч. - "),
    "korean": android("{y}. {m}. {d}. {half} {h}:{M} - ", half=("오전", "오후")),
    "korean-words": android("{y}년 {m}월 {d}일 {half} {h}:{M}, ", half=("오전", "오후"), after_sender=" : "),
    "korean-comma": android("{y}. {m}. {d}. {half} {h}:{M}, ", half=("오전", "오후"), after_sender=" : "),
    "chinese": android("{y}/{m}/{d} {half}{h}:{M} - ", half=("上午", "下午")),
    "minguo": android("民國{y}/{m}/{d} {half}{h}:{M} - ", half=("上午", "下午"), calendar="minguo"),
    "japanese": android("{y}/{mm}/{dd} {H}:{M} - "),
    "japanese-12h": android("{y}/{mm}/{dd}, {half}{k}:{M} - ", half=("午前", "午後")),
    "japanese-words": android("{y}年{m}月{d}日 {HH}:{M} - "),
    "arabic-digits": android("{d}" + RLM + "/{m}" + RLM + "/{y}، {h}:{M}" + NBSP + "{half} - ", half=("ص", "م"),
                             digits="arabic"),
    "hijri": android("{d}/{m}/{y} هـ، {h}:{M}" + NBSP + "{half} - ", half=("ص", "م"), digits="arabic",
                     calendar="hijri"),
    "persian": android("{y}/{m}/{d}،" + RLM + " {HH}:{M} - ", digits="persian", calendar="jalali"),
    "persian-gregorian": android("{y}/{m}/{d}، {h}:{M} {half} - ", half=("ق.ظ.", "ب.ظ."), digits="persian"),
    "hindi": android("{d}/{m}/{yy}, {h}:{M} {half} - ", half=("am", "pm"), digits="devanagari"),
    "bengali": android("{d}/{m}/{yy}, {h}:{M} {half} - ", digits="bengali"),
    "thai-buddhist": android("{d}/{m}/{y} {HH}:{M} - ", calendar="buddhist"),
    # iOS
    "ios-slash": ios("[{dd}/{mm}/{yy}, {HH}:{M}:{S}] "),
    "ios-slash-long": ios("[{dd}/{mm}/{y}, {HH}:{M}:{S}] "),
    "ios-dots": ios("[{dd}.{mm}.{yy}, {HH}:{M}:{S}] "),
    "ios-dots-long": ios("[{dd}.{mm}.{y}, {HH}:{M}:{S}] "),
    "ios-dots-short-day": ios("[{d}.{m}.{y}, {H}:{M}:{S}] "),
    "ios-dashes": ios("[{dd}-{mm}-{y} {HH}:{M}:{S}] "),
    "ios-12h-narrow": ios("[{m}/{d}/{yy}, {h}:{M}:{S}" + NNBSP + "{half}] "),
    "ios-12h-spanish": ios("[{d}/{m}/{yy}, {h}:{M}:{S}" + NNBSP + "{half}] ", half=(f"a.{NBSP}m.", f"p.{NBSP}m.")),
    "ios-no-comma": ios("[{dd}/{mm}/{yy} {HH}:{M}:{S}] "),
    "ios-time-first": ios("[{HH}:{M}:{S}, {d}/{m}/{yy}] "),
    "ios-dot-time": ios("[{dd}/{mm}/{yy} {HH}.{M}.{S}] "),
    "ios-spaced-dots": ios("[{dd}. {mm}. {yy} {H}:{M}:{S}] "),
    "ios-korean": ios("[{y}. {m}. {d}. {half} {h}:{M}:{S}] ", half=("오전", "오후")),
    "ios-chinese": ios("[{y}/{m}/{d} {half}{h}:{M}:{S}] ", half=("上午", "下午")),
    "ios-japanese": ios("[{y}/{mm}/{dd} {H}:{M}:{S}] "),
    "ios-arabic": ios("[{d}" + RLM + "/{m}" + RLM + "/{y}، {h}:{M}:{S}" + NBSP + "{half}] ", half=("ص", "م"),
                      digits="arabic"),
    "ios-arabic-ascii": ios("[" + RLM + "{d}" + RLM + "/{m}" + RLM + "/{y}، {HH}:{M}:{S}] "),
    "ios-buddhist": ios("[{m}/{d}/{y} BE, {HH}:{M}:{S}] ", calendar="buddhist"),
    "ios-reiwa": ios("[{m}/{d}/R{y}, {HH}:{M}:{S}] ", calendar="reiwa"),
    "ios-hijri": ios("[{d}" + RLM + "/{m}" + RLM + "/{y} هـ، {HH}:{M}:{S}] ", digits="arabic", calendar="hijri"),
    "ios-year-first": ios("[{y}-{mm}-{dd}, {h}:{M}:{S}" + NNBSP + "{half}] ", half=("a.m.", "p.m.")),
    # iOS before brackets
    "colon": ios("{dd}.{mm}.{yy} {HH}:{M}:{S}: "),
    "colon-12h": ios("{m}/{d}/{yy}, {h}:{M}:{S} {half}: "),
}
