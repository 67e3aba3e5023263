"""Plots of a comparison: a heat map of officials by targets, and a timeline of one official's statements."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import matplotlib

matplotlib.use("Agg")
from matplotlib.figure import Figure

Row = dict[str, Any]
COLOURS = "RdBu"  # red against, blue for: told apart by the colour-blind
SIDES = {1: ("for", "#2166ac", "^"), 0: ("neutral", "#777777", "o"), -1: ("against", "#b2182b", "v")}
DARK = 0.6  # a mean beyond this has a dark cell
LONGEST = 34  # characters of a label


def heat_map(found: Sequence[Row], path: Path, rows: int = 15, columns: int = 12) -> None:
    """Draw the busiest cells as PNG or SVG, by the ending of ``path``; each shows its mean vote and its n."""
    cells, targets = _busiest(found, rows, columns)
    speakers = {cell["speaker_id"]: str(cell["speaker"]) for cell in cells}
    lines = list(speakers)
    figure = Figure(figsize=(3 + 0.75 * len(targets), 1.8 + 0.42 * len(speakers)), layout="constrained")
    axes = figure.add_subplot()
    grid = [[float("nan")] * len(targets) for _ in speakers]
    for cell in cells:
        y, x = lines.index(cell["speaker_id"]), targets.index(cell["target"])
        grid[y][x] = cell["polarity"]
        _write_mean(axes, x, y, cell)
    image = axes.imshow(grid, cmap=COLOURS, vmin=-1, vmax=1, aspect="auto")
    axes.set_xticks(range(len(targets)), [_cut(t) for t in targets], rotation=40, ha="right", fontsize=8)
    axes.set_yticks(range(len(speakers)), [_cut(name) for name in speakers.values()], fontsize=8)
    figure.colorbar(image, ax=axes, label="against (−1) … for (+1)", shrink=0.8)
    figure.savefig(path, dpi=160)


def _busiest(found: Sequence[Row], rows: int, columns: int) -> tuple[list[Row], list[str]]:
    """Return the cells of the first speakers on the targets that most of these speak of, and those targets."""
    speakers = set(list(dict.fromkeys(cell["speaker_id"] for cell in found))[:rows])
    cells = [cell for cell in found if cell["speaker_id"] in speakers]
    spoken: Counter[str] = Counter()
    for cell in cells:
        spoken[cell["target"]] += 1000 + cell["n"]  # targets of many speakers first
    targets = [target for target, _ in spoken.most_common(columns)]
    return [cell for cell in cells if cell["target"] in targets], targets


def _write_mean(axes: Any, x: int, y: int, cell: Row) -> None:
    """Write the mean vote and the number of statements into a cell, legible on its colour."""
    label = f"{cell['polarity']:+.1f}".replace("-", "−") + f"\nn={cell['n']}"
    colour = "white" if abs(cell["polarity"]) > DARK else "black"
    axes.text(x, y, label, ha="center", va="center", fontsize=7, color=colour)


def timeline(rows: Sequence[Row], path: Path, columns: int = 15) -> None:
    """Draw dated ballots as PNG or SVG: a mark for each, by target and date, up for, down against."""
    dated = [row for row in rows if _day(row["published"])]
    busiest = [target for target, _ in Counter(row["target"] for row in dated).most_common(columns)]
    figure = Figure(figsize=(9, 1.4 + 0.36 * max(1, len(busiest))), layout="constrained")
    axes = figure.add_subplot()
    for vote, (label, colour, marker) in SIDES.items():
        points: list[tuple[Any, int]] = [(_day(row["published"]), busiest.index(row["target"])) for row in dated
                  if row["vote"] == vote and row["target"] in busiest]  # fmt: skip
        if points:
            axes.scatter([x for x, _ in points], [y for _, y in points], c=colour, marker=marker, label=label, s=42)
    axes.set_yticks(range(len(busiest)), [_cut(t) for t in busiest], fontsize=8)
    axes.invert_yaxis()
    axes.grid(axis="x", alpha=0.3)
    axes.tick_params(axis="x", rotation=30, labelsize=8)
    if dated:
        axes.legend(loc="upper left", bbox_to_anchor=(1, 1), fontsize=8)
        axes.set_title(", ".join(dict.fromkeys(row["speaker"] for row in dated)), fontsize=10)
    figure.savefig(path, dpi=160)


def _day(published: str | None) -> date | None:
    try:
        return date.fromisoformat((published or "")[:10])
    except ValueError:
        return None


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
