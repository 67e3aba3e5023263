"""The options of the commands that read files: what files lack, and how to read what they leave open."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from onrecord.cli import one_line
from quotes.readers.options import Options

FORMATS = ("text", "markdown", "html", "json", "jsonl", "csv", "xlsx", "feed", "email", "docx", "pdf", "warc", "zip")
"""The names of ``quotes.readers.formats.FORMATS``, which would take time to import for the help."""
OPTIONS = (
    click.option(
        "--map", "fields", metavar="FIELD=KEY,…",
        help="Under which keys the fields of records stand, as in text=body,published=when.",
    ),
    click.option("--outlet", help="The outlet of articles that name none."),
    click.option("--date", help="The date of articles that have none."),
    click.option("--language", help="The language of articles that name none, such as en."),
    click.option(
        "--dayfirst/--monthfirst", "dayfirst", default=None, help="Whether 01.03.2031 is 1 March or 3 January."
    ),
    click.option("--since", metavar="DATE", help="Leave out articles known to be older."),
    click.option("--fix-text", is_flag=True, help="Repair letters that were broken on their way (donâ€™t)."),
    click.option("--follow", is_flag=True, help="Fetch the pages of a feed's items that have a summary alone."),
    click.option("--allow-local", is_flag=True, help="Fetch from this machine and private networks, too."),
)  # fmt: skip


def reading_options(format: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Give a command the options of reading, the format's under this name; it passes them on to ``options_of``."""
    which = click.option(
        format, "input_format", type=click.Choice(FORMATS), metavar="FORMAT",
        help=f"Read everything as one format, whatever it looks like: {', '.join(FORMATS)}.",
    )  # fmt: skip

    def decorate(command: Callable[..., None]) -> Callable[..., None]:
        for option in reversed((which, *OPTIONS)):
            command = option(command)
        return command

    return decorate


def options_of(given: dict[str, Any]) -> Options:
    """Return the options that were given, their dates as ISO 8601."""
    from quotes.readers.records import ALIASES

    fields: dict[str, str] = {}
    for pair in (given["fields"] or "").split(","):
        name, sign, key = (part.strip() for part in pair.partition("="))
        if pair and (not sign or not key or name not in ALIASES):
            raise click.BadParameter(
                f"“{pair}” is not FIELD=KEY; the fields are {', '.join(ALIASES)}.", param_hint="--map"
            )
        if pair:
            fields[name] = key
    return Options(
        given["input_format"], fields, given["outlet"], _date("--date", given), given["language"], given["dayfirst"],
        _date("--since", given), given["fix_text"], given["follow"], given["allow_local"],
    )  # fmt: skip


def _date(option: str, given: dict[str, Any]) -> str | None:
    from quotes.readers.dates import iso_date

    value = given[option.strip("-")]
    try:
        return iso_date(value, given["dayfirst"]) if value else None
    except ValueError as error:
        raise click.BadParameter(one_line(error).partition(";")[0] + ".", param_hint=option) from None
