"""The command "onrecord doctor": is the installation whole?"""

from __future__ import annotations

import sys

import click

from onrecord.cli import model_option


@click.command()
@model_option
def doctor(model: str | None) -> None:
    """Check the installation: versions, models, SQLite, packages that hide ours. Exit status 1: not whole."""
    from onrecord.doctor import checks

    report = checks(model)
    for check in report:
        click.echo(f"{'ok ' if check.ok else 'BAD'}  {check.text}")
    if not all(check.ok for check in report):
        sys.exit(1)
