"""Imports run one way: quotes ← attribution ← db ← onrecord, each in the order of its rooms, never in a circle."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
PACKAGES = ("quotes", "attribution", "db", "onrecord")

# In each order a module may import those of its own level and of the levels before it.
Order = Sequence[Sequence[str]]
ORDERS: Sequence[Order] = (
    [[package] for package in PACKAGES],
    (
        ["quotes.types", "quotes.tables"],
        ["quotes.quotation_marks"],
        ["quotes.syntax"],
        ["quotes.parser"],
        ["quotes.detection"],
    ),
    (
        ["quotes.parser.doc", "quotes.parser.memory", "quotes.parser.embeddings"],
        ["quotes.parser.stanza_pipeline", "quotes.parser.stanza_steps"],
        ["quotes.parser.fast"],
        ["quotes.parser.sentences"],
        ["quotes.parser.parse"],
    ),
    (
        ["attribution.types"],
        ["attribution.lexicon"],
        ["attribution.names"],
        ["attribution.roles"],
        ["attribution.coreference"],
        ["attribution.stance"],
        ["attribution.analyze"],
    ),
    (
        ["onrecord.evaluation", "onrecord.pipeline", "onrecord.batches", "onrecord.workers", "onrecord.targeted"],
        ["onrecord.cli"],
        ["onrecord.__main__"],
    ),
)
# These need nothing of ours but themselves and what is listed.
ALONE = {
    "quotes.readers": ["quotes.types"],
    "attribution.json_format": ["attribution.types", "quotes.types"],
}


class Arrow(NamedTuple):
    """An import: which module imports which, and where."""

    file: str
    line: int
    importer: str
    imported: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.importer} -> {self.imported}"


def modules(root: Path) -> dict[str, Path]:
    """Return the files of our packages by the modules' names."""
    found = {}
    for path in (path for package in PACKAGES for path in sorted((root / package).rglob("*.py"))):
        parts = path.relative_to(root).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def arrows(root: Path) -> list[Arrow]:
    """Return the imports of our modules by our modules, also those inside functions."""
    known = modules(root)
    found = []
    for importer, path in known.items():
        file = path.relative_to(root).as_posix()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            found += [Arrow(file, node.lineno, importer, name) for name in imported(node, known) if name != importer]
    return found


def imported(node: ast.AST, known: Iterable[str]) -> Iterator[str]:
    """Yield our modules that a statement imports."""
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names if alias.name in known)
    elif isinstance(node, ast.ImportFrom):
        assert not node.level, "we import by full names"
        for alias in node.names:
            yield from [name for name in (f"{node.module}.{alias.name}", str(node.module)) if name in known][:1]


def within(module: str, room: str) -> bool:
    return module == room or module.startswith(room + ".")


def level(module: str, order: Order) -> int | None:
    """Return the level of a module in an order, None where it has none."""
    return next((i for i, rooms in enumerate(order) if any(within(module, room) for room in rooms)), None)


def runs_against(arrow: Arrow) -> bool:
    """Return whether an import runs against an order, or out of a room that needs nothing else."""
    for order in ORDERS:
        above, below = level(arrow.importer, order), level(arrow.imported, order)
        if above is not None and below is not None and below > above:
            return True
    return any(
        within(arrow.importer, room) and not any(within(arrow.imported, other) for other in (room, *allowed))
        for room, allowed in ALONE.items()
    )


def in_circles(found: Iterable[Arrow]) -> list[Arrow]:
    """Return the imports that lead back to their own module."""
    found = list(found)
    below: dict[str, set[str]] = defaultdict(set)
    for arrow in found:
        below[arrow.importer].add(arrow.imported)

    def reachable(start: str) -> set[str]:
        seen: set[str] = set()
        waiting = [start]
        while waiting:
            waiting += below.get(module := waiting.pop(), set()) - seen
            seen.add(module)
        return seen

    reach = {module: reachable(module) for module in {arrow.imported for arrow in found}}
    return [arrow for arrow in found if arrow.importer in reach[arrow.imported]]


def lines(found: Iterable[Arrow]) -> str:
    return "\n".join(map(str, found))


def test_no_import_runs_against_the_order() -> None:
    wrong = [arrow for arrow in arrows(ROOT) if runs_against(arrow)]
    assert not wrong, f"imports against the order:\n{lines(wrong)}"


def test_no_modules_import_each_other_in_a_circle() -> None:
    wrong = in_circles(arrows(ROOT))
    assert not wrong, f"imports in a circle:\n{lines(wrong)}"


def test_wrong_imports_are_found_with_file_and_line(tmp_path: Path) -> None:
    files = {
        "quotes/types.py": "",
        "quotes/readers/__init__.py": "import re\nfrom quotes import syntax\n",
        "quotes/syntax.py": "def late():\n    from attribution.types import Analysis\n",
        "attribution/types.py": "import attribution.analyze\n",
        "attribution/analyze.py": "from attribution.types import Analysis\n",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    found = arrows(tmp_path)
    assert lines(sorted(arrow for arrow in found if runs_against(arrow))).splitlines() == [
        "attribution/types.py:1: attribution.types -> attribution.analyze",
        "quotes/readers/__init__.py:2: quotes.readers -> quotes.syntax",
        "quotes/syntax.py:2: quotes.syntax -> attribution.types",
    ]
    assert {arrow.importer for arrow in in_circles(found)} == {"attribution.types", "attribution.analyze"}
