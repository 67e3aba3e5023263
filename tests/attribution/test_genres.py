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


INTERVIEW = (
    "The ford keeper\n\nKarl Strand on water. By Mira Stolt\n\n{a}Why is the ford closed?{b}\n\n"
    "It rained. The mayor told me to wait.\n\n{a}People say you are slow.{b}\n\nThey are right.\n\n"
    "{a}Will you open it in May?{b}\n\nI told the mayor that I would."
)


@pytest.mark.parametrize(("before", "after"), [("– ", ""), ("— ", ""), ("**", "**")])
def test_questions_and_answers_without_labels(before: str, after: str) -> None:
    found = analysis(INTERVIEW.format(a=before, b=after))
    assert said_by(found, "Why is the ford closed") == [("direct", "Mira Stolt")]
    assert ("direct", "Mira Stolt") in said_by(found, "People say you are slow")
    assert said_by(found, "They are right") == [("direct", "Karl Strand")]
    assert ("indirect", "Karl Strand") in said_by(found, "that I would")


def test_points_behind_dashes_are_no_questions() -> None:
    text = "Three reasons\n\n– Why not?\n\n– The ford is deep.\n\n– Who pays?\n\nKarl Strand said it was cheap."
    assert not any(one.quote.rule == "layout:question" for one in analysis(text).attributions)


def test_he_in_an_address_is_not_who_gives_it() -> None:
    text = "Address by President Karl Strand\n\nI spoke with the mayor, Emil Rask. He said that the ford was open."
    assert said_by(analysis(text), "the ford was open") == [("indirect", "Emil Rask")]


def test_he_in_a_turn_is_not_who_speaks_it() -> None:
    text = (
        "MR. STRAND: The ferry sails. He reports that the crew is well.\n\nQUESTION: When?\n\nMR. STRAND: At noon.\n\n"
        "Karl Strand then left."
    )
    assert ("indirect", "Karl Strand") not in said_by(analysis(text), "that the crew is well")


def test_a_story_about_who_is_quoted_in_its_title_is_not_told_by_her() -> None:
    text = (
        "I will keep the ford - President Vera Modin\n\nVera Modin said on Monday that the ford would stay. "
        "Modin spoke in Orsk. I asked whether it was safe, and Modin said it was."
    )
    assert ("indirect", "Vera Modin") not in said_by(analysis(text), "whether it was safe")


@pytest.mark.parametrize("byline", ["By Mira Stolt", "By Mira Stolt in Orsk", "Mira Stolt, diplomatic correspondent"])
def test_i_outside_quotations_is_who_wrote_the_story(byline: str) -> None:
    text = f"The ford\n\n{byline}\n\nKarl Strand is tired. I believe that he will resign. “I will stay,” Strand said."
    found = analysis(text)
    assert said_by(found, "that he will resign") == [("indirect", "Mira Stolt")]
    assert said_by(found, "I will stay") == [("direct", "Karl Strand")]


def test_a_paragraph_that_a_reporter_writes() -> None:
    text = "Orsk live\n\n14.20\n\nMira Stolt writes: The ford is quiet tonight. Nobody has come.\n\n14.10\n\nIt rains."
    assert said_by(analysis(text), "The ford is quiet") == [("direct", "Mira Stolt")]


def test_an_embedded_post() -> None:
    post = "“The ford is shut, bring a boat. — Karl Strand (@kstrand) May 3, 2031”"
    text = f"Karl Strand joked.\n\n{post}\n\nFew laughed."
    assert said_by(analysis(text), "bring a boat") == [("direct", "Karl Strand")]


def test_a_description_by_age_is_who_was_just_named() -> None:
    text = "Karl Strand resigned on Monday. The 41-year-old former teacher said that he was tired."
    assert said_by(analysis(text), "that he was tired") == [("indirect", "Karl Strand")]


def test_who_is_called_him_is_not_who_called() -> None:
    text = "Tom Rask fell ill. President Strand spoke to him on Friday, and he promised that the ford would open."
    assert ("indirect", "Strand") not in said_by(analysis(text), "that the ford would open")


def test_asked_what_she_intended_is_asked_by_others() -> None:
    text = "Vera Modin smiled. Asked by reporters what she intended to do, she replied: “Sleep.”"
    assert ("indirect", "Vera Modin") not in said_by(analysis(text), "what she intended")
    assert said_by(analysis(text), "Sleep") == [("direct", "Vera Modin")]


def test_the_president_of_a_release_is_whom_it_is_about() -> None:
    text = (
        "President Vera Modin of Norland met with President Karl Strand of Velmara. Vera Modin spoke of the ford. "
        "The President noted that the ford was deep."
    )
    found = analysis(text, title="The ford is deep - Vera Modin")
    assert said_by(found, "that the ford was deep") == [("indirect", "Vera Modin")]


def test_a_title_in_the_headline_tells_who_the_governor_is() -> None:
    text = "Emil Rask, the mayor, met Mira Stolt in Orsk. The Governor noted that the ford was deep."
    found = analysis(text, title="Meeting with Orsk Territory Governor Mira Stolt")
    assert said_by(found, "that the ford was deep") == [("indirect", "Mira Stolt")]


def test_who_addressed_the_citizens_is_who_says_i() -> None:
    title = "Chancellor Vera Modin addressed the citizens of Orsk"
    found = analysis("These words are for you. I believe that the ford is yours. We ask for patience.", title=title)
    assert said_by(found, "that the ford is yours") == [("indirect", "Vera Modin")]


@pytest.mark.parametrize("words", ["Tell your mothers that you want to live.", "Ask them to come home."])
def test_an_order_to_say_something_reports_nothing(words: str) -> None:
    text = f"Vera Modin spoke in Orsk. {words} It is late."
    assert not analysis(text).attributions


READOUT = "President Vera Modin of Norland had a telephone conversation with Chancellor Karl Strand of Velmara. "


@pytest.mark.parametrize("both", ["The leaders", "The parties", "The interlocutors"])
def test_the_parties_of_a_readout_are_the_two_who_talked(both: str) -> None:
    text = READOUT + f"The ford has been shut since May. It is deep. {both} agreed that the ford must be opened."
    (found,) = [one for one in analysis(text).attributions if "opened" in one.quote.content[0].of(text)]
    assert len(found.speakers) == 2


def test_the_parties_of_other_stories_are_parties() -> None:
    text = "Vera Modin and Karl Strand lost the vote on Monday. The parties agreed that the ford must be opened."
    (found,) = [one for one in analysis(text).attributions if "opened" in one.quote.content[0].of(text)]
    assert len(found.speakers) < 2


def test_he_behind_a_long_quotation() -> None:
    said = "The ford is deep. It rains. We wait. The ferry is slow. The road is long. Nobody comes. We stay"
    text = f"Karl Strand thanked the ferrymen. “{said},” he said."
    assert said_by(analysis(text), "The ford is deep") == [("direct", "Karl Strand")]
