"""Whole articles, marked up and listed as ``onrecord show`` does: snapshots that a person can read.

After a change that is meant, ``ONRECORD_SNAPSHOT=1 pytest tests/onrecord/test_articles.py`` writes them anew.
"""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from attribution.analyze import analyze
from attribution.types import Analysis
from onrecord.cli.tables import marked
from quotes.readers import read
from quotes.types import Article, Span
from tests import ROOT
from tests.session import FrozenParser

SNAPSHOTS = ROOT / "tests/snapshots"
ARTICLES = [item for item in read([str(ROOT / "examples")]) if isinstance(item, Article)]


def analysis(article: Article) -> Analysis:
    return analyze(article, next(FrozenParser().parse_all([article])))


@pytest.mark.parametrize("article", ARTICLES, ids=lambda article: article.id)
def test_snapshot(article: Article) -> None:
    found = marked(analysis(article), colour=False).rstrip() + "\n"
    path = SNAPSHOTS / f"{article.id}.txt"
    if os.environ.get("ONRECORD_SNAPSHOT"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(found, encoding="utf-8")
    assert found == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("article", ARTICLES, ids=lambda article: article.id)
def test_every_span_is_text_of_the_article(article: Article) -> None:
    found = analysis(article)
    spans: list[Span] = [m.span for e in found.entities for m in e.mentions]
    spans += [r.evidence for e in found.entities for r in e.roles]
    for attribution in found.attributions:
        quote = attribution.quote
        spans += [*quote.content, *quote.cue, *quote.source, *(s for st in attribution.stances for s in st.evidence)]
        assert quote.content
        assert all(stance.evidence for stance in attribution.stances)
    assert all(span.of(article.text).strip() and span.end <= len(article.text) for span in spans)


def test_the_same_whatever_order_sets_have() -> None:
    code = "from tests.onrecord.test_articles import ARTICLES, analysis; print([analysis(one) for one in ARTICLES])"
    rows = {
        subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, env={**os.environ, "PYTHONHASHSEED": seed}, check=True,
            capture_output=True,
        ).stdout
        for seed in ("0", "1", "2")
    }  # fmt: skip
    assert len(rows) == 1
