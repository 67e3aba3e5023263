"""Attitudes told by a verb and its object are statements where no quote reports them, and only then."""

from __future__ import annotations

import pytest

from attribution.analyze import analyze
from attribution.stance.attitudes import RULE, with_attitudes
from quotes.types import Article
from tests.frozen import frozen


def attitudes(text: str) -> list[tuple[str, str, dict[str, int]]]:
    """Source, cue and stances of each attitude that the finder of quotes leaves out."""
    doc = frozen(text)
    left_out = with_attitudes(doc, [])
    found = analyze(Article("a", text), doc).attributions
    stances = {s.target.name: s.polarity for a in found for s in a.stances}
    return [(q.source[0].of(text), " … ".join(span.of(text) for span in q.cue), stances) for q in left_out]


@pytest.mark.parametrize(
    ("text", "source", "cue", "stances"),
    [
        ("The mayor, Ty Brannig, backs the harbour project without reservation.", "The mayor, Ty Brannig", "backs",
         {"harbour project": 1}),
        ("Ilda Marn had questioned the ministry's figures from the start.", "Ilda Marn", "had questioned",
         {"ministry's figures": -1}),
        ("Veterans’ groups are furious with Joren Vask.", "Veterans’ groups", "are furious with", {"Joren Vask": -1}),
        ("Ilda Marn expressed regret over the vote in Tarsk.", "Ilda Marn", "expressed regret over",
         {"vote": -1}),
        ("Joren Vask is thought to favour a return to private farming.", "Joren Vask", "favour",
         {"private farming": 1}),
        ("Relatives of the prisoners welcomed the verdict.", "Relatives of the prisoners", "welcomed", {"verdict": 1}),
        ("Ilda Marn was not impressed by the excuses of the bank.", "Ilda Marn", "was not impressed by",
         {"excuses of bank": -1}),
        ("In Tarsk the union was firmly against the new dam.", "the union", "was firmly against", {"dam": -1}),
        ("Some 54 percent of Kardanians support the dam.", "Some 54 percent of Kardanians", "support", {"dam": 1}),
        ("Many in this hall are against the exchange of prisoners.", "Many in this hall", "are against",
         {"exchange of prisoners": -1}),
        ("The raid on Tarsk drew sharp condemnation from Norvane.", "Norvane", "drew sharp condemnation",
         {"raid on Tarsk": -1}),
        ("The bill has won the backing of Ilda Marn.", "Ilda Marn", "has won the backing of", {"bill": 1}),
        ("Joren Vask came under criticism from the unions.", "the unions", "came under criticism from",
         {"Joren Vask": -1}),
        ("Ilda Marn, a deputy and a former judge, who has opposed the war since May, stayed away.",
         "Ilda Marn, a deputy and a former judge", "has opposed", {"war": -1}),
        ("Ilda Marn, a deputy and a cousin of the general, who has opposed the war since May, stayed away.",
         "Ilda Marn, a deputy and a cousin of the general", "has opposed", {"war": -1}),
        ("The first officer of the fleet welcomed the offensive of Norvane.", "The first officer of the fleet",
         "welcomed", {"offensive of Norvane": 1}),
        ("A senior official cast doubt on the verdict.", "A senior official", "cast", {"verdict": -1}),
    ],
)  # fmt: skip
def test_who_is_for_or_against_what(text: str, source: str, cue: str, stances: dict[str, int]) -> None:
    assert attitudes(text) == [(source, cue, stances)]


def test_what_somebody_is_thanked_for_belongs_to_it() -> None:
    text = "Several voters booed; Ilda Marn thanked them for their honesty."
    [quote] = with_attitudes(frozen(text), [])
    assert [span.of(text) for span in quote.content] == ["them for their honesty"]


def test_what_a_quote_has_is_not_told_twice() -> None:
    text = "Ilda Marn said that she backs the dam. “I oppose the vote,” Joren Vask said."
    assert RULE not in {a.quote.rule for a in analyze(Article("a", text), frozen(text)).attributions}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Joren Vask said that Norvane opposes the dam.", {"Norvane": {"dam": -1}}),
        ("“The fishermen hated the dam,” Ilda Marn said.", {"fishermen": {"dam": -1}}),
        ("“I back the dam,” Ilda Marn said.", {}),
        ("Ilda Marn denied having opposed the dam.", {}),
        ("“A mother who embraces her son does not ask for the price,” Ilda Marn said.", {}),
        ("Joren Vask said that countries that back sanctions were welcome.", {}),
        ("Joren Vask said that Norvane is against the dam.", {"Norvane": {"dam": -1}}),
        ("A poll by the Marn Institute found that 39 percent oppose the dam.", {"39 percent": {"dam": -1}}),
        ("“Most voters are against the dam,” Ilda Marn said.", {"most voters": {"dam": -1}}),
        ("Ilda Marn’s spokesman said that she opposes the dam.", {"Ilda Marn": {"dam": -1}}),
        ("Ilda Marn said that she opposes the dam.", {}),
        ("According to Ilda Marn, Norvane wants a ban on gas.", {"Norvane": {"ban on gas": 1, "gas": -1}}),
        ("Joren Vask said that Norvane regards the dam as a disgrace.", {"Norvane": {"dam": -1}}),
        ("“The unions call the dam a disaster,” Joren Vask said.", {"unions": {"dam": -1}}),
    ],
)
def test_whom_somebody_quoted_says_to_have_an_attitude(text: str, told: dict[str, dict[str, int]]) -> None:
    found = analyze(Article("a", text), frozen(text))
    rows = {
        found.entities[s.entity].name: {stance.target.name: stance.polarity for stance in a.stances}
        for a in found.attributions if a.quote.rule == RULE for s in a.speakers
    }  # fmt: skip
    assert rows == told


@pytest.mark.parametrize(
    "text",
    [
        "“I back the dam,” Ilda Marn said.",
        "Ilda Marn may back the dam.",
        "If Ilda Marn backs the dam, the talks are over.",
        "Does Ilda Marn back the dam?",
        "The storm rejected nobody.",
        "We back the dam.",  # whose voice it is, is not told
        "Ilda Marn voted for the budget.",  # an act
        "Ilda Marn opened the dam.",
        "Ilda Marn may be against the dam.",
        "The wind was against the crew.",
        "They played against the club from Tarsk.",
        "The raid drew condemnation.",
        "The show drew a crowd from Tarsk.",
        "The harbour came under fire from the army of Norvane.",
        "If the bill wins the backing of Ilda Marn, the talks are over.",
    ],
)
def test_where_nobody_is_told_to_have_one_there_is_none(text: str) -> None:
    assert with_attitudes(frozen(text), []) == []
