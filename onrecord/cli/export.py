"""The commands "onrecord export" and "onrecord plot": comparisons as files and pictures."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from onrecord.cli import check_names, database_argument, open_db
from onrecord.cli.compare import SEVERAL, listed

if TYPE_CHECKING:
    from db.comparison import Row

FORMATS = {".csv": "csv", ".jsonl": "jsonl", ".graphml": "graphml"}
file_argument = click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
officials_option = click.option("--officials", metavar="NAMES", help="Only these speakers.")
targets_option = click.option("--targets", metavar="NAMES", help="Only these targets, with what belongs to them.")


def read_ballots(database: str, officials: str | None, targets: str | None) -> list[Row]:
    """Return the ballots asked for; a name that is not there, or nothing to show, is one sentence."""
    from db.comparison import ballots

    names, wanted = listed(officials), listed(targets)
    with open_db(database) as db:
        check_names(db, database, ";".join(names), ";".join(wanted))
        rows = ballots(db, names, wanted)
    if not rows:
        raise click.ClickException("No stances found.")
    return rows


@click.command(epilog=SEVERAL)
@database_argument
@file_argument
@click.option(
    "--format", "form", type=click.Choice(["csv", "jsonl", "graphml", "dna"]),
    help="The format, by default what the ending of FILE says.",
)  # fmt: skip
@click.option(
    "--network", type=click.Choice(["stances", "agreement"]), default="stances", show_default=True,
    help="For GraphML: speakers and targets, or speakers by agreement.",
)  # fmt: skip
@click.option(
    "--excel-safe", is_flag=True, help="For CSV: put ' before words that a spreadsheet would run as a formula."
)
@click.option("--excel", is_flag=True, help="For CSV: the same, and a mark by which Excel knows that it is UTF-8.")
@officials_option
@targets_option
def export(
    database: str, file: Path, form: str | None, network: str, excel_safe: bool, excel: bool, officials: str | None,
    targets: str | None,
) -> None:  # fmt: skip
    """Write stances for other tools: a row for each statement and target (CSV, JSON Lines), a network that Gephi opens
    (GraphML), or an event list like those of Discourse Network Analyzer (dna)."""
    from db import exports

    form = form or FORMATS.get(file.suffix.lower())
    if form is None:
        raise click.UsageError(f"The ending of {file.name} is no known one ({', '.join(FORMATS)}): give --format.")
    if (excel_safe or excel) and form != "csv":
        raise click.UsageError("--excel-safe and --excel are for CSV.")
    rows = read_ballots(database, officials, targets)
    if form == "graphml":
        count = exports.write_graphml(rows, file, network)
    elif form == "csv":
        count = exports.write_csv(rows, file, guard=excel_safe or excel, mark=excel)
    else:
        count = {"jsonl": exports.write_jsonl, "dna": exports.write_events}[form](rows, file)
    click.echo(f"{file}: {count} {'edges' if form == 'graphml' else 'rows'}", err=True)


@click.command(epilog=SEVERAL)
@database_argument
@click.argument("what", type=click.Choice(["heatmap", "timeline"]))
@file_argument
@click.option(
    "--by", type=click.Choice(["role", "organisation", "country", "month"]),
    help="Rows of the heat map for groups or months instead of speakers.",
)  # fmt: skip
@officials_option
@targets_option
def plot(
    database: str, what: str, file: Path, by: str | None, officials: str | None, targets: str | None
) -> None:
    """Draw officials by targets (heatmap), or statements over time (timeline), as PNG or SVG by the ending of FILE."""
    from db.comparison import cells
    from db.spreadsheets import xml_safe

    if file.suffix.lower() not in {".png", ".svg"}:
        raise click.UsageError(f"{file.name} must end in .png or .svg.")
    try:
        from db import plots
    except ImportError as error:
        raise click.ClickException("Plots need matplotlib: pip install 'onrecord[plot]'.") from error
    rows = list(map(xml_safe, read_ballots(database, officials, targets)))
    if what == "heatmap":
        plots.heat_map(cells(rows, by), file)
    else:
        plots.timeline(rows, file)
    click.echo(str(file), err=True)
