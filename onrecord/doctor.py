"""Is the installation whole? Versions, models, what SQLite can do, and who else answers to our names."""

from __future__ import annotations

import platform
import sqlite3
from importlib import metadata, util
from pathlib import Path
from typing import NamedTuple

PACKAGES = (
    "onrecord",
    "stanza",
    "torch",
    "transformers",
    "spacy",
    "textacy",
    "sqlite-utils",
    "click",
    "datasette",
)
OPTIONAL = {"datasette"}
OURS = ("quotes", "attribution", "db", "onrecord")
ROOT = Path(__file__).resolve().parent.parent


class Check(NamedTuple):
    """One line of the report."""

    ok: bool
    text: str


def checks(model: str | None = None) -> list[Check]:
    """Return what was checked, the models of ``model`` (as ``load_pipeline`` takes it) among it."""
    return [
        Check(True, f"Python {platform.python_version()}"),
        *(_version(package) for package in PACKAGES),
        *_sqlite(),
        *(_origin(name) for name in OURS),
        _models(model),
    ]


def _version(package: str) -> Check:
    try:
        return Check(True, f"{package} {metadata.version(package)}")
    except metadata.PackageNotFoundError:
        return Check(package in OPTIONAL, f"{package} is not installed")


def _sqlite() -> list[Check]:
    connection = sqlite3.connect(":memory:")
    out = [Check(True, f"SQLite {sqlite3.sqlite_version}")]
    for feature, sql in (
        ("full-text search (FTS5)", "CREATE VIRTUAL TABLE t USING fts5(a)"),
        ("JSON functions", "SELECT json_array(1)"),
        ("window functions", "SELECT count(*) OVER ()"),
    ):
        try:
            connection.execute(sql)
            out.append(Check(True, f"SQLite has {feature}"))
        except sqlite3.OperationalError:
            out.append(Check(False, f"SQLite lacks {feature}"))
    connection.close()
    return out


def _origin(name: str) -> Check:
    """Check that ``import name`` finds our package: other distributions have packages of these names too."""
    spec = util.find_spec(name)
    found = Path(spec.origin).resolve().parent if spec and spec.origin else None
    if found == ROOT / name:
        return Check(True, f"package {name} is ours")
    return Check(
        False, f"another package {name} hides ours: {found}; uninstall it or use a fresh environment"
    )


def _models(model: str | None) -> Check:
    from quotes.parser.stanza_pipeline import EMBEDDED, OFFICIAL, ModelError, check, load_pipeline

    try:
        if model == OFFICIAL:
            load_pipeline(model)
            return Check(True, "Stanza's own English models load")
        directory = Path(model) if model else EMBEDDED
        check(directory)
    except ModelError as error:
        return Check(False, str(error))
    listed = (directory / "manifest.json").exists()
    return Check(
        True, f"models in {directory} are whole" if listed else f"models in {directory} have no manifest"
    )
