"""Entities: which names and descriptions of an article are one and the same."""

import pytest
from spacy.tokens import Doc

from attribution.coreference.clustering import gender_of
from attribution.coreference.entities import find_entities
from attribution.names.acronyms import acronyms
from attribution.names.name_matching import same_person
from attribution.names.named_entities import Name, find_names
from attribution.types import Entity
from quotes.detection.find import find_quotes
from quotes.parser.doc import new_vocab
from quotes.types import Quote
from tests.frozen import frozen
from tests.quote_helpers import is_stated, named, quote

VISIT = (
    "Tamm arrives in Ostreva for talks\n\n"
    "Norlandic President Oskar Tamm arrived in Ostreva on Monday. "
    "Mr. Tamm was met by Ostreva’s foreign minister, Anton Reys.\n\n"
    "“We will talk,” Reys said. Tamm’s spokeswoman said the Northern Grain Council (NGC) would be discussed. "
    "The NGC had no comment.\n\n"
    "O. Tamm leaves Ostreva today.\n"
)


def entities(text: str, *quotes: Quote) -> list[Entity]:
    """Return the entities of ``text``, checking what must always hold of them."""
    found = find_entities(frozen(text), quotes)
    for entity in found:
        spans = [m.span for m in entity.mentions]
        assert spans and spans == sorted(set(spans))
        assert all(0 <= s.start < s.end <= len(text) and s.of(text).strip() == s.of(text) for s in spans)
        assert all(is_stated(role, text) for role in entity.roles)
    assert found == sorted(found, key=lambda e: (e.mentions[0].span, e.mentions[-1].span.end))
    return found


def texts(entity: Entity, text: str) -> list[str]:
    return [m.span.of(text) for m in entity.mentions]


def test_one_person_under_all_forms_of_the_name() -> None:
    tamm = named(entities(VISIT), "Oskar Tamm")
    assert texts(tamm, VISIT) == ["Tamm", "Oskar Tamm", "Tamm", "Tamm", "O. Tamm"]
    assert (tamm.kind, tamm.shared) == ("person", True)
    assert [r.stated for r in tamm.roles] == ["Norlandic President"]


def test_organisation_and_its_acronym_are_one() -> None:
    council = named(entities(VISIT), "Northern Grain Council")
    assert texts(council, VISIT) == ["Northern Grain Council", "NGC", "NGC"]
    assert council.kind == "organisation"


def test_a_lone_surname_is_not_enough_to_be_the_same_elsewhere() -> None:
    found = entities("Verrin said on Friday that the port of Stenhaven would reopen.")
    assert named(found, "Verrin").shared is False


def test_two_people_with_one_surname_stay_two_and_the_bare_surname_is_nobodys() -> None:
    text = (
        "Ada Lind, the mayor, and Boris Lind, her deputy, spoke on Monday. "
        "Ms. Lind praised the vote. Lind then left the hall."
    )
    found = entities(text)
    assert texts(named(found, "Ada Lind"), text) == ["Ada Lind", "Lind"]  # "Ms." tells
    assert texts(named(found, "Boris Lind"), text) == ["Boris Lind"]
    assert len([e for e in found if e.kind == "person"]) == 2


def test_a_lone_surname_is_the_one_introduced_or_the_one_the_text_is_about() -> None:
    text = (
        "Ada Lind spoke on Monday. Lind praised the vote. Ada Lind has led the council for years. "
        "Ada Lind will not run again.\n\n"
        "Her brother Boris Lind farms near Holm. He was not there.\n\n"
        "The hall was full, and many people stood outside in the rain until the doors were closed at nine in the "
        "evening. Some of them had come by boat from the islands, others on foot, and the last of them left long "
        "after midnight. Lind thanked them all.\n"
    )
    found = entities(text)
    assert texts(named(found, "Ada Lind"), text) == ["Ada Lind", "Lind", "Ada Lind", "Ada Lind", "Lind"]
    assert texts(named(found, "Boris Lind"), text) == ["Boris Lind"]


def test_organisations_go_by_their_head_and_authors_by_the_first() -> None:
    text = "The Ministry of Energy closed. The Ministry gave no reason. Image: Daily et al. Marie Daly was there."
    found = entities(text)
    assert texts(named(found, "Ministry of Energy"), text) == ["Ministry of Energy", "Ministry"]
    assert texts(named(found, "Marie Daly"), text) == ["Marie Daly"]


def test_a_name_of_people_in_the_plural_and_their_body_is_one() -> None:
    text = "The Norrik Skippers’ Alliance, a group of forty owners, considers it a surrender."
    assert [e.name for e in entities(text)] == ["Norrik Skippers’ Alliance"]


def test_a_body_goes_by_its_name_without_the_country_too() -> None:
    text = "Ministry of Energy of the Republic of Norland. The Ministry of Energy closed. The Ministry gave no reason."
    assert [e.name for e in entities(text) if e.kind == "organisation"] == [
        "Ministry of Energy of the Republic of Norland"
    ]


