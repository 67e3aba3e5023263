"""Speakers: who is behind each source, by which rule, and when nobody is named."""

import pytest

from attribution.entities import find_entities
from attribution.model import Role
from attribution.speakers import find_speakers, role_at
from quotes.model import Span
from tests.by_hand import links, quote, resolved
from tests.frozen import frozen

TALKS = (
    "Ostreva’s foreign minister, Anton Reys, condemned the raid. “They came at night,” he said. "
    "Mr. Reys added that two bridges were gone.\n\n"
    "Clara Benn, the mayor of Velm, said nobody had slept. She thanked the firemen for their work. "
    "The mayor promised new houses by spring.\n\n"
    "Reys left at noon. The foreign minister will return on Friday, he said.\n"
)


def test_names_pronouns_and_titles() -> None:
    rows = links(
        frozen(TALKS),
        ("Ostreva’s foreign minister, Anton Reys", "the raid"),
        ("he", "“They came at night,”"),
        ("Mr. Reys", "that two bridges were gone"),
        ("Clara Benn, the mayor of Velm", "nobody had slept"),
        ("She", "the firemen for their work"),
        ("The mayor", "new houses by spring"),
        ("he", "The foreign minister will return on Friday"),
    )
    reys, benn = "Ostreva’s foreign minister", "mayor of Velm"
    assert rows == [
        [("Anton Reys", "name", reys)],
        [("Anton Reys", "pronoun-speaker", reys)],
        [("Anton Reys", "surname", reys)],
        [("Clara Benn", "name", benn)],
        [("Clara Benn", "pronoun-speaker", benn)],
        [("Clara Benn", "title", benn)],
        [("Anton Reys", "pronoun-subject", reys)],
    ]


def test_a_pronoun_between_two_equal_candidates_stays_open() -> None:
    text = "Anton Reys met Oskar Tamm. Boris Kern and Emil Rask joined them. He called the talks useful."
    assert resolved(frozen(text), ("He", "the talks useful")) == [[]]


def test_candidates_and_reasons_are_kept() -> None:
    text = (
        "Clara Benn met Anton Reys and Boris Kern in Velm. She called the talks useful. He was less pleased. "
        "A spokesman said rain was expected. I think so too."
    )
    doc = frozen(text)
    pairs = (("She", "the talks useful"), ("He", "was less pleased"), ("A spokesman", "rain was expected"))
    quotes = [quote(text, source, content) for source, content in (*pairs, ("I", "so too"))]
    entities = find_entities(doc, quotes)
    she, he, spokesman, first = find_speakers(doc, quotes, entities)
    best, *others = she.candidates
    assert (entities[best.entity].name, best.mention.of(text), best.outcome) == ("Clara Benn", "Clara Benn", "chosen")
    assert others == [] and she.unresolved == ""
    assert best.score == pytest.approx(sum(weight for _, weight in best.features), abs=0.02)
    assert he.speakers == () and he.unresolved == "ambiguous"
    assert [(entities[c.entity].name, c.outcome) for c in he.candidates] == [
        ("Anton Reys", "too close"),
        ("Boris Kern", "weaker"),
    ]
    assert (spokesman.unresolved, [c.outcome for c in spokesman.candidates]) == ("unnamed", ["unnamed"])
    assert (first.unresolved, first.candidates) == ("first person", ())


def test_gender_decides() -> None:
    text = "Clara Benn met Anton Reys in Velm on Monday. He called the talks useful. She disagreed with that view."
    assert resolved(frozen(text), ("He", "the talks useful"), ("She", "that view")) == [
        ["Anton Reys"],
        ["Clara Benn"],
    ]


def test_nobody_speaks_of_themselves_by_name_in_a_quotation() -> None:
    text = "Anton Reys read the letter aloud. Oskar Tamm was there too. “Tamm must go,” he said."
    assert resolved(frozen(text), ("he", "“Tamm must go,”")) != [["Oskar Tamm"]]


def test_joint_speakers_and_their_statement() -> None:
    text = (
        "OXY officials Ada Lind and Boris Kern also condemned the attacks. "
        "“We deplore this violence,” their statement read. They called for talks."
    )
    rows = links(
        frozen(text),
        ("OXY officials Ada Lind and Boris Kern", "the attacks"),
        ("their statement", "“We deplore this violence,”"),
        ("They", "for talks"),
    )
    assert [[name for name, _, _ in row] for row in rows] == [["Ada Lind", "Boris Kern"]] * 3
    assert {role for row in rows for _, _, role in row} == {"OXY officials"}
    assert [row[0][1] for row in rows] == ["joint: name", "statement of pronoun-plural", "pronoun-plural"]


def test_a_spokesman_is_never_the_one_he_speaks_for() -> None:
    text = (
        "President Oskar Tamm stayed away. His spokesman said the president was ill. "
        "Tamm’s lawyer denied the charge. A spokesman for Oskar Tamm confirmed the date."
    )
    rows = resolved(
        frozen(text),
        ("His spokesman", "the president was ill"),
        ("Tamm’s lawyer", "the charge"),
        ("A spokesman for Oskar Tamm", "the date"),
    )
    assert rows == [[], [], []]  # people the text leaves unnamed


