"""Finding quotes in our own sentences, over frozen parses."""

from __future__ import annotations

import pytest

from onrecord.evaluation.textacy_baseline import textacy_quotes
from quotes.detection.find import find_quotes
from quotes.types import Quote, Spans
from tests.frozen import frozen


def words(spans: Spans, text: str) -> str:
    return " … ".join(span.of(text) for span in spans)


def found(text: str) -> list[tuple[str, str, str, str]]:
    """Return (kind, source, cue, content) of each quote as text."""
    return [
        (q.kind, words(q.source, text), words(q.cue, text), words(q.content, text)) for q in find_quotes(frozen(text))
    ]


def only(text: str) -> tuple[str, str, str, str]:
    quotes = found(text)
    assert len(quotes) == 1, quotes
    return quotes[0]


def test_who_has_seen_a_paper_did_not_write_it() -> None:
    seen = "Under the accord, a draft of which was seen by Meridian"
    text = f"{seen}, the flow of the River Selk at the border may not fall by more than 13 percent in any month."
    assert not any("Meridian" in source for _, source, _, _ in found(text))


def test_a_subject_behind_a_semicolon_is_that_of_the_clause_behind_it() -> None:
    expects = "Leo Barn of the Harrow Institute expects the boats to end it"
    text = f"{expects}; Mina Dorn, a former envoy to Karsk, fears they won't."
    assert ("Mina Dorn, a former envoy to Karsk", "fears") in {(source, cue) for _, source, cue, _ in found(text)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Mayor Ilse Brandt said that the ferry would sail on Monday.",
            ("indirect", "Mayor Ilse Brandt", "said", "that the ferry would sail on Monday"),
        ),
        (
            "The bridge is safe, the engineers insisted.",
            ("indirect", "the engineers", "insisted", "The bridge is safe"),
        ),
        (
            "According to the coastguard, three boats were lost in the storm.",
            ("indirect", "the coastguard", "According to", "three boats were lost in the storm"),
        ),
        (
            "Three boats were lost in the storm, according to the coastguard.",
            ("indirect", "the coastguard", "according to", "Three boats were lost in the storm"),
        ),
        (
            "The treaty, the minister said on Friday, was a mistake.",
            ("indirect", "the minister", "said", "The treaty … was a mistake"),
        ),
        (
            "Velmark vowed to rebuild the harbour.",
            ("indirect", "Velmark", "vowed", "to rebuild the harbour"),
        ),
        (
            "The chancellor condemned the attacks on the port.",
            ("indirect", "The chancellor", "condemned", "the attacks on the port"),
        ),
        (
            "The opposition accused the government of hiding the report.",
            ("indirect", "The opposition", "accused", "the government of hiding the report"),
        ),
        (
            "The governor called for an inquiry into the spill.",
            ("indirect", "The governor", "called", "for an inquiry into the spill"),
        ),
        (
            "Osso urged the parliament to hurry.",
            ("indirect", "Osso", "urged", "the parliament to hurry"),
        ),
        (
            "Osso urged the allies to help, sending grain, lending ships and expelling “the envoys of Velmark”.",
            ("mixed", "Osso", "urged",
             "the allies to help, sending grain, lending ships and expelling “the envoys of Velmark”"),
        ),
        (
            "Her claim that the dam had failed was wrong.",
            ("indirect", "Her", "claim", "that the dam had failed"),
        ),
    ],
)
def test_indirect(text: str, expected: tuple[str, str, str, str]) -> None:
    assert only(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "“The talks have failed,” said Daria Kolenz, the foreign minister.",
            ("direct", "Daria Kolenz, the foreign minister", "said", "“The talks have failed,”"),
        ),
        (
            "“The talks have failed,” Kolenz told reporters. “We go home tonight.”",
            ("direct", "Kolenz", "told", "“The talks have failed,” … “We go home tonight.”"),
        ),
        (
            "“It was raining. Nobody saw the boat. We were lucky,” the captain recalled.",
            ("direct", "the captain", "recalled", "“It was raining. Nobody saw the boat. We were lucky,”"),
        ),
        (
            'In a post on X. "The harbour is ours," he said.',
            ("direct", "he", "said", '"The harbour is ours,"'),
        ),
        (
            "‘The ministers’ plan isn’t ready,’ Ms Idris replied.",
            ("direct", "Ms Idris", "replied", "‘The ministers’ plan isn’t ready,’"),
        ),
        (
            "In her diary the poet wrote: «The war is a machine that eats bread.»",
            ("direct", "the poet", "wrote", "«The war is a machine that eats bread.»"),
        ),
    ],
)
def test_direct(text: str, expected: tuple[str, str, str, str]) -> None:
    assert expected in found(text)


def test_mixed() -> None:
    assert only("The mayor said the vote was “a circus” and a waste of money.") == (
        "mixed", "The mayor", "said", "the vote was “a circus” and a waste of money",
    )  # fmt: skip


