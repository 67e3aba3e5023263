"""Rows and articles as text, for people to read in a terminal."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from itertools import accumulate, groupby
from typing import Any

from attribution.types import Analysis, Attribution, Stance
from onrecord.cli.explain import reasons, why_open
from quotes.types import Span, text_of

Row = dict[str, Any]
CONTROLS = {c: "�" for c in (*range(0x20), *range(0x7F, 0xA0)) if c not in (0x09, 0x0A)}
BRACKETS = {"content": ("[", "]"), "cue": ("<", ">"), "source": ("{", "}")}
COLOURS = {"content": "32", "cue": "33", "source": "4;36"}  # green, yellow, underlined cyan
LABEL, HEADER, CELL = 40, 16, 10  # characters at most, at most and at least, in the matrix
SIDES = {-1: "against", 0: "neutral on", 1: "for"}


def safe(text: str) -> str:
    """Return the text, character for character, without what could steer a terminal."""
    return text.replace("\r\n", " \n").translate(CONTROLS)


def format_rows(rows: Sequence[Row], form: str) -> str:
    """Return rows as "json", "csv" or "table", in the manner of sqlite-utils."""
    if form == "json":
        return "[" + ",\n ".join(json.dumps(row, ensure_ascii=False) for row in rows) + "]"
    columns = list(rows[0]) if rows else []
    if form == "csv":
        out = io.StringIO()
        writer = csv.DictWriter(out, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        return out.getvalue().rstrip("\n")
    from tabulate import tabulate

    values = [[safe(v) if isinstance(v, str) else v for v in row.values()] for row in rows]
    return str(tabulate(values, columns, disable_numparse=True))


def quotes_text(rows: Sequence[Row], stances: Iterable[Row]) -> str:
    """Return quotes under their articles, each with its speaker and what it says of whom."""
    by_quote: dict[str, list[Row]] = {}
    for stance in stances:
        by_quote.setdefault(stance["quote_id"], []).append(stance)
    lines: list[str] = []
    for article, group in groupby(rows, key=lambda row: row["article"]):
        lines += [article, ""]
        for row in group:
            lines.append(f"  {_who(row)} · {row['kind']} · {row['confidence']:.2f}")
            lines.append(f"    {_line(row['content'])}")
            lines += [f"      {_side(s)}" for s in by_quote.get(row["id"], ())]
            lines.append("")
    return safe("\n".join(lines).rstrip())


def speakers_text(rows: Sequence[Row]) -> str:
    """Return speakers as a table, their roles cut to a readable width."""
    shown = [{**row, "role": _cut(row["role"] or "", 44), "only_in": row["only_in"] or ""} for row in rows]
    return format_rows(shown, "table")


def person_text(person: Row, offices: Sequence[Row], log: Sequence[Row]) -> str:
    """Return one speaker for people to read: who, names, offices with dates, decisions."""
    first = f"{_label(person | {'speaker': person['name']})} ({person['kind']} {person['id']})"
    lines = [first, f"  {person['quotes']} quotes in {person['articles']} articles"]
    lines += [f"  also: {person['aliases']}"] if person["aliases"] else []
    lines += [f"  Wikidata: {person['wikidata']}"] if person["wikidata"] else []
    for office in offices:
        dates = " to ".join(dict.fromkeys(filter(None, ((office["first"] or "")[:10], (office["last"] or "")[:10]))))
        lines.append(f"  {_cut(_line(office['stated']), 60)}" + (f" ({dates})" if dates else ""))
    for row in log:
        who = "automatic" if row["automatic"] else row["decided_by"]
        undone = " (undone)" if row["undone"] else ""
        value = f" {row['value']}" if row["value"] else ""
        lines.append(f"  decision {row['id']}: {row['action']}{value}, {who}: {_line(row['reason'])}{undone}")
    return safe("\n".join(lines))


def matrix(cells: Sequence[Row], width: int) -> str:
    """Return speakers by targets, as many targets as fit: those that most speakers have a stance on first."""
    speakers: dict[int, dict[str, Row]] = {}
    targets: dict[str, list[Row]] = {}
    for cell in cells:
        speakers.setdefault(cell["speaker_id"], {})[cell["target"]] = cell
        targets.setdefault(cell["target"], []).append(cell)
    busiest = sorted(targets, key=lambda t: (-len(targets[t]), -sum(c["n"] for c in targets[t]), t))
    labels = [_cut(_label(next(iter(row.values()))), LABEL) for row in speakers.values()]
    widths = [max(CELL, len(_cut(target, HEADER))) + 2 for target in busiest]
    room = width - max(map(len, labels))
    fitting = max(1, sum(total <= room for total in accumulate(widths)))
    shown = busiest[:fitting]
    table = [("", [_cut(target, HEADER) for target in shown])]
    for label, row in zip(labels, speakers.values(), strict=True):
        if row.keys() & set(shown):
            table.append((label, [_cell(row.get(target)) for target in shown]))
    first = max(len(label) for label, _ in table)
    lines = [
        label.ljust(first) + "".join("  " + v.ljust(w - 2) for v, w in zip(values, widths, strict=False))
        for label, values in table
    ]
    if len(busiest) > fitting:
        more = f"{len(busiest) - fitting} more targets and {len(labels) - len(table) + 1} more speakers"
        lines += ["", f"{more}: --target NAME shows one target, --csv everything."]
    return safe("\n".join(line.rstrip() for line in lines))


def evidence_text(cells: Sequence[Row], evidence: Iterable[Row]) -> str:
    """Return each cell of the comparison with the quotes behind it and the words that carry the stance."""
    behind: dict[tuple[int, str], list[Row]] = {}
    for row in evidence:
        behind.setdefault((row["speaker_id"], row["family"]), []).append(row)
    lines: list[str] = []
    for cell in cells:
        lines.append(f"{_label(cell)} on {cell['target']}: {_cell(cell)}")
        rows = behind[cell["speaker_id"], cell["target"]]
        for _, stances in groupby(rows, key=lambda row: row["quote"]):
            first, *more = stances
            lines += [f"  {_line(first['content'])}", f"    [{first['article']}]"]
            lines += [f"    {_side(row)}" for row in (first, *more)]
        lines.append("")
    return safe("\n".join(lines).rstrip())


def marked(analysis: Analysis, colour: bool, why: bool = False) -> str:
    """Return the article with content, cue and source of each quote marked, and the quotes listed below.

    ``why`` adds whom each source could mean.
    """
    text = analysis.article.text
    marks = _marks(analysis.attributions)
    piece = _coloured if colour else _bracketed
    cuts = sorted({0, len(text), *(cut for span, _, _ in marks for cut in span)})
    pieces = [piece(safe(text[a:b]), a, marks) for a, b in zip(cuts, [*cuts[1:], len(text)], strict=True)]
    legend = "" if colour else "\n[content] <cue> {source}, numbered:"
    listed = [_listed(n, a, analysis, why) for n, a in enumerate(analysis.attributions, 1)]
    return "".join(pieces).rstrip() + "\n" + legend + "\n" + "\n".join(listed)


Mark = tuple[Span, str, int]
"""Where a mark is, the part of the quote it marks ("cue"), and the quote's number."""


