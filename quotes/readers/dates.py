"""Dates in any form that newsrooms write, to ISO 8601."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

ISO = re.compile(r"\d{4}(-\d\d(-\d\d([T ]\d\d:\d\d(:\d\d([.,]\d+)?)?\s?(Z|z|[+-]\d\d(:?\d\d)?)?)?)?)?")
COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T?(\d\d)(\d\d)(\d\d)?(Z)?)?")
WEEK = re.compile(r"(\d{4})-?W(\d\d)(?:-?([1-7]))?", re.IGNORECASE)
EPOCH = re.compile(r"-?\d{9,10}(?:\.\d+)?|\d{13}")
YEAR_FIRST = re.compile(r"(\d{4})[./_](\d\d?)[./_](\d\d?)\b(.*)")
YEAR_LAST = re.compile(r"(\d\d?)([./-])(\d\d?)\2(\d{4})\b(.*)")
MONTH = re.compile(r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b", re.IGNORECASE)
LABEL = re.compile(r"^(?:first )?(?:published|posted|updated|date|dated|created)(?: on| at)?:? ", re.IGNORECASE)
PLACE = re.compile(r"^(?:[A-Z][\w.'’-]*\s?){1,4}(?:,|\s?[–—-])\s")
NAMED = (
    r"\d{4}-\d\d-\d\d|\d{4}_\d\d_\d\d|\d{4}\.\d\d\.\d\d|\d{8}|\d{4}-?W\d\d(?:-[1-7])?|"
    r"\d{1,2}[-_ .][A-Za-z]{3,9}[-_ .]\d{4}"
)
IN_NAME = re.compile(rf"^(?:{NAMED})(?!\d)|(?<![\dA-Za-z])(?:{NAMED})$")


class DateError(ValueError):
    """The date cannot be read, or may be two days; the message says which."""


def iso_date(value: object, dayfirst: bool | None = None) -> str:
    """Return a date, or a date with its time, in ISO 8601; raise ``DateError`` for what is none.

    A month ("2031-03") and a year alone stay what they are. 01.03.2031 is 1 March with ``dayfirst``, 3 January with
    ``dayfirst=False``, and neither without it.
    """
    if isinstance(value, datetime):
        timed = value.time() != datetime.min.time()
        return value.isoformat() if timed else value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    text = LABEL.sub("", " ".join(str(value).split()))
    for form in (_iso, _compact, _week, _epoch, _year_first, lambda one: _year_last(one, dayfirst), _rfc, _words):
        try:
            found = form(text)
        except DateError:
            raise
        except (ValueError, OverflowError, OSError, TypeError, IndexError):
            continue
        if found and "1600" <= found[:4] <= "2199":
            return found
    raise DateError(f"The date {str(value)[:60]!r} cannot be read; the article is dated unknown.")


def date_in_name(stem: str) -> str | None:
    """Return the ISO date that a file's name, without its suffix, starts or ends with, if any."""
    match = IN_NAME.search(stem)
    if not match:
        return None
    try:
        found = iso_date(re.sub(r"[_ .]", "-", match[0]) if match[0][:4].isdigit() else re.sub(r"[-_.]", " ", match[0]))
    except DateError:
        return None
    return found if found >= "1900" else None


def date_line(text: str) -> str | None:
    """Return the day that one of the first lines is nothing but, alone or after a place: "Halm, 4 March 2031"."""
    for line in [line.strip() for line in text[:1500].splitlines() if line.strip()][:8]:
        if len(line) <= 80 and re.search(r"\d{4}", line):
            for words in (line, PLACE.sub("", line)):
                try:
                    found = iso_date(words)
                except DateError:
                    continue
                if len(found) >= 10:
                    return found
    return None


def is_iso_date(text: str) -> bool:
    """Return whether a text is a date, a date-time, a month or a year as the database keeps it."""
    try:
        return ISO.fullmatch(text) is not None and _iso(text) == text
    except ValueError:
        return False