def test_a_quotation_over_paragraphs_is_one_statement() -> None:
    text = "“We built this dam,” Torvald said.\n\n“We will keep it.\n\n“Nobody will take it from us.”"
    kind, source, _, content = only(text)
    assert (kind, source) == ("direct", "Torvald")
    assert content == "“We built this dam,” … “We will keep it. … “Nobody will take it from us.”"


def test_scare_quotes_and_titles_are_nobodys_statements() -> None:
    assert found("About 15 “kamikaze” drones crossed the border at night.") == []
    assert found("Her first novel, “The Salt Road”, sold well in Merrowland.") == []


def test_a_stray_mark_changes_only_its_own_sentence() -> None:
    plain = "The harbour is closed, the mayor said. The storm broke a 6\" pipe.\n\n“We wait,” she added."
    assert ("direct", "she", "added", "“We wait,”") in found(plain)
    assert ("indirect", "the mayor", "said", "The harbour is closed") in found(plain)


@pytest.mark.parametrize(
    "turns",
    [
        ["MODERATOR: Good evening.", "OSLUND: The vote stands.", "MODERATOR: And the fine?", "OSLUND: It stands too."],
        [
            "OSLUND: The vote stands.",
            "QUESTION (Halm Courier): And the fine?",
            "OSLUND: It stands too.",
            "Nadia Brandis (Green List): It does not.",
        ],
    ],
    ids=["names", "with a body"],
)
def test_transcript_turns(turns: list[str]) -> None:
    sources = [(source, content) for _, source, _, content in found("\n\n".join(turns))]
    assert sources == [tuple(turn.split(": ")) for turn in turns]


def test_signed_quotation() -> None:
    assert only("“I left because I was afraid of the water.” ― Sonja Hale") [1:] == (
        "Sonja Hale", "―", "“I left because I was afraid of the water.”",
    )  # fmt: skip


@pytest.mark.parametrize(
    "heading", ["14:05 — Brandis: “We saw it coming”", "2.20 pm – Nadia Brandis: ‘We saw it coming’"]
)
def test_a_heading_of_a_name_and_a_quotation_is_the_names(heading: str) -> None:
    text = f"Storm Hits Coast of Sorvia\n\n{heading}\n\nThe bridge at Tarsk is closed. It had two lanes: a wide one.\n"
    [quote] = find_quotes(frozen(text))
    name, said = heading.split("— " if "—" in heading else "– ")[1].split(": ")
    assert (words(quote.source, text), words(quote.content, text), quote.rule) == (name, said, "layout:headline")


def test_headlines_datelines_and_captions_say_nothing() -> None:
    assert found("Storm Hits Coast of Sorvia\n\nIMAGE SOURCE: Harbour Press\n\n4 March 2031") == []


def test_quotes_are_ordered_and_explained() -> None:
    quotes: list[Quote] = find_quotes(frozen("Osso said the dam was safe. Brandis denied that it was safe."))
    assert [q.start for q in quotes] == sorted(q.start for q in quotes)
    assert all(q.rule and 0 < q.confidence <= 1 for q in quotes)


def test_textacy_baseline_finds_plain_direct_quotations_and_bails_out_of_odd_marks() -> None:
    pytest.importorskip("textacy", reason="it has releases for Python up to 3.12")
    first = "“The talks have failed,” said Kolenz on Monday evening."
    text = f"{first}\n\nHe said the “plan was dead.\n\n“We wait,” she added."
    contents = [words(q.content, text) for q in textacy_quotes(frozen(text))]
    assert contents == ["“The talks have failed,”", "“We wait,”"]


def test_reportedly_adds_nothing_to_a_named_report() -> None:
    text = "Reportedly, the ferry sank off the cape, the coastguard said on Monday."
    assert [source for _, source, _, _ in found(text)] == ["the coastguard"]


FLAT = (
    "President of Norland Oskar Tamm: Good afternoon. I would like to thank our guests. Mr Reys, please go ahead. "
    "Foreign Minister Anton Reys: Thank you. We have finished the report. Oskar Tamm: When will it be published? "
    "Anton Reys: We hope to publish it in May. Question: Will the bridge be closed? Oskar Tamm: I doubt it."
)


def test_turns_of_a_transcript_that_lost_its_line_breaks() -> None:
    turns = [q for q in find_quotes(frozen(FLAT)) if q.rule == "layout:transcript"]
    assert [q.source[0].of(FLAT) for q in turns] == [
        "President of Norland Oskar Tamm",
        "Foreign Minister Anton Reys",
        "Oskar Tamm",
        "Anton Reys",
        "Question",
        "Oskar Tamm",
    ]
    assert turns[3].content[0].of(FLAT) == "We hope to publish it in May."


def test_two_turns_that_lost_their_line_break() -> None:
    text = (
        "President of Norland Oskar Tamm: Good afternoon. I am glad to see you. "
        "President of Ostreva Emil Rask: Thank you. I hope to return in May."
    )
    turns = [q for q in find_quotes(frozen(text)) if q.rule == "layout:transcript"]
    assert [q.content[0].of(text) for q in turns] == [
        "Good afternoon. I am glad to see you.",
        "Thank you. I hope to return in May.",
    ]