@pytest.mark.parametrize(("first", "named"), [("Probe", False), ("Rose", True), ("Bela", True)])
def test_a_thing_with_a_name_is_nobody(first: str, named: bool) -> None:
    words = [first, "Aurora", "fell", ".", "The", "probe", "and", "the", "rose", "burned", "."]
    pos = ["PROPN", "PROPN", "VERB", "PUNCT", "DET", "NOUN", "CCONJ", "DET", "NOUN", "VERB", "PUNCT"]
    deps = ["nsubj", "flat", "root", "punct", "det", "nsubj", "cc", "det", "conj", "root", "punct"]
    doc = Doc(new_vocab(), words, pos=pos, deps=deps, heads=[2, 0, 2, 2, 5, 9, 8, 8, 5, 9, 9])
    assert [name.words for name in find_names(doc)] == ([(first, "Aurora")] if named else [])


def test_a_stroke_ends_a_name() -> None:
    text = "By Jana Reed | Tarsk. Jana Reed said that the dam was safe."
    assert [e.name for e in entities(text) if e.kind == "person"] == ["Jana Reed"]


@pytest.mark.parametrize(("place", "did"), [("Norland", "condemned the raid"), ("Malta", "also condemned the attacks")])
def test_a_place_before_a_full_name_is_no_part_of_it(place: str, did: str) -> None:
    text = f"In a statement, OXY officials {place} Jan Borg and Helga Maria Schuld {did}."
    people = [e for e in entities(text) if e.kind == "person"]
    assert [p.name.endswith("Jan Borg") for p in people] == [True, False]
    assert people[1].name == "Helga Maria Schuld"
    assert [r.stated for p in people for r in p.roles] == ["OXY official", "OXY official"]


def test_an_acronym_of_a_title_is_no_organisation() -> None:
    text = "Anton Reys, Ostreva’s foreign minister (FM), left. The FM urged calm on all sides."
    found = entities(text, quote(text, "The FM", "calm on all sides"))
    reys = named(found, "Anton Reys")
    assert texts(reys, text) == ["Anton Reys", "The FM"]
    assert [m.form for m in reys.mentions] == ["name", "nominal"]
    assert "FM" not in [e.name for e in found]


def test_groups_documents_and_unnamed_people() -> None:
    text = (
        "Local officials reported heavy rain. The report found two cracks in the dam. "
        "Two officials familiar with the talks said the dam was safe. "
        "A spokeswoman for the ministry denied it."
    )
    found = entities(
        text,
        quote(text, "Local officials", "heavy rain"),
        quote(text, "The report", "two cracks in the dam"),
        quote(text, "Two officials familiar with the talks", "the dam was safe"),
        quote(text, "A spokeswoman for the ministry", "it."),
    )
    kinds = {e.name: (e.kind, e.shared) for e in found}
    assert kinds["local officials"] == ("group", False)
    assert kinds["report"] == ("document", False)
    assert kinds["two officials familiar with the talks"] == ("group", False)
    assert kinds["spokeswoman for the ministry"] == ("person", False)


def test_a_capital_that_speaks_is_a_government_and_elsewhere_a_place() -> None:
    text = "Snow fell in Brenna on Sunday. Brenna denied the charge. In Brenna the shops were closed."
    found = entities(text, quote(text, "Brenna", "the charge"))
    assert {e.kind: texts(e, text) for e in found if e.name == "Brenna"} == {
        "place": ["Brenna", "Brenna"],
        "organisation": ["Brenna"],
    }
    assert next(e for e in found if e.kind == "organisation").mentions[0].span.start == text.index("Brenna denied")


def test_acronyms_need_their_letters() -> None:
    doc = frozen("The World Grain Fund (WGF) and the mayor (ABC) met the Council of Western Ports (CWP).")
    found = {short: doc[a:b].text for short, (a, b) in acronyms(doc).items()}
    assert found == {"WGF": "World Grain Fund", "CWP": "Council of Western Ports"}


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("oskar tamm", "oskar tamm", True),
        ("o tamm", "oskar tamm", True),
        ("oskar tamm", "oskar jan tamm", True),
        ("oskar tamm", "tamm oskar", True),
        ("oskar tamm", "ines tamm", False),
        ("oskar tamm", "oskar reys", False),
    ],
)
def test_full_names(a: str, b: str, same: bool) -> None:
    assert same_person(tuple(a.split()), tuple(b.split())) is same


def test_gender_by_honorific_before_given_name() -> None:
    lone = Name(0, 1, "person", ("Verrin",))
    assert gender_of([lone]) == ""
    assert gender_of([Name(0, 1, "person", ("Verrin",), "ms.")]) == "f"
    assert gender_of([Name(0, 2, "person", ("Clara", "Benn"))]) == "f"
    assert gender_of([lone], ["spokesman"]) == "m"
    assert gender_of([Name(0, 1, "person", ("Benn",), "mr."), Name(0, 1, "person", ("Benn",), "mrs.")]) == ""


def test_a_source_without_a_letter_at_its_start_is_no_name() -> None:
    text = (
        "Tolland, however, has vowed to continue her campaign even if she doesn’t win Karsk. .@miratolland vows to "
        "continue her campaign even if she loses Karsk: https://t.co/Ol7bV9niPp — MSNBC (@MSNBC) May 2, 2031"
    )
    doc = frozen(text)
    assert all(entity.name for entity in find_entities(doc, find_quotes(doc)))
