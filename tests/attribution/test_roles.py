"""Roles: what the text calls people, before and after their names."""

import pytest

from attribution.names.named_entities import find_names
from attribution.roles.extraction import find_roles
from tests.frozen import frozen
from tests.quote_helpers import is_stated


def roles(text: str) -> list[tuple[str, str, str | None, str]]:
    """Return name, title, organisation and stated words of every role in ``text``; check the evidence."""
    doc = frozen(text)
    names = find_names(doc)
    found = []
    for i, role in find_roles(doc, names):
        assert is_stated(role, text)
        found.append((" ".join(names[i].words), role.title, role.organisation, role.stated))
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Mayor Ilse Marrend said the bridge would stay closed.",
            ("Ilse Marrend", "Mayor", None, "Mayor"),
        ),
        (
            "Norlandic President Oskar Tamm said on Monday that talks had failed.",
            ("Oskar Tamm", "President", "Norlandic", "Norlandic President"),
        ),
        (
            "The former finance minister Petra Holm warned of higher prices.",
            ("Petra Holm", "former finance minister", None, "former finance minister"),
        ),
        (
            "Anton Reys, Ostreva’s foreign minister (FM), rejected the offer.",
            ("Anton Reys", "foreign minister", "Ostreva", "Ostreva’s foreign minister"),
        ),
        (
            "The Union’s chief negotiator, Clara Benn, called the talks useful.",
            ("Clara Benn", "chief negotiator", "Union", "Union’s chief negotiator"),
        ),
        (
            "According to the head of Velm’s civil administration, Igor Salenko, nobody was hurt.",
            ("Igor Salenko", "head", "Velm’s civil administration", "head of Velm’s civil administration"),
        ),
        (
            "Maria Keel, a spokeswoman for the Ministry of Transport, declined to comment.",
            (
                "Maria Keel", "spokeswoman", "Ministry of Transport",
                "spokeswoman for the Ministry of Transport",
            ),
        ),
        (
            "Acting Prime Minister Jonas Wirt welcomed the vote.",
            ("Jonas Wirt", "Acting Prime Minister", None, "Acting Prime Minister"),
        ),
        (
            "All four leaders - Mr. Tamm, Mr. Reys, Mr. Borg and Mr. Holm - support our candidate status.",
            ("Tamm", "leader", None, "leader"),
        ),
        (
            "The plant restarted, a step that acting Energy Minister Petra Holm described as ugly.",
            ("Petra Holm", "acting Energy Minister", None, "acting Energy Minister"),
        ),
        (
            "The acting Minister of Trade, Petra Holm, and the Ambassador of Norland, Oskar Tamm, signed a pact.",
            ("Oskar Tamm", "Ambassador", "Norland", "Ambassador of Norland"),
        ),
        (
            "Drelsk Mayor Ihor Tamrov indicated the city was under a “massive missile attack.”",
            ("Ihor Tamrov", "Mayor", "Drelsk", "Drelsk Mayor"),
        ),
        (
            "Foreign Minister Anton Reys met and Norland’s President Oskar Tamm left.",
            ("Oskar Tamm", "President", "Norland", "Norland’s President"),
        ),
        (
            "She received today the President of the Republic of Yllan, Oruk Tamaz, who is in Brenna.",
            ("Oruk Tamaz", "President", "Republic of Yllan", "President of the Republic of Yllan"),
        ),
        (
            "From Oskar Tamm, the head of the Norrik region, came a rare note of doubt.",
            ("Oskar Tamm", "head", "Norrik region", "head of the Norrik region"),
        ),
        (
            "Deputy Head of the Office of the President of the Republic Oskar Tamm met with envoys on Monday.",
            (
                "Oskar Tamm", "Deputy Head", "Office of the President of the Republic",
                "Deputy Head of the Office of the President of the Republic",
            ),
        ),
        (
            "For her part, Head of the Office of the President Clara Benn noted that exports had doubled.",
            ("Clara Benn", "Head", "Office of the President", "Head of the Office of the President"),
        ),
        (
            "Talks were held with Prime Minister of Ukraine Anton Reys in Brenna.",
            ("Anton Reys", "Prime Minister", "Ukraine", "Prime Minister of Ukraine"),
        ),
        (
            "Secretary of the National Security Council Petra Holm opened the session.",
            ("Petra Holm", "Secretary", "National Security Council", "Secretary of the National Security Council"),
        ),
        (
            "Commander-in-Chief of the Armed Forces Ihor Tamrov thanked the crews.",
            ("Ihor Tamrov", "Commander-in-Chief", "Armed Forces", "Commander-in-Chief of the Armed Forces"),
        ),
        (
            "Also attending the meeting were Foreign Minister Anton Reys and several ambassadors.",
            ("Anton Reys", "Foreign Minister", None, "Foreign Minister"),
        ),
        (
            "Alma Torvald, now president, has denied it.",
            ("Alma Torvald", "president", None, "president"),
        ),
        (
            "Tomas Verrin is the governor of the central bank.",
            ("Tomas Verrin", "governor", "central bank", "governor of the central bank"),
        ),
    ],
)  # fmt: skip
def test_titles_and_appositions(text: str, expected: tuple[str, str, str | None, str]) -> None:
    assert [role for role in roles(text) if role[0] == expected[0]] == [expected]


