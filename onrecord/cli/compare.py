"""The commands "onrecord compare" and "onrecord timeline": officials side by side on one question, and over time."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING

import click

from onrecord.cli import a_date, check_names, choice_of_flags, database_argument, open_db, output_options

if TYPE_CHECKING:
    from sqlite_utils import Database

    from db.comparison import Row

SEVERAL = "Several names are separated by commas or, where a name has one, by semicolons."


def listed(text: str | None) -> list[str]:
    """Return names given in one option: separated by semicolons if there are any, else by commas."""
    parts = re.split(";" if ";" in (text or "") else ",", text or "")
    return [part.strip() for part in parts if part.strip()]


@click.command(epilog=SEVERAL)
@database_argument
@click.argument("speaker", nargs=-1)
@click.option("--officials", metavar="NAMES", help="Only these speakers.")
@click.option("--target", multiple=True, help="Only this target, with what belongs to it. May be given more than once.")
@click.option("--targets", metavar="NAMES", help="Only these targets.")
@click.option(
    "--by", type=click.Choice(["role", "organisation", "country", "month"]),
    help="Rows for classes of offices, organisations, countries or months instead of speakers.",
)  # fmt: skip
@click.option("--role", help="Only holders of this office: a title, or a class such as foreign minister.")
@click.option("--organisation", help="Only those with an office of this body, country or place.")
@click.option("--country", help="Only those with an office of this country.")
@click.option("--outlet", help="Only what this outlet published.")
@click.option("--since", callback=a_date, help="Only from this date on: 2031, 2031-03 or 2031-03-01.")
@click.option("--until", callback=a_date, help="Only up to this date, included.")
@choice_of_flags(
    "show", (("--quotes",), "Show the statements behind each figure."),
    (("--disagreements",), "Who differs most from whom, on what."),
    (("--agreement",), "Who agrees with whom, over all shared targets."),
    (("--flips",), "Who changed sides on what, with both quotes."),
)  # fmt: skip
@output_options
def compare(
    database: str, speaker: tuple[str, ...], officials: str | None, target: tuple[str, ...], targets: str | None,
    by: str | None, show: str | None, form: str | None, **filters: str | None,
) -> None:  # fmt: skip
    """Compare officials' stances: mean polarity from -1 (against) to 1 (for), and the number of statements.

    Copies of one statement in several articles count once. JSON, CSV and tables give each cell's 95 % interval and
    dates. Two SPEAKERs and one target: their statements in two columns, by date.
    """
    from db.comparison import ballots, cells

    names, wanted = [*speaker, *listed(officials)], [*target, *listed(targets)]
    if by and show == "quotes":
        raise click.UsageError("--quotes shows the quotes of speakers: leave --by out.")
    with open_db(database) as db:
        check_names(db, database, ";".join(names), ";".join(wanted))
        rows = ballots(db, names, wanted, **filters)
        evidence = _evidence(db, names, wanted, filters) if show == "quotes" else []
        in_columns = len(speaker) == 2 and len(wanted) == 1 and not (show or form or by)
        columns = [ballots(db, [name], wanted, **filters) for name in speaker] if in_columns else []
    if not rows:
        click.echo("No stances found.", err=True)
    if columns and rows:
        click.echo(_in_columns(columns, speaker))
    elif rows or form:
        click.echo(_shown(rows, cells(rows, by), evidence, show, form))


def _width() -> int:
    return shutil.get_terminal_size((100, 24)).columns


def _in_columns(columns: list[list[Row]], names: tuple[str, ...]) -> str:
    """Return the statements of two speakers beside each other; one who says nothing is called as asked for."""
    from onrecord.cli.side_by_side import side_by_side

    one, other = ((rows[0]["speaker"] if rows else name) for rows, name in zip(columns, names, strict=True))
    return side_by_side(columns[0], columns[1], (one, other), _width())


def _evidence(db: Database, names: list[str], targets: list[str], filters: dict[str, str | None]) -> list[Row]:
    """Return the stances behind the cells."""
    from db.queries import query

    per_target: list[dict[str, str | None]] = [{**filters, "target": target} for target in targets] or [filters]
    return [row for values in per_target for row in query(db, "evidence", speaker=";".join(names), **values)]


def _shown(rows: list[Row], found: list[Row], evidence: list[Row], show: str | None, form: str | None) -> str:
    from db.comparison import agreement, disagreements, flips
    from onrecord.cli.side_by_side import flips_text
    from onrecord.cli.tables import evidence_text, format_rows, matrix

    width = _width()
    if show in {"disagreements", "agreement"}:
        ranked = disagreements(found) if show == "disagreements" else agreement(found)
        return format_rows(ranked, form or "table")
    if show == "flips":
        changed = flips(rows)
        return format_rows(changed, form) if form else flips_text(changed, width) or "Nobody changed sides."
    if form:
        return format_rows(evidence if show else found, form)
    return evidence_text(found, evidence) if show else matrix(found, width)


@click.command()
@database_argument
@click.argument("name")
@click.option("--target", multiple=True, help="Only this target, with what belongs to it. May be given more than once.")
@output_options
def timeline(database: str, name: str, target: tuple[str, ...], form: str | None) -> None:
    """List what a speaker said for or against whom, oldest first."""
    from db.comparison import ballots
    from onrecord.cli.side_by_side import timeline_text
    from onrecord.cli.tables import format_rows

    with open_db(database) as db:
        check_names(db, database, name, ";".join(target))
        rows = ballots(db, [name], target)
    if form:
        click.echo(format_rows(rows, form))
    elif rows:
        click.echo(timeline_text(rows, _width()))
    else:
        click.echo("No stances found.", err=True)
