"""Who speaks in posts, briefings, readouts, interviews, court reports and addresses, by what the genre tells."""

from attribution.analyze import analyze
from attribution.types import Analysis
from quotes.types import Article
from tests.frozen import frozen


def analysis(text: str, title: str | None = None) -> Analysis:
    return analyze(Article("a", text, title=title), frozen(text))


def said_by(found: Analysis, words: str) -> list[list[str]]:
    """Return the names of the speakers of each statement with these words."""
    return [
        [found.entities[speaker.entity].name for speaker in one.speakers]
        for one in found.attributions
        if any(words in span.of(found.article.text) for span in one.quote.content)
    ]


def test_the_line_over_a_post_says_whose_it_is() -> None:
    found = analysis(
        "The mayor of Orsk has answered her critics.\n\n"
        "Ada Lind @lind_orsk · 4 May\nThe bridge opens at noon. Bring a hat.\n\n"
        "Karl Holm (@karlholm) 5 May 2031\nNo hat of mine will cross it.\n\n"
        "@lind_orsk: Then come without one."
    )
    assert said_by(found, "opens at noon") == [["Ada Lind"]]
    assert said_by(found, "No hat of mine") == [["Karl Holm"]]
    assert said_by(found, "come without one") == [["Ada Lind"]]


def test_a_name_after_q_belongs_to_the_question() -> None:
    found = analysis(
        "Briefing in Lenn\n\nMR. STOLT: Good morning. The ferry sails at ten.\n\n"
        "Q Radio Orsk. Who pays for the ferry?\n\nMR. STOLT: The budget pays.\n\n"
        "Q On Norland — will you sell it?\n\nMR. STOLT: No.\n\nPeer Stolt spoke for the navy."
    )
    assert said_by(found, "Who pays") == [[]]
    assert said_by(found, "will you sell it") == [[]]
    assert said_by(found, "The budget pays") == [["Peer Stolt"]]


def test_a_prime_minister_is_one_of_the_leaders() -> None:
    found = analysis(
        "President Ada Lind spoke today with the Prime Minister of Norland, Karl Holm.\n\n"
        "The two leaders welcomed the new ferry line. They reaffirmed their support for the port."
    )
    assert said_by(found, "the new ferry line") == [["Ada Lind", "Karl Holm"]]
    assert said_by(found, "support for the port") == [["Ada Lind", "Karl Holm"]]


def test_a_minister_among_others_is_no_leader() -> None:
    found = analysis(
        "President Ada Lind received the Deputy Prime Minister of Norland, Karl Holm.\n\n"
        "The two leaders welcomed the new ferry line."
    )
    assert ["Ada Lind", "Karl Holm"] not in said_by(found, "the new ferry line")


def test_a_guest_has_a_full_name() -> None:
    found = analysis(
        "She closed the Tarn locks and never regretted it. Mira Stolt on boats and silence\n\n"
        "**When did you close them?**\n\nIn May, at night.\n\n**Were you afraid?**\n\nOnly of the herons."
    )
    assert said_by(found, "In May, at night") == [["Mira Stolt"]]


def test_who_hears_is_no_speaker() -> None:
    found = analysis(
        "Ferry firm ‘hid the leak’, court told\n\n"
        "The jury heard that the Orsk ferry had leaked for a year. The court said the firm must pay."
    )
    assert said_by(found, "hid the leak") == [[]]
    assert said_by(found, "leaked for a year") == [[]]
    assert said_by(found, "the firm must pay") != [[]]


def test_an_address_thanks_and_asks() -> None:
    found = analysis(
        "Address by President Ada Lind to the crews\n\n"
        "I thank the crews of the northern boats. I ask you to stay in port tonight. "
        "We demand the return of the nets. I would thank the bank if it had paid."
    )
    assert said_by(found, "the crews of the northern boats") == [["Ada Lind"]]
    assert said_by(found, "to stay in port tonight") == [["Ada Lind"]]
    assert said_by(found, "the return of the nets") == [["Ada Lind"]]
