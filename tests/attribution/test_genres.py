"""Whole genres: briefings, interviews, addresses, letters and posts, from their layout to the names of who speaks."""

import pytest

from attribution.analyze import analyze
from attribution.roles.officials import Official, Officials
from attribution.types import Analysis
from quotes.types import Article
from tests.frozen import frozen


def analysis(text: str, title: str | None = None, byline: str | None = None) -> Analysis:
    return analyze(Article("a", text, title=title, byline=byline), frozen(text))


def said_by(found: Analysis, words: str) -> list[tuple[str, str | None]]:
    """Return the kind and the one speaker's name, None where open, of each statement with these words."""
    return [
        (one.quote.kind, found.entities[one.speakers[0].entity].name if one.speakers else None)
        for one in found.attributions
        if any(words in span.of(found.article.text) for span in one.quote.content)
    ]


BRIEFING = (
    "Briefing in Lenn\n\n{official} Good morning. We are sending two ships to Orsk.\n\n"
    "{asks} Are the ships armed?\n\n{official} They carry flour and nothing else.\n\n"
    "{asks} Who pays for the flour?\n\n{official} The budget pays.\n\n"
    "Mira Stolt, the spokeswoman of the navy, spoke for ten minutes."
)


@pytest.mark.parametrize(
    ("official", "asks"),
    [("MS. STOLT:", "Q:"), ("MS. STOLT:", "Q  "), ("**Mira Stolt:**", "**Reporter:**"), ("MS:", "QUESTION:")],
)
def test_labels_of_a_briefing(official: str, asks: str) -> None:
    found = analysis(BRIEFING.format(official=official, asks=asks))
    assert said_by(found, "flour and nothing else") == [("direct", "Mira Stolt")]
    assert said_by(found, "The budget pays") == [("direct", "Mira Stolt")]
    assert said_by(found, "Are the ships armed?") == [("direct", None)]


@pytest.mark.parametrize(("label", "speaker"), [("MR. STRAND", "Karl Strand"), ("SENATOR STRAND", "Karl Strand")])
def test_a_surname_in_a_label_is_whose_full_name_comes_later(label: str, speaker: str) -> None:
    text = f"{label}: The ford is closed.\n\nQUESTION: Why?\n\n{label}: It rained.\n\nKarl Strand then left."
    assert said_by(analysis(text), "It rained") == [("direct", speaker)]


def test_a_label_of_another_gender_is_somebody_else() -> None:
    text = "MRS. STRAND: The ford is closed.\n\nQUESTION: Why?\n\nMRS. STRAND: It rained.\n\nKarl Strand then left."
    assert ("direct", "Karl Strand") not in said_by(analysis(text), "It rained")


def test_a_label_on_a_line_of_its_own() -> None:
    text = (
        "THE CHANCELLOR\n\nWe shall keep the old border.\n\nQUESTION\n\nFor how long?\n\n"
        "THE CHANCELLOR\n\nFor as long as I live.\n\nChancellor Vera Modin then went home."
    )
    found = analysis(text)
    assert said_by(found, "keep the old border") == [("direct", "Vera Modin")]
    assert said_by(found, "as long as I live") == [("direct", "Vera Modin")]


@pytest.mark.parametrize(
    ("title", "guest"), [(None, "Jon Skade"), ("Petra Ohlin: “I count every fish”", "Petra Ohlin")]
)
def test_answers_to_questions_in_bold_are_the_guests(title: str | None, guest: str) -> None:
    text = (
        "Jon Skade has run the hatchery for nine years.\n\n**How many fish are left?**\n\nNobody knows.\n\n"
        "READ MORE: The river in numbers\n\n**Do you blame the dam?**\n\nI blame the dam, yes."
    )
    found = analysis(text, title)
    assert said_by(found, "Nobody knows") == [("direct", guest)]
    assert ("direct", guest) in said_by(found, "the dam")
    assert said_by(found, "The river in numbers") == []


SPEECH = "Dear friends,\n\nI believe that the tunnel will open in May. We thank everybody who dug."


@pytest.mark.parametrize(
    ("title", "byline", "speaker"),
    [
        ("Remarks by Transport Minister Nils Varga at the tunnel", None, "Nils Varga"),
        ("President Ona Reth’s address to the diggers", None, "Ona Reth"),
        ("The tunnel opens in May - President of Orsk Ona Reth", None, "Ona Reth"),
        ("Address to the diggers", "By Ona Reth", "Ona Reth"),
        ("A letter from Port Orsk", None, None),
        ("Tunnel opens in May - Halm Times", None, None),
        ("Statement by the Transport Ministry", None, None),
    ],
)
def test_the_title_and_the_byline_tell_who_says_i(title: str, byline: str | None, speaker: str | None) -> None:
    assert said_by(analysis(SPEECH, title, byline), "the tunnel will open in May") == [("indirect", speaker)]


def test_one_label_and_a_greeting_in_a_text_that_lost_its_line_breaks() -> None:
    text = (
        "The guild met in Orsk. Speech at the guild's meeting President of Orsk Ona Reth: Dear friends, I am glad to "
        "be here. I believe that the guild has saved the town."
    )
    assert said_by(analysis(text), "the guild has saved the town") == [("indirect", "Ona Reth")]


def test_the_date_tells_who_holds_the_office_in_the_title() -> None:
    held = Officials([Official("Ukraine", "head of state", "president", "Ona Reth", "2030-01-01", "2032-01-01", "")])
    for day, speaker in [("2031-05-02", ["Ona Reth"]), ("2029-05-02", [])]:
        article = Article("a", SPEECH, title="Address by the President of Ukraine to the diggers", published=day)
        found = analyze(article, frozen(SPEECH), officials=held)
        assert [found.entities[s.entity].name for one in found.attributions[:1] for s in one.speakers] == speaker


def test_a_letter_is_whose_signature_it_bears() -> None:
    text = "Dear Mayor Tolk,\n\nI believe that the ford is a danger to our children.\n\nYours sincerely,\n\nBodil Aker"
    assert said_by(analysis(text), "the ford is a danger") == [("indirect", "Bodil Aker")]


def test_a_quotation_inside_an_address_is_not_the_speakers() -> None:
    text = "I met a miner in Orsk. “I think that the pit is finished.” We must listen to her."
    found = analysis(text, "Remarks by President Ona Reth")
    assert ("indirect", "Ona Reth") not in said_by(found, "that the pit is finished")


def test_a_post_is_whose_handle_is_a_name() -> None:
    text = "Senator Ebba Rysk was quick to answer.\n\n@ebbarysk: The bill is dead.\n\nRT @lennfan: Good riddance to it."
    found = analysis(text)
    assert said_by(found, "The bill is dead") == [("direct", "Ebba Rysk")]
    assert said_by(found, "Good riddance to it") == [("direct", None)]


@pytest.mark.parametrize(
    "text",
    [
        "The menu of the hut is short.\n\nBreakfast: Two eggs.\n\nLunch: Soup.\n\nDinner: Fish.\n\nTea: None.",
        "Fire!\n\nPhoto: The old mill\n\nUPDATE: It is out\n\nPhoto: The new mill\n\nREAD MORE: Old mills",
        "A. Lind won the race.\n\nB. Holt came second.\n\nA. Lind also won in May.\n\nB. Holt was ill.",
        "ARTS\n\nThe museum opens today.\n\nSPORT\n\nThe race is on Sunday.\n\nWEATHER\n\nRain is near.",
    ],
    ids=["list", "page", "initials", "headings"],
)
def test_no_turns(text: str) -> None:
    assert [one for one in analysis(text).attributions if one.quote.rule.startswith("layout")] == []
