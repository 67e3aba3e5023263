"""Speakers: who is behind each source, by which rule, and when nobody is named."""

import pytest

from attribution.coreference.entities import find_entities
from attribution.coreference.speakers import find_speakers
from quotes.detection.find import find_quotes
from tests.frozen import frozen
from tests.quote_helpers import links, quote, resolved

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
    assert {role for row in rows for _, _, role in row} == {"OXY official"}
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


def test_a_possessor_whose_tree_crosses_its_own_head() -> None:
    text = "The plan was dropped, according to a press release from the Selk County State's Attorney's Office."
    source = "a press release from the Selk County State's Attorney's Office"
    assert resolved(frozen(text), (source, "The plan was dropped")) == [["Selk County State's Attorney's Office"]]


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


def test_the_leaders_are_the_two_just_named() -> None:
    text = (
        "The President of Velm, Anton Reys, received today the President of Norland, Petra Holm, who is in Brenna. "
        "The leaders praised the new railway. They hoped for more trade."
    )
    rows = resolved(frozen(text), ("The leaders", "the new railway"), ("They", "for more trade"))
    assert rows == [["Anton Reys", "Petra Holm"]] * 2


def test_an_office_by_another_title() -> None:
    text = (
        "President Anton Reys flew to Brenna. The head of state called the talks useful. "
        "Sen. Martha Dunn (D-Vt.) and Sen. Boris Kern (R-Maine) disagreed. The Republican wanted a vote."
    )
    rows = resolved(frozen(text), ("The head of state", "the talks useful"), ("The Republican", "a vote"))
    assert rows == [["Anton Reys"], ["Boris Kern"]]


def test_a_title_before_the_name_it_belongs_to() -> None:
    text = (
        "Two of the dead were doctors, mayor says\n\n"
        "Livia Morant, the mayor of Port Aurel, has just given an update. The toll now stands at 14.\n"
    )
    assert resolved(frozen(text), ("mayor", "Two of the dead were doctors")) == [["Livia Morant"]]


def test_a_title_given_to_nobody_is_that_of_whom_the_sentence_before_is_about() -> None:
    text = (
        "Fiona Hallett gambled her re-election on Monday on a pledge to shut the mine.\n\n"
        "The prime minister promised each miner five years of pay. She said nobody would starve."
    )
    rows = links(frozen(text), ("The prime minister", "each miner five years of pay"), ("She", "nobody would starve"))
    assert [[(name, role) for name, _, role in row] for row in rows] == [[("Fiona Hallett", "prime minister")]] * 2


def test_the_first_person_inside_a_quotation_is_who_speaks() -> None:
    text = "“I said in March that the dam was safe,” said Clara Benn. “We think so still,” she added."
    rows = links(
        frozen(text),
        ("Clara Benn", "“I said in March that the dam was safe,”"),
        ("I", "that the dam was safe"),
        ("she", "“We think so still,”"),
        ("We", "so"),
    )
    assert [[(name, rule) for name, rule, _ in row] for row in rows] == [
        [("Clara Benn", "name")],
        [("Clara Benn", "first-person")],
        [("Clara Benn", "pronoun-speaker")],
        [("Clara Benn", "first-person")],
    ]


INTERVIEW = (
    "Solange Mirel, the foreign minister of Lissen, on prisoners and cod\n\n"
    "Interview: Paula Rehm\n\n"
    "{q}: Has Velmark lied to you?\n\n{a}: They told us that the lists were complete.\n\n"
    "{q}: Do you believe them?\n\n{a}: I believe what I have seen with my own eyes.\n"
)


@pytest.mark.parametrize(
    ("asks", "answers", "speakers"),
    [
        ("Q", "A", ["Paula Rehm", "Solange Mirel"]),
        ("PR", "SM", ["Paula Rehm", "Solange Mirel"]),
        ("QUESTION", "MIREL", [None, "Solange Mirel"]),  # anybody may ask
    ],
)
def test_labels_of_an_interview(asks: str, answers: str, speakers: list[str | None]) -> None:
    text = INTERVIEW.format(q=asks, a=answers)
    doc = frozen(text)
    turns = [turn for turn in find_quotes(doc) if turn.rule == "layout:transcript"]
    turns = [turn for turn in turns if turn.source[0].of(text) != "Interview"]
    entities = find_entities(doc, turns)
    found = find_speakers(doc, turns, entities)
    names = [entities[r.speakers[0].entity].name if r.speakers else None for r in found]
    assert names == speakers * 2


def test_unnamed_sources_are_typed_as_such() -> None:
    text = (
        "Two officials familiar with the talks said a deal was near. Some doubt that the deal will hold. "
        "The Norlandic side demanded an apology. Snow fell in Norland."
    )
    rows = links(
        frozen(text),
        ("Two officials familiar with the talks", "a deal was near"),
        ("Some", "that the deal will hold"),
        ("The Norlandic side", "an apology"),
    )
    assert [[(name, rule) for name, rule, _ in row] for row in rows] == [
        [("two officials familiar with the talks", "group")],
        [("some", "group")],
        [("Norland", "unnamed")],
    ]


def test_the_report_is_the_study_that_was_named() -> None:
    text = "Results of the National Harbour Study came out in May. The report says the water is clean."
    assert resolved(frozen(text), ("The report", "the water is clean")) == [["National Harbour Study"]]


def test_a_wife_nobody_names_is_not_somebody_named() -> None:
    text = "Clara Benn met the mayor. His wife came late. She said the road was closed."
    assert resolved(frozen(text), ("She", "the road was closed")) == [[]]


def test_deputy_and_former_ministers_are_not_the_minister() -> None:
    text = "Emil Rask, a former foreign minister, was there. The foreign minister gave no date."
    assert resolved(frozen(text), ("The foreign minister", "no date")) == [[]]
