"""What a cell shows: stored numbers and texts under Excel's number formats.

A format can carry what the number itself does not say. The rule for whoever reads values:

    displayed quantity = stored value / scale, counted in *unit*

so 14 under 0"件" is 14 件; 123000 under #,##0,"千円" is 123 of the unit 千円, and so 123000 円,
as it is stored; 123 under #,##0"千円" is 123 of 千円, and so 123000 円. `format_unit` gives unit and scale.
"""

import math
import re
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache

from tasks.reading.formats.date_format import serial_to_datetime, show_date, shows_day, stored_date
from tasks.reading.formats.format_code import Piece, Section, parse_format_code
from tasks.reading.grid import StoredValue

NOT_SHOWABLE = "#####"  # what Excel fills a cell with whose number is no date
_EXACT = Context(prec=1000)  # the largest number of a workbook has 308 digits, and a format up to 255 places
DAY_ZERO = "1900/1/0"  # what Excel makes of 0 under a date format, as left by a formula on an empty cell


@dataclass(frozen=True)
class FormatUnit:
    """What a number format adds to a positive number: text before it, its unit after it, and its scale.

    *scale* is what one displayed unit is of the stored value: 1000 for #,##0, and 0.01 for 0%.
    """

    prefix: str
    unit: str
    scale: Decimal


@lru_cache(maxsize=4096)
def format_unit(number_format: str) -> FormatUnit:
    """Return the prefix, unit and scale that *number_format* shows with a positive number ("" and 1 for none)."""
    section, _ = parse_format_code(number_format).section_for(1)
    if section.is_date:
        return FormatUnit("", "", Decimal(1))
    pieces = section.pieces
    places = [i for i, piece in enumerate(pieces) if piece.kind in ("digit", "general")]
    if not places:
        return FormatUnit("", "", Decimal(1))
    before = "".join(piece.text for piece in pieces[: places[0]] if piece.kind == "literal")
    after = "".join(piece.text for piece in pieces[places[-1] + 1 :] if piece.kind in ("literal", "%"))
    percents = sum(piece.kind == "%" for piece in pieces)
    scale = Decimal(1000) ** _scaling_commas(pieces) / Decimal(100) ** percents
    return FormatUnit(before.strip(), after.strip(), scale)


@lru_cache(maxsize=4096)
def is_date_format(number_format: str) -> bool:
    return parse_format_code(number_format).section_for(1)[0].is_date


def read_number(
    number: int | float, number_format: str, *, date_1904: bool = False
) -> tuple[StoredValue, str, str]:
    """Return (value, kind, shown) of a stored *number*: a date where its format shows one.

    A number that its date format can not show is of kind "error" and shown as #####, as Excel does; so is 0,
    which is no day; elapsed time beyond a day ([h]:mm) is of kind "text", since it is neither a count nor a date.
    """
    if number_format == "General":
        return number, "number", plain_number(number)
    section, says_negative = parse_format_code(number_format).section_for(number)
    if not section.is_date:
        return number, "number", _show_number(number, section, says_negative)
    moment = serial_to_datetime(number, date_1904=date_1904)
    if moment is None:
        return number, "error", NOT_SHOWABLE
    if number < 1 and not date_1904 and shows_day(section):
        return number, "error", DAY_ZERO
    shown = show_date(moment, number, section)
    if section.is_elapsed and number >= 1:
        return shown, "text", shown
    return stored_date(moment, section, number), "date", shown


def show_moment(value: date | datetime | time, number_format: str) -> str:
    """Return a date that is stored as a date (not as a number) as *number_format* shows it, else in ISO form."""
    section, _ = parse_format_code(number_format).section_for(1)
    if not section.is_date or isinstance(value, time):
        return value.isoformat()
    moment = value if isinstance(value, datetime) else datetime.combine(value, time())
    return show_date(moment, 0.0, section)


def show_text(written: str, number_format: str) -> str:
    """Return *written* as shown: as it is, but where the format has a section of its own for text."""
    if number_format in ("General", "@"):
        return written
    section = parse_format_code(number_format).for_text
    if section is None:
        return written
    return "".join(
        written if piece.kind in ("@", "general") else piece.text if piece.kind == "literal" else ""
        for piece in section.pieces
    )


def plain_number(number: int | float) -> str:
    """Return *number* as General shows it in a wide cell: without exponent where 15 digits suffice."""
    if isinstance(number, int):
        return str(number)
    if not math.isfinite(number):
        return NOT_SHOWABLE
    if number == int(number) and abs(number) < 1e15:
        return str(int(number))
    written = f"{number:.11g}"
    if "e" in written and 1e-9 < abs(number) < 1e15:
        written = f"{Decimal(written):f}"
    return written.replace("e", "E")


