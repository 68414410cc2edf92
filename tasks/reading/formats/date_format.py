"""Dates and times as Excel shows them: serial numbers to dates, and dates to text, 和暦 included."""

import re
from datetime import date, datetime, time, timedelta
from functools import cache

from tasks.reading.formats.format_code import Piece, Section, parse_format_code

LAST_SERIAL = 2_958_466  # the day after 9999-12-31
DAYS_FROM_1900_TO_1904 = 1462
_ERAS = (
    (date(2019, 5, 1), "R", "令", "令和"),
    (date(1989, 1, 8), "H", "平", "平成"),
    (date(1926, 12, 25), "S", "昭", "昭和"),
    (date(1912, 7, 30), "T", "大", "大正"),
    (date(1868, 1, 25), "M", "明", "明治"),
)
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
_WEEKDAYS_JA = "月火水木金土日"


def serial_to_datetime(serial: float, *, date_1904: bool) -> datetime | None:
    """Return the moment that *serial* (days) stands for, to the millisecond, or None where it stands for none.

    Serials count from 1904-01-01 in the one date system; in the other from 1899-12-31, with a 29 February
    1900 that never was (serial 60), so that later days lie one further.
    """
    if date_1904:
        if not 0 <= serial < LAST_SERIAL - DAYS_FROM_1900_TO_1904:
            return None
        epoch = datetime(1904, 1, 1)
    else:
        if not 0 <= serial < LAST_SERIAL or 60 <= serial < 61:
            return None
        epoch = datetime(1899, 12, 31) if serial < 60 else datetime(1899, 12, 30)
    return epoch + timedelta(milliseconds=round(serial * 86_400_000))


def stored_date(moment: datetime, section: Section, serial: float) -> date | datetime | time:
    """Return *moment* as what it is: a day, a time of day (serial under one, no day in the format), or both."""
    if 0 <= serial < 1 and not shows_day(section):
        return moment.time()
    return moment.date() if moment.time() == time() else moment


@cache
def _system_formats() -> dict[str, Section]:
    """Return what [$-F800] and [$-F400] stand for on a Japanese system: its long date, its time."""
    return {
        "f800": parse_format_code('yyyy"年"m"月"d"日"').numeric[0],
        "f400": parse_format_code("h:mm:ss").numeric[0],
    }


def shows_day(section: Section) -> bool:
    """Return whether *section* shows a day, not a time alone."""
    return any(piece.kind == "date" and piece.text[0] in "ydega" for piece in section.pieces)


def _rounded_to_second(moment: datetime) -> datetime:
    return (moment + timedelta(microseconds=500_000)).replace(microsecond=0)


def show_date(moment: datetime, serial: float, section: Section) -> str:
    """Return *moment* as *section* shows it; *serial* gives elapsed hours, minutes or seconds such as [h]:mm."""
    section = _system_formats().get(section.locale, section)
    pieces = _minutes_told_from_months(section.pieces)
    shows_fraction = any(piece.kind == "fraction" for piece in pieces)
    if not shows_fraction:
        moment = _rounded_to_second(moment)
    twelve_hours = any(piece.kind == "ampm" for piece in pieces)
    elapsed_seconds = round(serial * 86_400)
    return "".join(
        _shown_field(piece.text, moment, twelve_hours, section.locale)
        if piece.kind == "date"
        else _shown_other(piece, moment, elapsed_seconds, section.locale)
        for piece in pieces
    )


def is_japanese(locale: str) -> bool:
    return locale.endswith("411") or locale.startswith("ja")


def _shown_other(piece: Piece, moment: datetime, elapsed_seconds: int, locale: str) -> str:
    if piece.kind == "minute":
        return str(moment.minute).zfill(min(len(piece.text), 2))
    if piece.kind == "elapsed":
        unit = {"h": 3600, "m": 60, "s": 1}[piece.text[0]]
        return str(elapsed_seconds // unit).zfill(len(piece.text))
    if piece.kind == "fraction":
        return "." + f"{moment.microsecond:06d}"[: len(piece.text)]
    if piece.kind == "ampm":
        words = (
            ("午前", "午後") if is_japanese(locale) or not piece.text.isascii() else tuple(piece.text.split("/"))
        )
        return words[moment.hour >= 12]
    return piece.text


def _shown_field(field: str, moment: datetime, twelve_hours: bool, locale: str) -> str:
    letter, width = field[0], len(field)
    if letter == "y":
        return f"{moment.year:04d}" if width > 2 else f"{moment.year % 100:02d}"
    if letter in "eg":
        return _era_field(letter, width, moment.date(), "gannen" in locale)
    if letter == "m":
        name = _MONTHS[moment.month - 1]
        return {3: name[:3], 4: name, 5: name[0]}.get(width) or str(moment.month).zfill(min(width, 2))
    if letter == "d":
        if width > 2 and is_japanese(locale):
            return _WEEKDAYS_JA[moment.weekday()] + ("曜日" if width > 3 else "")
        name = _WEEKDAYS[moment.weekday()]
        return {1: str(moment.day), 2: f"{moment.day:02d}", 3: name[:3]}.get(width, name)
    if letter == "a":
        return _WEEKDAYS_JA[moment.weekday()] + ("曜日" if width == 4 else "")
    if letter == "h":
        hour = (moment.hour % 12 or 12) if twelve_hours else moment.hour
        return str(hour).zfill(min(width, 2))
    return str(moment.second).zfill(min(width, 2))


def _era_field(letter: str, width: int, day: date, is_first_year_named: bool) -> str:
    """Return an era's name (g) or the year in it (e); before 明治 the western year stands alone."""
    for start, *names in _ERAS:
        if day >= start:
            if letter == "g":
                return names[min(width, 3) - 1]
            year = day.year - start.year + 1
            return "元" if year == 1 and is_first_year_named else str(year).zfill(min(width, 2))
    return "" if letter == "g" else str(day.year)


def _minutes_told_from_months(pieces: tuple[Piece, ...]) -> list[Piece]:
    """Return *pieces* with each m told apart: minutes after hours or before seconds, months elsewhere.

    ".000" after seconds becomes one piece of kind "fraction".
    """
    told: list[Piece] = []
    times = [(index, piece.text[0]) for index, piece in enumerate(pieces) if piece.kind in ("date", "elapsed")]
    order = {index: position for position, (index, _) in enumerate(times)}
    index = 0
    while index < len(pieces):
        piece = pieces[index]
        if piece.kind == "date" and piece.text[0] == "m" and len(piece.text) <= 2:
            position = order[index]
            before = times[position - 1][1] if position else ""
            after = times[position + 1][1] if position + 1 < len(times) else ""
            told.append(Piece("minute" if before == "h" or after == "s" else "date", piece.text))
        elif piece.kind == "." and (zeros := _digits_after(pieces, index)):
            told.append(Piece("fraction", zeros))
            index += len(zeros)
        else:
            told.append(piece)
        index += 1
    return told


def _digits_after(pieces: tuple[Piece, ...], index: int) -> str:
    following = "".join(piece.text if piece.kind == "digit" else " " for piece in pieces[index + 1 :])
    return (re.match("0*", following) or [""])[0]