def _iso(text: str) -> str | None:
    if not ISO.fullmatch(text):
        return None
    if len(text) == 4:
        return text
    if len(text) == 7:
        date.fromisoformat(f"{text}-01")
        return text
    date.fromisoformat(text[:10])
    if len(text) == 10:
        return text
    time = re.sub(r"\s", "", text[11:].replace(",", ".").replace("z", "Z"))
    clock = re.sub(r"[^\d:.].*", "", time)
    zone = time[len(clock) :]
    clock = re.sub(r"(\.\d{6})\d+$", r"\1", clock)
    zone = re.sub(r"^([+-]\d\d):?(\d\d)?$", lambda match: f"{match[1]}:{match[2] or '00'}", zone)
    datetime.strptime(clock[:8] if clock.count(":") == 2 else clock, "%H:%M:%S" if clock.count(":") == 2 else "%H:%M")
    return f"{text[:10]}T{clock}{zone}"


def _compact(text: str) -> str | None:
    match = COMPACT.fullmatch(text)
    if not match:
        return None
    day = "-".join(match.groups()[:3])
    return _iso(f"{day}T{match[4]}:{match[5]}:{match[6] or '00'}{match[7] or ''}" if match[4] else day)


def _week(text: str) -> str | None:
    match = WEEK.fullmatch(text)
    return date.fromisocalendar(int(match[1]), int(match[2]), int(match[3] or 1)).isoformat() if match else None


def _epoch(text: str) -> str | None:
    if not EPOCH.fullmatch(text):
        return None
    seconds = float(text) / (1000 if len(text) == 13 else 1)
    return (datetime(1970, 1, 1, tzinfo=timezone.utc) + timedelta(seconds=int(seconds))).isoformat()


def _year_first(text: str) -> str | None:
    match = YEAR_FIRST.fullmatch(text)
    return _with_time(date(*map(int, match.groups()[:3])), match[4]) if match else None


def _year_last(text: str, dayfirst: bool | None) -> str | None:
    match = YEAR_LAST.fullmatch(text)
    if not match:
        return None
    first, second, year = int(match[1]), int(match[3]), int(match[4])
    if max(first, second) > 12:
        dayfirst = first > 12
    elif first == second:
        dayfirst = True
    if dayfirst is None:
        raise DateError(
            f"The date {text[:60]!r} may be two days: say --dayfirst or --monthfirst; the article is dated unknown."
        )
    day, month = (first, second) if dayfirst else (second, first)
    return _with_time(date(year, month, day), match[5])


def _with_time(day: date, rest: str) -> str | None:
    match = re.fullmatch(r"[,T ]*(\d\d?):(\d\d)(:\d\d)?\s*(Z|[+-]\d\d:?\d\d)?", rest)
    if not match:
        return day.isoformat()
    return _iso(f"{day.isoformat()}T{int(match[1]):02}:{match[2]}{match[3] or ''}{match[4] or ''}")


def _rfc(text: str) -> str | None:
    return parsedate_to_datetime(text).isoformat() if re.search(r"\d:\d\d", text) and MONTH.search(text) else None


def _words(text: str) -> str | None:
    """Read a date with the month as a word: "4 March 2031", "Mar. 4th, 2031, 5 p.m."; no part may be missing."""
    if not MONTH.search(text) or not re.search(r"\d{4}", text):
        return None
    from dateutil import parser

    text = re.sub(r"\b([ap])\.m\.", r"\1m", text)
    parse: Callable[[datetime], datetime] = lambda default: parser.parse(text, default=default)  # noqa: E731
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of zones by name that nobody can know
        one, other = parse(datetime(2000, 1, 1)), parse(datetime(2001, 2, 2))
    if one != other:  # a part was missing and came from the default
        if (one.year, one.month) == (other.year, other.month) and re.fullmatch(r"\D+ \d{4}", text):
            return f"{one.year:04}-{one.month:02}"
        return None
    return one.isoformat() if re.search(r"\d:\d\d|\d ?[ap]m", text, re.IGNORECASE) else one.date().isoformat()
