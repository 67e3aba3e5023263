"""Whose words they are: one owner for each quotation, the speaker rather than who passes the words on."""

from __future__ import annotations

import pytest

from quotes.detection.find import find_quotes
from quotes.types import text_of
from tests.frozen import frozen


def owners(text: str, words: str) -> list[str]:
    """Return the sources of the statements whose content has these words."""
    found = find_quotes(frozen(text))
    return [text_of(q.source, text) for q in found if words in text_of(q.content, text)]


@pytest.mark.parametrize(
    ("text", "words", "owner"),
    [
        ("Radio Velmark quoted Trade Secretary Mona Ruud as saying the ports would reopen.", "would reopen", "Ruud"),
        ("Ruud was cited by the Oslund Post as saying that the ports were safe.", "were safe", "Ruud"),
        ("The broadcaster quoted Mona Ruud as saying: “We are out of time.”", "out of time", "Mona Ruud"),
        ("“The ports are shut,” Mona Ruud told reporters, according to Radio Velmark.", "ports are", "Mona Ruud"),
    ],
)
def test_who_is_quoted_owns_the_words_not_the_outlet(text: str, words: str, owner: str) -> None:
    [source] = owners(text, words)
    assert source.endswith(owner)


def test_after_an_according_phrase_the_speaker_goes_on() -> None:
    text = "“The mill is sold,” Arne Lindqvist said, according to the Port Herald. “It was sold in June.”"
    assert owners(text, "It was sold in June") == ["Arne Lindqvist"]


@pytest.mark.parametrize(
    "text",
    [
        "Arne Lindqvist said before the hearing started that he would not resign.",
        "Arne Lindqvist said while his lawyers were waiting that he would not resign.",
        "Arne Lindqvist said in a short statement that he would not resign.",
    ],
)
def test_a_that_clause_behind_a_time_or_place_is_the_speakers(text: str) -> None:
    assert owners(text, "not resign") == ["Arne Lindqvist"]


@pytest.mark.parametrize(
    ("text", "words", "owner"),
    [
        ("Mona Ruud asked Arne Lindqvist if he would go. His reply: “Not while I can walk.”", "while I", "Lindqvist"),
        ("The pact is, in Mona Ruud’s words, “a gift to smugglers.”", "a gift", "Mona Ruud"),
        ("“Too late,” was the verdict of Arne Lindqvist.", "Too late", "Arne Lindqvist"),
        ("“A farce” was how Mona Ruud put it.", "A farce", "Mona Ruud"),
    ],
)
def test_a_response_belongs_to_its_owner(text: str, words: str, owner: str) -> None:
    [source] = owners(text, words)
    assert source.endswith(owner)


def test_a_letter_is_its_senders() -> None:
    text = "Farmers near Karsk received a letter from the ministry telling them that the wells were clean."
    assert owners(text, "the wells were clean") == ["the ministry"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("“I will not go,” Mona Ruud said. “Ever.”", "Ever"),
        ("“It is a disgrace,” Mona Ruud said. “A disgrace and a waste.”", "A disgrace and a waste"),
        ("Mona Ruud said the bridge was new. Still, “no truck may cross it.”", "no truck"),
    ],
)
def test_a_piece_behind_a_cue_goes_on_with_it(text: str, words: str) -> None:
    assert owners(text, words) == ["Mona Ruud"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Divers found a bicycle in the harbour.", "bicycle"),
        ("Mona Ruud, a chemist in Karsk, is leading a team studying a new fuel.", "new fuel"),
        ("The ship is called Northern Star.", "Northern Star"),
    ],
)
def test_deeds_and_names_are_no_statements(text: str, words: str) -> None:
    assert not owners(text, words)


def test_a_quotation_has_one_owner() -> None:
    opposed = "Deputy Arne Lindqvist said that Mona Ruud opposed the tunnel."
    text = f"{opposed} “Ruud fears the tunnel,” Mayor Ida Brekke said."
    assert owners(text, "Ruud fears") == ["Mayor Ida Brekke"]


def test_a_paragraph_without_marks_behind_a_colon_is_the_writers() -> None:
    text = "Director Arne Lindqvist wrote in a note to crews:\n\nThe yard will close in May.\n\nThe union objected."
    assert owners(text, "The yard will close") == ["Director Arne Lindqvist"]
    assert not owners(text, "The union objected")


def test_an_according_phrase_behind_a_participle_reports_the_whole_sentence() -> None:
    text = "Two new bridges are planned, replacing a ferry that sank, according to engineers in Karsk."
    assert owners(text, "Two new bridges are planned") == ["engineers in Karsk"]


def test_per_somebody_is_that_persons_report() -> None:
    assert owners("The pumps, per Secretary Mona Ruud, are broken.", "are broken") == ["Secretary Mona Ruud"]
    assert not owners("The pumps cost 300 crowns per Karsk household.", "300 crowns")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Mona Ruud attacked the mayor on Friday, accusing the council of having “starved the schools.”", "starved"),
        ("As Karsk-based chemist Dr. Mona Ruud wrote in a new book, the fuel burns badly.", "the fuel burns"),
        ("Mine owner **Mona Ruud** said: “We are done.”", "We are done"),
    ],
)
def test_a_name_behind_a_title_and_what_somebody_is_accused_of(text: str, words: str) -> None:
    assert all("Mona Ruud" in source for source in owners(text, words)) and owners(text, words)