def test_a_plural_title_belongs_to_everyone_in_its_list() -> None:
    found = roles("OXY officials Ada Lind and Boris Kern also condemned the attacks.")
    assert found == [
        ("Ada Lind", "official", "OXY", "OXY official"),
        ("Boris Kern", "official", "OXY", "OXY official"),
    ]


def test_a_place_between_a_plural_title_and_a_name_is_the_names() -> None:
    found = roles("In a statement, OXY officials Malta Ian Lind and Helga Maria Kern also criticised the vote.")
    assert [role[3] for role in found] == ["OXY official", "OXY official"]


def test_a_title_after_a_comma_is_one_of_its_own() -> None:
    found = roles("Her opponent, Councilman Ty Brannigan, was blunter.")
    assert [stated for _, _, _, stated in found] == ["opponent", "Councilman"]


def test_a_plural_title_is_shared_by_people_of_several_countries() -> None:
    found = roles("Foreign Ministers Gregor Stahn of Kardania and Daria Kolenz of Sorvia said in a joint statement.")
    assert [(name, title, stated) for name, title, _, stated in found] == [
        ("Gregor Stahn", "Foreign Minister", "Foreign Minister"),
        ("Daria Kolenz", "Foreign Minister", "Foreign Minister"),
    ]


def test_two_offices_in_one_apposition_are_two_roles() -> None:
    found = roles("Helga Brand, founder of the Coast League and chair of the port council, spoke first.")
    assert [(title, body) for _, title, body, _ in found] == [
        ("founder", "Coast League"),
        ("chair", "port council"),
    ]


def test_who_heads_something_is_its_head() -> None:
    [(name, title, body, stated)] = roles("Edgar Moll, who heads the harbour authority, denied the report.")
    assert (name, title, body, stated) == (
        "Edgar Moll", "head", "harbour authority", "head of the harbour authority",
    )  # fmt: skip


def test_party_tags() -> None:
    text = "Sen. Martha Dunn (D-Vt.) said the bill was dead."
    assert ("Martha Dunn", "Democrat", "Vt.", "D-Vt.") in roles(text)
    assert ("Martha Dunn", "Sen.", None, "Sen.") in roles(text)


@pytest.mark.parametrize(
    "text",
    [
        "Mr. Oskar Tamm left early.",
        "His father, Oskar Tamm, left early.",
        "The storm hit Oskar Tamm’s farm on Monday.",
        "Oskar Tamm is not the mayor of Holm.",
        "The wife of the President of Norland Petra Holm opened a school on Monday.",
        "Petra Holm: Mr President, colleagues, the exercises have ended.",
        "Congratulating Justin Holm, the president wished him success.",
    ],
)
def test_no_office_no_role(text: str) -> None:
    assert roles(text) == []


def test_the_office_of_someone_else_is_not_given_to_a_possessor() -> None:
    found = roles("A spokesman for President Oskar Tamm said that Tamm’s lawyer, Ines Vole, would appeal.")
    assert ("Oskar Tamm", "President", None, "President") in found
    assert all(name != "Oskar Tamm" or title == "President" for name, title, _, _ in found)
    assert any(name == "Ines Vole" and title == "lawyer" for name, title, _, _ in found)


def test_in_a_list_each_title_belongs_to_the_name_after_it() -> None:
    found = roles(
        "The meeting was attended by Head of the Office of the President Clara Benn, Chairman of the High Council "
        "Anton Reys, Prime Minister Petra Holm, and Minister of Health Ilse Marrend."
    )
    assert [(name, title) for name, title, _, _ in found] == [
        ("Clara Benn", "Head"),
        ("Anton Reys", "Chairman"),
        ("Petra Holm", "Prime Minister"),
        ("Ilse Marrend", "Minister of Health"),
    ]


def test_the_office_of_whom_a_holder_serves_stays_in_the_title() -> None:
    found = roles("Ines Vole, an adviser to President Oskar Tamm, said nothing had been decided.")
    assert ("Ines Vole", "adviser", "President Oskar Tamm", "adviser to President Oskar Tamm") in found
