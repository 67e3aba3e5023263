"""The command "onrecord stance": for or against one target in each text."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from onrecord.cli import SOME_FAILED, model_option, rules_option

if TYPE_CHECKING:
    from onrecord.targeted import PolarityRequest

LONGEST_ID = 60  # characters of an id in a complaint


@click.command()
@click.argument("file", type=click.File("rb"), default="-")
@model_option
@rules_option
def stance(file: Any, model: str | None, rules: bool) -> None:
    """Judge the polarity toward one target in each text.

    FILE (or standard input) has a JSON object on each line: id, text, target ([start, end], half-open characters of
    text) and, where only one holder's stance counts, holder ([start, end]). For each one line is printed: id, polarity
    (-1, 0, 1), score (-1 to 1) and basis, the frames that decided or "learned". Exit status 3: some lines could not be
    judged.
    """
    from onrecord.targeted import BadRequest, judge_requests, read_request

    failed = False

    def requests() -> Iterator[PolarityRequest]:
        nonlocal failed
        for number, line in enumerate(file, 1):
            if line.strip():
                try:
                    yield read_request(line)
                except BadRequest as error:
                    failed = True
                    click.echo(f"{file.name}:{number} {error}.", err=True)

    for request, verdict in judge_requests(requests(), model, rules):
        if verdict is None:
            failed = True
            click.echo(f"{file.name}: the text of {str(request.id)[:LONGEST_ID]} could not be analysed.", err=True)
        else:
            click.echo(json.dumps({"id": request.id, **verdict._asdict()}, ensure_ascii=False))
    if failed:
        sys.exit(SOME_FAILED)
