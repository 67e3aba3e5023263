"""What points back: pronouns, "some", titles that two could have, and names a source has only a part of."""

import pytest

from tests.frozen import frozen
from tests.quote_helpers import resolved


@pytest.mark.parametrize(
    ("text", "source", "said", "expected"),
    [
        (
            "Teachers gathered outside the ministry on Friday. Some said the offer came too late.",
            "Some", "the offer came too late", ["teachers"],
        ),
        (
            "The farmers of the valley blocked the road. Later they demanded a meeting with the minister.",
            "they", "a meeting with the minister", ["farmers of the valley"],
        ),
        (
            "Nurses and farmers blocked the road. Some said the offer came too late.",
            "Some", "the offer came too late", ["some"],
        ),
        (
            "Clara Benn opened the session. The speech given by Ada Lind, in which she blamed the banks, was short.",
            "she", "the banks", ["Ada Lind"],
        ),
        (
            "Oskar Tamm left early. From Anton Reys, the governor of the bank, came a warning. "
            "Nobody, he said, would be paid.",
            "he", "Nobody would be paid", ["Anton Reys"],
        ),
        (
            "Tomas Holm, whose brother is a judge, is not so sure. He fears that the court will be closed.",
            "He", "that the court will be closed", ["Tomas Holm"],
        ),
        (
            "Jan Borg opened the session. And the head of the Union, Ola Marn, he has explained that the Union must "
            "take on responsibility for ensuring the safety of pipelines, that is the Union must be a guarantor of "
            "supplies.",
            "he", "that the Union must take on responsibility", ["Ola Marn"],
        ),
    ],
)  # fmt: skip
def test_pronouns_and_quantifiers(text: str, source: str, said: str, expected: list[str]) -> None:
    said = said if said in text else "would be paid"
    assert resolved(frozen(text), (source, said)) == [expected]


def test_a_title_of_two_means_the_one_its_paragraph_names() -> None:
    text = (
        "The president of Norland, Oskar Tamm, received the president of Ostreva, Emil Rask, in Brenna.\n\n"
        "Oskar Tamm thanked his guest. “We will not forget it,” said the president."
    )
    assert resolved(frozen(text), ("the president", "“We will not forget it,”")) == [["Oskar Tamm"]]


def test_a_title_of_two_named_in_one_paragraph_stays_open() -> None:
    text = (
        "The president of Norland, Oskar Tamm, received the president of Ostreva, Emil Rask, in Brenna. "
        "“We will not forget it,” said the president."
    )
    assert resolved(frozen(text), ("the president", "“We will not forget it,”")) != [["Oskar Tamm"]]


def test_a_source_that_lacks_its_first_half_is_whom_it_stands_beside() -> None:
    text = "“It is over,” Irina Morant, the transport minister, was quoted as saying."
    assert resolved(frozen(text), ("the transport minister", "“It is over,”")) == [["Irina Morant"]]


def test_firms_with_an_ampersand_are_one_name() -> None:
    text = "His publisher, Berg & Daughters, expects to sell every copy."
    assert resolved(frozen(text), ("His publisher, Berg & Daughters", "to sell every copy")) == [["Berg & Daughters"]]


def test_the_wife_of_the_president_is_not_the_president() -> None:
    text = "Ada Lind opened a school on Monday. The president’s wife said that teachers deserved more."
    assert resolved(frozen(text), ("The president’s wife", "that teachers deserved more")) == [[]]


def test_names_run_together_are_two() -> None:
    text = "The last to come was Tom Berg Jr. Ada Lind said that the hall was full."
    assert resolved(frozen(text), ("Ada Lind", "that the hall was full")) == [["Ada Lind"]]


@pytest.mark.parametrize(
    ("text", "source", "content", "names"),
    [
        ("The aid group Warm Hands called it unfit.", "The aid group Warm Hands", "it unfit", ["Warm Hands"]),
        ("The company, Alm Lodges, said the roof held.", "The company, Alm Lodges,", "the roof held", ["Alm Lodges"]),
        ("Ostreva, Velm agree to open the border\n\nOstreva and Velm will open the border, officials said.",
         "Ostreva, Velm", "to open the border", ["Ostreva", "Velm"]),
    ],
)  # fmt: skip
def test_names_behind_and_beside_each_other(text: str, source: str, content: str, names: list[str]) -> None:
    assert resolved(frozen(text), (source, content)) == [names]


def test_their_lawyer_is_not_his_lawyer() -> None:
    text = (
        "The officers deny it, their lawyer, Emil Rask, said. Anton Reys, whose wife died there, was in court. "
        "His lawyer expects a trial."
    )
    said = ("their lawyer, Emil Rask,", "The officers deny it"), ("His lawyer", "a trial")
    assert resolved(frozen(text), *said) == [["Emil Rask"], []]


def test_headlines_put_a_comma_for_and() -> None:
    text = "Norland, Ostreva agree to reopen border\n\nHOLM - Norland and Ostreva said on Friday that talks had ended."
    assert resolved(frozen(text), ("Norland, Ostreva", "to reopen border")) == [["Norland", "Ostreva"]]


def test_a_possessor_is_part_of_a_bodys_name() -> None:
    text = "The Mineworkers’ Association opposes any closure. The union has 9,000 members."
    assert resolved(frozen(text), ("Association", "any closure")) == [["Mineworkers’ Association"]]


def test_an_office_alone_keeps_its_holder_in_mind() -> None:
    text = (
        "Anton Reys, the transport minister of Norland, opened the bridge. Music played until noon. "
        "Later the crowd pressed the minister for a date. He promised a second bridge."
    )
    assert resolved(frozen(text), ("He", "a second bridge")) == [["Anton Reys"]]
