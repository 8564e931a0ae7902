# SPDX-License-Identifier: GPL-3.0-or-later
"""Digits and calendars that phones write dates in."""
import datetime

# The first digit of each set that WhatsApp exports were seen with.
DIGITS = {"arabic": 0x660, "persian": 0x6F0, "devanagari": 0x966, "bengali": 0x9E6}

# Days of the Persian months: six of 31, five of 30, and the last has 29, in leap years 30.
JALALI_MONTHS = [31] * 6 + [30] * 5 + [29]
# 1 Farvardin of a year, as the Iranian calendar was published. Two years are all that the samples need.
NOROOZ = {1404: datetime.date(2025, 3, 21), 1405: datetime.date(2026, 3, 21)}

# First days of the months around, in the calendar of Umm al-Qura as it was published.
HIJRI_MONTHS = {(1447, 9): datetime.date(2026, 2, 18), (1447, 10): datetime.date(2026, 3, 20)}


def with_digits(text, digits):
    """`text` with its ASCII digits replaced by those of the named set."""
    if not digits:
        return text
    return text.translate({ord("0") + i: DIGITS[digits] + i for i in range(10)})


def jalali(day):
    """(year, month, day) in the Persian calendar."""
    year = max(year for year, first in NOROOZ.items() if first <= day)
    rest = (day - NOROOZ[year]).days
    for month, length in enumerate(JALALI_MONTHS, 1):
        if rest < length:
            return year, month, rest + 1
        rest -= length
    raise ValueError(f"{day} is outside the years of the table")


def hijri(day):
    """(year, month, day) in the Islamic calendar."""
    (year, month), first = max(row for row in HIJRI_MONTHS.items() if row[1] <= day)
    return year, month, (day - first).days + 1


def written_date(day, calendar):
    """(year as written, month, day) of a Gregorian day."""
    if calendar == "jalali":
        return jalali(day)
    if calendar == "hijri":
        return hijri(day)
    shift = {"gregorian": 0, "buddhist": 543, "reiwa": -2018, "minguo": -1911}[calendar]
    return day.year + shift, day.month, day.day