def _show_number(number: int | float, section: Section, says_negative: bool) -> str:
    kinds = section.kinds
    if "general" in kinds:
        shown = "".join(
            plain_number(abs(number)) if piece.kind == "general" else piece.text for piece in section.pieces
        )
    elif "digit" not in kinds:
        shown = "".join(piece.text for piece in section.pieces if piece.kind in ("literal", "%"))
        return shown.strip()
    elif "/" in kinds:  # fractions are not met in reports: the plain number says the same
        return plain_number(number)
    else:
        shown = _show_digits(Decimal(repr(abs(number))), section.pieces)
    if number < 0 and not says_negative and re.search(r"[1-9]", shown):
        shown = "-" + shown.lstrip()
    return shown.strip()


def _show_digits(amount: Decimal, pieces: tuple[Piece, ...]) -> str:
    """Return *amount* (not negative) written into the digit places of *pieces*, rounded half up as Excel does."""
    percents = sum(piece.kind == "%" for piece in pieces)
    amount = amount.scaleb(2 * percents - 3 * _scaling_commas(pieces))
    kinds = [piece.kind for piece in pieces]
    exponent_at = kinds.index("exponent") if "exponent" in kinds else len(pieces)
    places = [i for i in range(exponent_at) if kinds[i] == "digit"]
    point = next((i for i in range(exponent_at) if kinds[i] == "." and places), exponent_at)
    whole_places = [i for i in places if i < point]
    part_places = [i for i in places if i > point]
    power = amount.adjusted() if exponent_at < len(pieces) and amount else 0
    amount = amount.scaleb(-power)
    amount = amount.quantize(Decimal(1).scaleb(-len(part_places)), ROUND_HALF_UP, _EXACT)
    whole, _, part = f"{amount:f}".partition(".")
    filled = _fill_whole("" if whole == "0" else whole, whole_places, pieces)
    filled |= _fill_part(part, part_places, pieces)
    written = []
    for i, piece in enumerate(pieces):
        if i in filled:
            written.append(filled[i])
        elif piece.kind == "exponent":
            width = sum(kind == "digit" for kind in kinds[i:])
            sign = "-" if power < 0 else "+" if piece.text.endswith("+") else ""
            written.append(f"E{sign}{abs(power):0{width}d}")
        elif piece.kind in ("literal", "%", ".") and not (piece.kind == "." and not filled):
            written.append(piece.text)
    return "".join(written)


def _fill_whole(whole: str, places: list[int], pieces: tuple[Piece, ...]) -> dict[int, str]:
    """Return what stands at each digit place before the point; the first takes all digits left over."""
    if not places:
        return {}
    digits = len(places)
    blanks = [{"0": "0", "?": " ", "#": ""}[pieces[i].text] for i in places]
    padded = [*blanks[: max(0, digits - len(whole))], *whole]
    is_grouped = any(piece.kind == "," for piece in pieces[places[0] : places[-1]])
    if is_grouped:
        text = "".join(padded)
        spaces = len(text) - len(text.lstrip(" "))
        bare = text.lstrip(" ")
        groups = [bare[max(0, end - 3) : end] for end in range(len(bare), 0, -3)][::-1]
        return {places[0]: " " * spaces + ",".join(groups)} | dict.fromkeys(places[1:], "")
    surplus = len(padded) - digits
    return {places[0]: "".join(padded[: surplus + 1])} | {
        place: padded[surplus + 1 + n] for n, place in enumerate(places[1:])
    }


def _fill_part(part: str, places: list[int], pieces: tuple[Piece, ...]) -> dict[int, str]:
    """Return what stands at each digit place after the point; # drops trailing zeros, ? blanks them."""
    filled: dict[int, str] = {}
    is_trailing = True
    for place, digit in zip(reversed(places), reversed(part), strict=False):
        is_trailing = is_trailing and digit == "0" and pieces[place].text != "0"
        filled[place] = {"#": "", "?": " "}.get(pieces[place].text, digit) if is_trailing else digit
    return filled


def _scaling_commas(pieces: tuple[Piece, ...]) -> int:
    """Return how many commas stand right after the last digit place before the point: each divides by 1000."""
    last = -1
    for i, piece in enumerate(pieces):
        if piece.kind in (".", "exponent"):
            break
        if piece.kind == "digit":
            last = i
    count = 0
    while last >= 0 and last + 1 + count < len(pieces) and pieces[last + 1 + count].kind == ",":
        count += 1
    return count
