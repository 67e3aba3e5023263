"""Targets: what noun phrases are called, who does an event, and which country is behind a word."""

from __future__ import annotations

import pytest
from spacy.tokens import Doc, Token

from attribution.lexicon.countries import CountryFinder, load_countries
from attribution.stance.target_phrases import phrase
from attribution.stance.targets import Referents
from attribution.types import Entity, Mention, Role, Target
from quotes.types import Span
from tests.frozen import frozen


def word(doc: Doc, text: str) -> Token:
    return next(t for t in doc if t.text == text)


@pytest.mark.parametrize(
    ("text", "head", "name"),
    [
        ("They demanded the use of frozen Velmaran assets for Ostria.", "use",
         "use of frozen Velmaran assets for Ostria"),
        ("They condemned the brutal missile attack on Tarsk that killed nine people.", "attack",
         "missile attack on Tarsk"),
        ("They welcomed the faster air defence deliveries.", "deliveries", "faster air defence deliveries"),
        ("They deplored these ongoing attacks.", "attacks", "attacks"),
        ("They rejected his latest peace plan.", "plan", "peace plan"),
        ("They oppose the ministry's budget cuts.", "cuts", "ministry's budget cuts"),
        ("The “green corridor” to the port of Tarsk is open.", "corridor", "green corridor to port of Tarsk"),
    ],
)  # fmt: skip
def test_phrases_keep_what_names_and_drop_what_judges(text: str, head: str, name: str) -> None:
    assert phrase(word(frozen(text), head)) == name


@pytest.mark.parametrize(
    ("text", "event", "agents"),
    [
        ("Velmara's attack on Tarsk went on.", "attack", ["Velmara"]),
        ("They saw an attack by Velmara.", "attack", ["Velmara"]),
        ("Velmara launched an attack on Tarsk.", "attack", ["Velmara"]),
        ("Velmara escalated its terror.", "terror", ["Velmara"]),
        ("Norvane condemned the attack.", "attack", []),
        ("Norvane stopped the attack.", "attack", []),
    ],
)
def test_doers_of_events(text: str, event: str, agents: list[str]) -> None:
    doc = frozen(text)
    found = Referents(doc, []).agents(word(doc, event))
    assert [t.text for t in found if t.pos_ != "PRON"] == agents


def test_demonym_gives_the_doer_and_the_family() -> None:
    doc = frozen("Velmara was silent. The Velmaran attacks went on, and Velmaran forces crossed the river.")
    referents = Referents(doc, [Entity("Velmara", "place", (Mention(Span(0, 7), "name"),))])
    assert [referents.name(a) for a in referents.agents(word(doc, "attacks"))] == [Target("Velmara", "place")]
    assert referents.name(word(doc, "attacks")) == Target("Velmaran attacks", "event", "Velmara")
    assert referents.name(word(doc, "forces")) == Target("Velmaran forces", "group", "Velmara")


def test_entities_are_targets_under_their_own_name() -> None:
    text = "Vask spoke. They blamed Vask and the foreign minister."
    doc = frozen(text)
    role = Role("foreign minister", "Ostria", "Ostria's foreign minister", Span(0, 0))
    at = text.rindex("Vask")
    entities = [
        Entity("Joren Vask", "person", (Mention(Span(at, at + 4), "name"),)),
        Entity("Ilda Marn", "person", (), (role,)),
    ]
    referents = Referents(doc, entities)
    assert referents.name(doc.char_span(at, at + 4)[0]) == Target("Joren Vask", "person")
    assert referents.name(word(doc, "minister")) == Target("Ilda Marn", "person")


def test_an_office_two_people_have_names_neither() -> None:
    text = "They blamed the foreign minister."
    roles = [Role("foreign minister", c, f"{c}'s foreign minister", Span(0, 0)) for c in ("Ostria", "Velmara")]
    people = [Entity(n, "person", (), (r,)) for n, r in zip(("Ilda Marn", "Joren Vask"), roles, strict=True)]
    doc = frozen(text)
    assert Referents(doc, people).name(word(doc, "minister")) == Target("foreign minister", "person", shared=False)


def test_pronouns_and_vague_words_name_nothing() -> None:
    doc = frozen("They condemned it and blamed people and things.")
    referents = Referents(doc, [])
    assert [referents.name(word(doc, w)) for w in ("it", "people", "things")] == [None, None, None]


@pytest.mark.parametrize(
    ("word_", "country"),
    [
        ("Moscow", "Russia"), ("Kremlin", "Russia"), ("the Kremlin", "Russia"), ("Russian", "Russia"),
        ("Downing Street", "United Kingdom"), ("U.S.", "United States"), ("Kyiv", "Ukraine"),
        ("Dutch", "Netherlands"), ("banana", None),
    ],
)  # fmt: skip
def test_countries_by_any_name(word_: str, country: str | None) -> None:
    assert CountryFinder([]).country(word_) == country


def test_parent_is_the_country_above_never_the_country_itself() -> None:
    families = CountryFinder([])
    assert families.parent("Moscow") == "Russia"
    assert families.parent("Russia") is None
    assert families.parent("air defence deliveries") is None


@pytest.mark.parametrize(
    ("adjective", "country"),
    [("Velmaran", "Velmara"), ("Velmarans", "Velmara"), ("Karsian", "Karsia"), ("Ostrish", "Ostria"),
     ("Velvet", None), ("velmaran", None), ("Norvane", "Norvane")],
)  # fmt: skip
def test_invented_demonyms_are_found_by_their_stem(adjective: str, country: str | None) -> None:
    assert CountryFinder(["Velmara", "Karsia", "Ostria", "Norvane"]).country(adjective) == country


def test_country_itself_is_no_demonym() -> None:
    families = CountryFinder(["Velmara"])
    assert families.is_demonym("Velmaran")
    assert not families.is_demonym("Velmara")


def test_country_file_covers_the_sovereign_states_once() -> None:
    names = set(load_countries().values())
    assert len(names) >= 193
    assert {"Tuvalu", "Kosovo", "Palestine", "Taiwan", "Vatican City"} <= names


@pytest.mark.parametrize(
    ("text", "head", "specific"),
    [
        ("They welcomed the faster air defence deliveries.", "deliveries", True),
        ("They demanded the use of frozen Velmaran assets for Ostria.", "use", True),
        ("They condemned the brutal missile attack on Tarsk that killed nine people.", "attack", True),
        ("They want peace.", "peace", True),
        ("They condemned the vote.", "vote", False),
        ("They condemned the latest package.", "package", False),
        ("They blamed the energy minister.", "minister", False),
    ],
)
def test_a_name_is_shared_where_it_tells_what_it_is(text: str, head: str, specific: bool) -> None:
    target = Referents(doc := frozen(text), []).name(word(doc, head))
    assert target is not None and target.shared == specific


@pytest.mark.parametrize(
    ("text", "head", "name"),
    [
        ("The Compact agreed on a new package. Kardania will not vote for the text.", "text", "package"),
        ("They argued over the Kerrow dam. She backs the project.", "project", "Kerrow dam"),
        ("They argued over the Kerrow dam. She backs the harbour project.", "project", "harbour project"),
        ("She backs the project.", "project", "project"),
        ("The Compact agreed on a package. She opposes a text of that kind.", "text", "text of kind"),
    ],
)
def test_a_wider_word_stands_for_what_was_named_before(text: str, head: str, name: str) -> None:
    target = Referents(doc := frozen(text), []).name(word(doc, head))
    assert target is not None and target.name == name