def test_a_named_spokeswoman_is_herself() -> None:
    text = "Tamm’s spokeswoman, Ines Vole, said the talks had failed."
    rows = links(frozen(text), ("Tamm’s spokeswoman, Ines Vole,", "the talks had failed"))
    assert rows == [[("Ines Vole", "name", "Tamm’s spokeswoman")]]


def test_statements_speak_for_their_issuers() -> None:
    text = (
        "A statement from the Grain Council said prices would fall. "
        "The Port League and the Coast Bank issued statements denouncing the strike."
    )
    rows = resolved(
        frozen(text),
        ("A statement from the Grain Council", "prices would fall"),
        ("statements", "the strike"),
    )
    assert rows == [["Grain Council"], ["Port League", "Coast Bank"]]


def test_documents_groups_and_governments_speak_for_themselves() -> None:
    text = (
        "According to a report by the ministry, the dam is safe. Local officials denied that. "
        "Heavy rain fell in Brenna. Brenna rejected the offer."
    )
    rows = links(
        frozen(text),
        ("a report by the ministry", "the dam is safe"),
        ("Local officials", "that."),
        ("Brenna", "the offer"),
    )
    assert [(name, rule) for row in rows for name, rule, _ in row] == [
        ("report by the ministry", "document"),
        ("local officials", "group"),
        ("Brenna", "metonym"),
    ]


def test_acronyms() -> None:
    text = (
        "The Northern Grain Council (NGC) met on Monday. The NGC warned of a poor harvest. "
        "Anton Reys, the foreign minister (FM), agreed. The FM urged calm on all sides."
    )
    rows = links(frozen(text), ("The NGC", "a poor harvest"), ("The FM", "calm on all sides"))
    assert rows == [
        [("Northern Grain Council", "acronym", None)],
        [("Anton Reys", "title", "foreign minister")],
    ]


def test_introduced_only_after_the_quotation() -> None:
    text = (
        "“The bridge will not hold,” said Marrend. It was built in haste.\n\n"
        "Ilse Marrend, an engineer, has led the port council since May."
    )
    assert resolved(frozen(text), ("Marrend", "“The bridge will not hold,”")) == [["Ilse Marrend"]]


def test_who_stands_for_the_one_described() -> None:
    text = "Clara Benn, who said in May that the dam was safe, has resigned."
    assert resolved(frozen(text), ("who", "that the dam was safe")) == [["Clara Benn"]]


def test_first_person_is_no_source() -> None:
    text = "Clara Benn wrote to the council. I think the dam is safe."
    assert resolved(frozen(text), ("I", "the dam is safe")) == [[]]


def test_a_quotation_that_goes_on_keeps_its_speaker() -> None:
    text = (
        "Clara Benn said: “The dam is safe.” “We have checked it twice.”\n\n"
        "Rain is expected. “A fine day,” ran the sign."
    )
    rows = links(
        frozen(text),
        ("Clara Benn", "“The dam is safe.”"),
        ("", "“We have checked it twice.”"),
        ("", "“A fine day,”"),
    )
    assert [[rule for _, rule, _ in row] for row in rows] == [["name"], ["inherited"], []]


def test_two_ministers_are_both_ministers_and_not_just_one() -> None:
    text = (
        "Anton Reys, Ostreva’s foreign minister, flew home. Petra Holm, Norland’s finance minister, stayed. "
        "The minister gave no date. Both ministers praised the hosts."
    )
    rows = resolved(frozen(text), ("The minister", "no date"), ("Both ministers", "the hosts"))
    assert rows == [[], ["Anton Reys", "Petra Holm"]]


def test_deputy_and_former_ministers_are_not_the_minister() -> None:
    text = "Emil Rask, a former foreign minister, was there. The foreign minister gave no date."
    assert resolved(frozen(text), ("The foreign minister", "no date")) == [[]]


def role(stated: str, start: int, organisation: str | None = None) -> Role:
    return Role(stated.split(" of ")[0], organisation, stated, Span(start, start + len(stated)))


@pytest.mark.parametrize(
    ("roles", "at", "chosen"),
    [
        ([], 50, None),
        ([role("mayor", 80)], 50, "mayor"),  # said only later
        ([role("mayor", 10), role("senator", 30)], 50, "senator"),
        ([role("mayor", 10), role("senator", 80)], 50, "mayor"),
        ([role("mayor", 10), role("hydrologist", 30)], 50, "mayor"),  # an occupation is no office
        ([role("schoolteacher", 10)], 50, None),
        ([role("Minister of Velm", 10, "Velm"), role("Minister", 30)], 50, "Minister of Velm"),
        ([role("mayor", 10), role("former senator", 30)], 50, "mayor"),
    ],
)
def test_the_role_somebody_speaks_in(roles: list[Role], at: int, chosen: str | None) -> None:
    index = role_at(roles, at)
    assert (roles[index].stated if index is not None else None) == chosen
