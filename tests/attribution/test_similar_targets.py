"""Groups of targets that may be one: names of like words, shown and never merged by themselves."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from attribution.stance.key_terms import key_terms
from attribution.stance.similar_targets import group_names, similarities, stem
from attribution.types import Target
from db.articles.store import save
from db.queries import query
from db.schema import open_database
from onrecord.cli import cli
from tests.db.test_target_decisions import on

NAMES = [
    "grain exports", "export of grain", "gas deliveries", "air defence deliveries", "truce", "ceasefire",
    "exported grain",
]  # fmt: skip


def test_names_of_one_thing_meet_and_of_two_do_not() -> None:
    groups = [[NAMES[i] for i in group.members] for group in group_names(NAMES)]
    assert groups == [["grain exports", "export of grain", "exported grain"], ["truce", "ceasefire"]]
    apart = ["fifth package", "sixth package", "Karsk region", "Tarsk region", "Velmara's gas", "gas of Ostria"]
    assert not group_names(apart)
    assert [g.members for g in group_names(["French oil", "oil from France", "German oil"])] == [(0, 1)]
    assert group_names(NAMES, 1.1) == [] == group_names(["truce"])


@given(st.lists(st.text(max_size=12), max_size=8), st.floats(0, 1))
def test_any_names_are_grouped_at_most_once_and_all_alike(names: list[str], alike: float) -> None:
    matrix = similarities(names)
    assert np.array_equal(matrix, matrix.T)
    members = [i for group in group_names(names, alike) for i in group.members]
    assert len(members) == len(set(members))
    for group in group_names(names, alike):
        assert all(matrix[i, j] >= alike - 1e-6 for i in group.members for j in group.members if i != j)


@pytest.mark.parametrize("words", [("deliveries", "delivery", "delivering"), ("export", "exports"), ("talks", "talk")])
def test_stems(words: tuple[str, ...]) -> None:
    assert len({stem(word) for word in words}) == 1


def test_key_terms_of_nothing_are_none() -> None:
    assert key_terms([]) == key_terms(["No."]) == []
    pytest.importorskip("textacy", reason="it has releases for Python up to 3.12")
    terms = key_terms(["We need Patriot systems now.", "Air defence must come faster.", "Give us Patriot missiles."])
    assert any("patriot" in term for term in terms)


def test_groups_are_shown_edited_and_imported(tmp_path: Path) -> None:
    path, listed = str(tmp_path / "a.db"), tmp_path / "groups.csv"
    exports = [Target(name, "issue") for name in ("grain exports", "export of grain")]
    attacks = [Target("Velmaran attacks", "event", "Velmara"), Target("attacks by Velmara", "event", "Ostria")]
    votes = Target("vote", "event", shared=False)
    with open_database(path, write=True) as db:
        for id, about in (("a", [exports[0], attacks[0], votes]), ("b", [exports[1], attacks[1], votes])):
            save(db, on(id, *about))
        before = query(db, "compare")
    done = CliRunner().invoke(cli, ["targets", "groups", path, "--csv"])
    assert done.exit_code == 0, done.output
    [row] = csv.DictReader(io.StringIO(done.output))
    assert (row["name"], row["aliases"], row["similarity"]) == ("export of grain", "grain exports", "1.0")
    with open_database(path) as db:
        assert query(db, "compare") == before, "nothing is merged"
    listed.write_text(done.output, "utf-8")
    assert CliRunner().invoke(cli, ["targets", "import", path, str(listed)]).exit_code == 0
    with open_database(path) as db:
        assert [(r["target"], r["n"]) for r in query(db, "compare", target="grain exports")] == [("export of grain", 2)]
