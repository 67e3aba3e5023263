"""A long real article, read where it lies beside the repository: none of its text is here."""

from __future__ import annotations

import pytest

from attribution.analyze import analyze
from attribution.types import Analysis
from quotes.types import Article
from tests import SHARED

ARTICLE = SHARED / "data/kyiv/kyiv-2024-01-03.txt"

pytestmark = [
    pytest.mark.model,
    pytest.mark.skipif(not ARTICLE.exists(), reason=f"needs {ARTICLE.name}, which is not part of the repository"),
]


@pytest.fixture(scope="module")
def analysis() -> Analysis:
    from quotes.parser.parse import Parser

    article = Article("article", ARTICLE.read_bytes().decode("utf-8"))
    return analyze(article, Parser().parse(article))


def test_direct_quotations_have_their_speakers(analysis: Analysis) -> None:
    direct = [a for a in analysis.attributions if a.quote.kind == "direct"]
    names = [tuple(analysis.entities[s.entity].name for s in a.speakers) for a in direct]
    assert len(direct) == 7
    assert names[:4] == [("Volodymyr Zelensky",)] * 4
    assert names[4:6] == [("Dmytro Kuleba",), ("Josep Borrell",)]
    assert [name.split()[-1] for name in names[6]] == ["Borg", "Schmid"]


def test_nineteen_of_twenty_two_attributions_with_speakers(analysis: Analysis) -> None:
    assert sum(bool(a.speakers) for a in analysis.attributions) >= 19
    assert len(analysis.attributions) <= 26


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("Vladimir Putin", "Russian President"),
        ("Vitali Klitschko", "Mayor"),
        ("Oleh Syniehubov", "head of Kharkiv’s military administration"),
        ("Ihor Terekhov", "Kharkiv Mayor"),
        ("Volodymyr Zelensky", "Ukrainian President"),
        ("Dmytro Kuleba", "Ukraine’s foreign minister"),
        ("Josep Borrell", "EU’s chief diplomat"),
        ("Helga Maria Schmid", "OSCE official"),
    ],
)
def test_roles(analysis: Analysis, name: str, role: str) -> None:
    assert [r.stated for e in analysis.entities if e.name == name for r in e.roles][:1] == [role]


def test_who_is_against_russia(analysis: Analysis) -> None:
    against = {
        analysis.entities[s.holder].name.split()[-1]
        for a in analysis.attributions
        for s in a.stances
        if s.holder is not None and s.polarity < 0 and "Russia" in (s.target.name, s.target.parent)
    }
    assert {"Zelensky", "Kuleba", "Borrell", "Borg", "Schmid"} <= against
    assert "Klitschko" not in against