def _coloured(piece: str, start: int, marks: Sequence[Mark]) -> str:
    """Return a piece of text in the colours of the marks around it, after the numbers of quotes that begin there."""
    numbers = "".join(f"\033[2m{n} \033[0m" for span, part, n in marks if span.start == start and part == "content")
    style = ";".join(COLOURS[part] for span, part, _ in marks if span.start <= start < span.end)
    return numbers + (f"\033[{style}m{piece}\033[0m" if style else piece)


def _bracketed(piece: str, start: int, marks: Sequence[Mark]) -> str:
    """Return a piece of text after the brackets that close and open before it."""
    closing = [BRACKETS[part][1] for span, part, _ in reversed(marks) if span.end == start]
    opening = [f"{BRACKETS[part][0]}{n} " for span, part, n in marks if span.start == start]
    return "".join([*closing, *opening, piece])


def _marks(attributions: Sequence[Attribution]) -> list[Mark]:
    """Return the spans to mark, outer ones before inner ones."""
    marks = [
        (span, part, n)
        for n, attribution in enumerate(attributions, 1)
        for part in BRACKETS
        for span in getattr(attribution.quote, part)
    ]
    return sorted(marks, key=lambda mark: (mark[0].start, -mark[0].end))


def _listed(number: int, attribution: Attribution, analysis: Analysis, why: bool) -> str:
    quote = attribution.quote
    lines = [f"{number:3} {quote.kind}, {quote.rule}, {quote.confidence:.2f}"]
    for speaker in attribution.speakers:
        entity = analysis.entities[speaker.entity]
        role = "" if speaker.role is None else f", {entity.roles[speaker.role].stated}"
        lines.append(f"    {entity.name}{role} ({speaker.rule}, {speaker.confidence:.2f})")
    if not attribution.speakers:
        lines.append("    " + ": ".join(filter(None, ["speaker unresolved", why_open(attribution)])))
    if why:
        lines += [f"      {line}" for line in reasons(attribution, analysis)]
    lines += [f"      {_stance(stance, analysis)}" for stance in attribution.stances]
    return safe("\n".join(lines))


def _stance(stance: Stance, analysis: Analysis) -> str:
    row = {
        "polarity": stance.polarity, "target": stance.target.name, "strength": stance.strength,
        "act": stance.act, "commitment": stance.commitment,
        "evidence": text_of(stance.evidence, analysis.article.text),
    }  # fmt: skip
    return f"{_side(row)} ({stance.rule}, {stance.confidence:.2f})"


def _side(row: Row) -> str:
    manner = f"{row['strength']:.1f}, {row['act']}, {row['commitment']}"
    return f"{SIDES[row['polarity']]} {row['target']} ({manner}): “{_line(row['evidence'])}”"


def _cell(cell: Row | None) -> str:
    if cell is None:
        return "·"
    return f"{cell['polarity']:+.1f}".replace("-", "−").replace("+0.0", "0.0") + f" (n={cell['n']})"


def _who(row: Row) -> str:
    return ", ".join(filter(None, [row["speaker"] or "speaker unresolved", row["role"]]))


def _label(row: Row) -> str:
    """Return who a speaker is; one known in a single article only is told apart by it."""
    scope = f" [{row['only_in']}]" if row["only_in"] else ""
    return _line(", ".join(filter(None, [row["speaker"], row["role"]])) + scope)


def _line(text: str) -> str:
    return " ".join(text.split())


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1].rstrip() + "…"
