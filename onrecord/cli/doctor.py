"""The command "onrecord doctor": is the installation whole?"""

from __future__ import annotations

import json
import sys

import click

from onrecord.cli import model_option


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Output as JSON.")
@model_option
def doctor(model: str | None, as_json: bool) -> None:
    """Check the installation: versions, size, models, SQLite, and one sentence through everything.

    Exit status 1: not whole.
    """
    from onrecord.doctor import checks

    report = checks(model)
    if as_json:
        click.echo(json.dumps([check._asdict() for check in report], indent=2, ensure_ascii=False))
    for check in () if as_json else report:
        click.echo(f"{'ok ' if check.ok else 'BAD'}  {check.text}")
    if not all(check.ok for check in report):
        sys.exit(1)
