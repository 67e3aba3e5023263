"""Is the installation whole? Versions, models, what SQLite can do, and who else answers to our names."""

from __future__ import annotations

import platform
import sqlite3
import sysconfig
import time
from importlib import metadata, util
from pathlib import Path
from typing import NamedTuple

PACKAGES = (
    "onrecord",
    "stanza",
    "torch",
    "tokenizers",
    "spacy",
    "textacy",
    "sqlite-utils",
    "click",
    "datasette",
    "trafilatura",
    "python-docx",
    "pdfminer.six",
    "ftfy",
    "transformers",
)
OPTIONAL = {
    "datasette": "onrecord browse needs it: pip install 'onrecord[browse]'",
    "trafilatura": "web pages and WARC need it: pip install 'onrecord[formats]'",
    "python-docx": "Word files need it: pip install 'onrecord[formats]'",
    "pdfminer.six": "PDF files need it: pip install 'onrecord[formats]'",
    "ftfy": "--fix-text needs it: pip install 'onrecord[formats]'",
    "textacy": "it has releases for Python up to 3.12; targets have no key terms, evaluate --textacy does not run",
    "transformers": "only models of other layers than the embedded ones need it: pip install 'onrecord[models]'",
}
SENTENCE = "Selma Tarrow, the foreign minister of Ostreva, said: “We condemn the attack on the port.”"
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
        _size(),
        models := _models(model),
        *(_run(model) if models.ok else ()),
    ]


def _version(package: str) -> Check:
    try:
        return Check(True, f"{package} {metadata.version(package)}")
    except metadata.PackageNotFoundError:
        why = f" ({OPTIONAL[package]})" if package in OPTIONAL else ""
        return Check(package in OPTIONAL, f"{package} is not installed{why}")


def _size() -> Check:
    """Say how much the environment takes on disk, without what other environments share with it."""
    folder = Path(sysconfig.get_path("purelib"))
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file() and not file.is_symlink())
    return Check(True, f"installed packages take {size / 1e9:.1f} GB in {folder}")


def _run(model: str | None) -> list[Check]:
    """Send one sentence through everything, and say what torch computes with."""
    from onrecord.pipeline import Pipeline
    from onrecord.results import AnalysedArticle

    start = time.perf_counter()
    try:
        [found] = Pipeline(model)([SENTENCE])
    except Exception as error:  # whatever is wrong with an installation is what the report is for
        return [Check(False, f"one sentence fails: {type(error).__name__}: {' '.join(str(error).split())}")]
    seconds = time.perf_counter() - start
    speakers = [str(quote.speaker) for quote in found.quotes] if isinstance(found, AnalysedArticle) else []
    ok = len(speakers) == 1 and "Selma Tarrow" in speakers[0]
    said = f"one sentence: {speakers[0] if speakers else 'nobody'} is found to speak, in {seconds:.1f} s with loading"
    return [_torch(), Check(ok, said)]


def _torch() -> Check:
    import torch

    flavour = f"CUDA {torch.version.cuda}" if torch.version.cuda else "the build for CPUs"
    engine = torch.backends.quantized.engine
    int8 = f"int8 by {engine}" if engine != "none" else "no int8"
    return Check(True, f"torch is {flavour}, with {torch.get_num_threads()} threads and {int8}")


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
