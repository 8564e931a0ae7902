# SPDX-License-Identifier: GPL-3.0-or-later
"""Which samples there are: one row per folder of samples/whatsapp-txt that this program writes."""
import dataclasses

from . import specials
from .chat import Chat
from .conversation import told
from .languages import LANGUAGES


@dataclasses.dataclass(frozen=True)
class Case:
    folder: str
    language: str
    chat: Chat
    title: str            # heading of the README and what is special, for the table of layouts
    about: str            # two sentences
    input: str = ""       # name of the file, folder or zip; by default what WhatsApp calls it
    encoding: str = "utf-8"
    media: dict = dataclasses.field(default_factory=dict)  # names and bytes of what lies beside the text
    text_name: str = ""   # of the text in a folder or zip
    ends_with_line_end: bool = True

    @property
    def platform(self):
        return self.chat.layout.platform

    @property
    def input_name(self):
        if self.input:
            return self.input
        return "_chat.txt" if self.platform == "iOS" else self.chat.language.file.format(self.chat.language.group)


# folder, language, layout, title, about, and what else differs.
TOLD = [
    ("english-android", "en", "slash", "Android, English, 24-hour clock",
     "The choir's chat as an Android phone with British settings exports it. Every other language tells the same "
     "conversation.", {}),
    ("english-ios-12h", "en", "ios-12h-narrow", "iOS, English, narrow no-break space before AM and PM",
     "Since 2023 iPhones write U+202F before AM and PM. The lines of one message end in LF, the messages in CRLF.",
     {"inner_end": "\n"}),
    ("english-android-12h-narrow", "en", "slash-12h-narrow", "Android, narrow no-break space before AM and PM",
     "Month first, and U+202F between the time and PM, as Android writes it since 2023. Noon is 12 PM, midnight 12 AM.", {}),
    ("english-android-12h-lower", "en", "slash-12h-lower", "Android, am and pm in lower case",
     "Day first with am and pm in small letters behind U+202F, as in Australia and India. The last line has no line end.",
     {"ends_with_line_end": False}),
    ("english-android-12h-dots", "en", "slash-12h-dots", "Android, a.m. and p.m. with dots",
     "Hours have two digits and the halves of the day are written a.m. and p.m. Day and month have no leading zeros.", {}),
    ("english-android-mdy-no-comma", "en", "slash-mdy-no-comma", "Android, month first, no comma",
     "Month first, 24-hour clock, and nothing but a space between date and time. A day over 12 tells the order.", {}),
    ("english-android-year-first", "en", "year-first-slashes", "Android, year first with slashes",
     "Year, month and day with slashes and a comma, as in South Africa. The year of four digits tells the order.", {}),
    ("english-android-time-first", "en", "time-first", "Android, time before date",
     "The time stands before the date. Everything behind the dash is as ever.", {}),
    ("english-android-month-name", "en", "time-first-month-name", "Android, time before date, name of the month",
     "The month is written as a word, so that the date can only be read in one way. The time stands first.", {}),
    ("english-ios-no-comma", "en", "ios-no-comma", "iOS, no comma between date and time",
     "Some regions write no comma. A chat of the same conversation as the other samples.", {}),
    ("english-ios-year-first", "en", "ios-year-first", "iOS, year first, a.m. and p.m.",
     "Canadian settings: year, month, day, and p.m. behind U+202F. CRLF ends the lines.", {}),
    ("english-ios-buddhist-year", "en", "ios-buddhist", "iOS, Buddhist calendar",
     "The phone counts years of the Buddhist calendar: 2569 BE is 2026. The month stands first.", {}),
    ("english-ios-japanese-era", "en", "ios-reiwa", "iOS, Japanese calendar",
     "The phone counts years of the era Reiwa: R8 is 2026. The month stands first.", {}),
    ("german-android", "de", "dots", "Android, German, dots in the date",
     "Dates with dots and a year of two digits. The markers are those of a German phone.", {}),
    ("german-ios", "de", "ios-dots", "iOS, German, dots in the date",
     "A document tells its name and its number of pages although it was left out. Dates have dots.", {}),
    ("german-old-ios", "de", "colon", "iOS before brackets, German",
     "The oldest layout: date, time, and a colon. There is no mark that tells sender and time apart but that colon.",
     {"input": "WhatsApp Chat mit Bergchor.txt"}),
    ("french-android", "fr", "a", "Android, French, the word à between date and time",
     "A word stands between date and time. A space stands before colons in French text, which makes no senders.", {}),
    ("french-ios", "fr", "ios-no-comma", "iOS, French", "No comma between date and time. Media left out are named by kind.", {}),
    ("spanish-android-12h", "es", "spanish-12h", "Android, Spanish, p. m. with no-break space",
     "The halves of the day hold a no-break space: a. m., p. m. The first hour of the day is written 0.", {}),
    ("spanish-android-a-las", "es", "a-las", "Android, Spanish, the words a las between date and time",
     "Words stand between date and time. The hour has one digit before ten.", {}),
    ("spanish-ios", "es", "ios-12h-spanish", "iOS, Spanish, p. m. behind a narrow no-break space",
     "U+202F before and U+00A0 within the halves of the day. Day first.", {}),
    ("portuguese-brazil-android", "pt-br", "slash-no-comma", "Android, Brazilian Portuguese, no comma",
     "Nothing but a space between date and time. Markers are Brazilian.", {}),
    ("portuguese-brazil-android-as", "pt-br", "as", "Android, Brazilian Portuguese, the word às between date and time",
     "A word with an accent stands between date and time. The rest is as in the sample without it.", {}),
    ("portuguese-brazil-ios", "pt-br", "ios-slash-long", "iOS, Brazilian Portuguese",
     "Years of four digits in brackets. Images, audios and stickers were left out.", {}),
    ("portuguese-ios", "pt", "ios-slash", "iOS, Portuguese of Portugal",
     "The words for media differ from those of Brazil. Two messages were deleted, one by each side.", {}),
    ("italian-android", "it", "slash-short", "Android, Italian, no leading zeros",
     "Neither days nor hours have leading zeros. The poster is mentioned but was not exported.", {}),
    ("italian-ios", "it", "ios-slash", "iOS, Italian", "Media left out are named by kind. A document has two pages.", {}),
    ("dutch-android", "nl", "dashes", "Android, Dutch, dashes in the date",
     "Dashes in the date and no comma behind it. The dash before the sender is another one.", {}),
    ("dutch-ios", "nl", "ios-dashes", "iOS, Dutch, dashes in the date", "Dashes within brackets. Media were left out.", {}),
    ("russian-android", "ru", "dots-long", "Android, Russian",
     "The name of the file holds a no-break space, as Russian phones write it. Dates have dots and four digits.", {}),
    ("russian-ios", "ru", "ios-dots-long", "iOS, Russian", "Every kind of media was left out once. Two messages were deleted.", {}),
    ("ukrainian-ios", "uk", "ios-dots", "iOS, Ukrainian", "Every kind of media was left out once. Two messages were deleted.", {}),
    ("czech-android", "cs", "dots-no-comma", "Android, Czech, no comma",
     "Dots, a year of two digits, no comma. The name of the file holds a no-break space.", {}),
    ("czech-android-spaces", "cs", "spaced-dots", "Android, Czech, spaces behind the dots of the date",
     "A space follows each dot of the date. Hours have no leading zero.", {}),
    ("czech-ios", "cs", "ios-spaced-dots", "iOS, Czech, spaces behind the dots of the date",
     "A space follows each dot of the date, and the year has two digits. Media were left out.", {}),
    ("croatian-android", "hr", "spaced-dots-end", "Android, Croatian, a dot behind the year",
     "The date ends with a dot as well. Spaces follow the dots.", {}),
    ("swedish-android", "sv", "year-first-dashes", "Android, Swedish, year first with dashes",
     "The date looks like ISO 8601, the time has no seconds. There is no comma.", {}),
    ("finnish-android-klo", "fi", "klo", "Android, Finnish, the word klo and dots in the time",
     "The word klo stands before the time, and dots separate hours and minutes. Days and months have no zeros.", {}),
    ("turkish-android", "tr", "dots-long-no-comma", "Android, Turkish",
     "Dots and a year of four digits without comma. Media were left out once.", {}),
    ("arabic-ios", "ar", "ios-arabic", "iOS, Arabic digits, Arabic comma, right-to-left marks",
     "Arabic-Indic digits, U+200F behind day and month, an Arabic comma and one letter for the half of the day. Marks of "
     "WhatsApp are U+200F instead of U+200E.", {}),
    ("arabic-ios-ascii-digits", "ar", "ios-arabic-ascii", "iOS, Arabic with ASCII digits",
     "A right-to-left mark stands before each number, and all digits are ASCII. The language does not tell the digits.", {}),
    ("arabic-android", "ar", "arabic-digits", "Android, Arabic digits and letters for am and pm",
     "Arabic-Indic digits and one letter for the half of the day behind a no-break space. The comma is the Arabic one.", {}),
    ("persian-android", "fa", "persian", "Android, Persian calendar and digits",
     "The year is 1404 and then 1405: New Year of the Persian calendar falls between two messages. The digits are Persian.",
     {}),
    ("persian-android-gregorian", "fa", "persian-gregorian", "Android, Persian digits, Gregorian year first",
     "Persian digits with the Gregorian calendar and Persian words for am and pm. The year stands first.", {}),
    ("hebrew-android", "he", "dots-short-day", "Android, Hebrew",
     "Dates with dots and without zeros. Names and texts run from right to left.", {}),
    ("hebrew-ios", "he", "ios-dots-short-day", "iOS, Hebrew", "Dates with dots within brackets. Only texts were exchanged.", {}),
    ("hindi-android", "hi", "hindi", "Android, Hindi, Devanagari digits",
     "All numbers of the header are Devanagari, am and pm are Latin. Media were left out.", {}),
    ("hindi-ios", "hi", "ios-slash", "iOS, Hindi, ASCII digits", "Hindi words, ASCII digits. Every kind of media was left out once.",
     {}),
    ("bengali-android", "bn", "bengali", "Android, Bengali digits",
     "All numbers of the header are Bengali, AM and PM are Latin. Media were left out.", {}),
    ("japanese-android", "ja", "japanese", "Android, Japanese", "Year first, no comma, 24-hour clock. Media were left out.", {}),
    ("japanese-android-12h", "ja", "japanese-12h", "Android, Japanese, half of the day before the time",
     "The half of the day stands before the time, and noon is hour 0 of the afternoon. Year first.", {}),
    ("japanese-android-words", "ja", "japanese-words", "Android, Japanese, words for year, month and day",
     "Year, month and day have their words behind them. The clock has 24 hours.", {}),
    ("japanese-ios", "ja", "ios-japanese", "iOS, Japanese", "Year first within brackets. A document tells its pages in Japanese.", {}),
    ("korean-android", "ko", "korean", "Android, Korean, half of the day before the time",
     "Spaces follow the dots of the date, and the half of the day stands before the time. Year first.", {}),
    ("korean-android-comma", "ko", "korean-comma", "Android, Korean, a comma before the sender",
     "A comma stands before the sender and spaces around the colon behind it. Year first.", {}),
    ("korean-android-words", "ko", "korean-words", "Android, Korean, words for year, month and day",
     "Year, month and day have their words, a comma stands before the sender. Spaces stand around the colon.", {}),
    ("korean-ios", "ko", "ios-korean", "iOS, Korean", "The half of the day stands before the time, within brackets. Year first.", {}),
    ("chinese-android", "zh", "chinese", "Android, Chinese, half of the day without space",
     "The half of the day touches the time. Year first, no zeros.", {}),
    ("chinese-ios", "zh", "ios-chinese", "iOS, Chinese", "The half of the day touches the time within brackets. Year first.", {}),
    ("thai-android-buddhist-year", "th", "thai-buddhist", "Android, Thai, Buddhist year",
     "The year 2569 is 2026. Nothing in the header says so but the number itself.", {}),
    ("thai-ios", "th", "ios-slash", "iOS, Thai", "Every kind of media was left out once. Years are Gregorian.", {}),
    ("indonesian-android", "id", "dot-time", "Android, Indonesian, dots in the time",
     "A dot separates hours and minutes. The poster is mentioned but was not exported.", {}),
    ("indonesian-ios", "id", "ios-dot-time", "iOS, Indonesian, dots in the time",
     "Dots separate hours, minutes and seconds. Slashes stand in the date.", {}),
    ("vietnamese-android", "vi", "time-first", "Android, Vietnamese, time before date",
     "The time stands before the date. Media were left out.", {}),
    ("vietnamese-ios", "vi", "ios-time-first", "iOS, Vietnamese, time before date",
     "The time with its seconds stands before the date, within brackets. Media were left out.", {}),
]

CHAT_OPTIONS = ("line_end", "inner_end")


def told_cases():
    for folder, language, layout, title, about, more in TOLD:
        chat = told(layout, language, **{key: more[key] for key in CHAT_OPTIONS if key in more})
        rest = {key: value for key, value in more.items() if key not in CHAT_OPTIONS}
        yield Case(folder, LANGUAGES[language].name, chat, title, about, **rest)


def all_cases():
    return [*told_cases(), *(Case(**row) for row in specials.rows())]
