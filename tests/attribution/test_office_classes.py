"""Offices: the class by which officials are compared, and whether, for which country and party, one is held."""

import pytest

from attribution.lexicon.countries import CountryFinder
from attribution.roles.office_classes import classified_role, office_of
from attribution.types import Role
from quotes.types import Span

FAMILIES = CountryFinder(["Norland"])


@pytest.mark.parametrize(
    ("title", "organisation", "office"),
    [
        ("President", None, "head of state"),
        ("president", "Norland", "head of state"),
        ("president", "Norland’s", "head of state"),
        ("president", "Bell University", "academic"),
        ("Acme vice president", None, "head of agency"),
        ("Vice President", None, "deputy head of state"),
        ("prime minister", "Norland", "head of government"),
        ("PM", None, "head of government"),
        ("deputy prime minister", None, "deputy head of government"),
        ("FM", None, "foreign minister"),
        ("Minister of Foreign Affairs", None, "foreign minister"),
        ("Secretary of State", None, "foreign minister"),
        ("acting defense secretary", None, "defence minister"),
        ("deputy foreign minister", "Norlandic", "deputy minister"),
        ("education secretary", "state", "minister"),
        ("press secretary", None, "spokesperson"),
        ("spokeswoman", "Ministry of Transport", "spokesperson"),
        ("Secretary General", "Northern Compact", "international organisation"),
        ("mayor-elect", "Holm", "mayor"),
        ("Sen.", None, "legislator"),
        ("governor", "Holm", "governor"),
        ("governor", "central bank", "central bank"),
        ("prosecutor general", None, "prosecutor"),
        ("Lt. Gen.", None, "military"),
        ("chief of staff", "armed forces", "military"),
        ("Police Chief", None, "police"),
        ("ambassador to Ostreva", "Norland", "diplomat"),
        ("leader", "Labour Party", "party leader"),
        ("chief executive", "Acme", "business"),
        ("nephew", None, ""),
    ],
)
def test_classes(title: str, organisation: str | None, office: str) -> None:
    assert office_of(title, organisation, FAMILIES) == office


@pytest.mark.parametrize(
    ("title", "organisation", "stated", "found"),
    [
        ("former finance minister", None, "former finance minister", ("former", None, None)),
        ("ex-mayor", "Holm", "ex-mayor of Holm", ("former", None, None)),
        ("acting Energy Minister", None, "acting Energy Minister", ("acting", None, None)),
        ("president-elect", "Norland", "Norland’s president-elect", ("elect", "Norland", None)),
        ("ambassador in Brenna", "Norlandic", "Norlandic ambassador in Brenna", ("current", "Norland", None)),
        ("mayor", "Norland", "mayor of Norland", ("current", None, None)),  # a town, for all we know
        ("Foreign Minister", None, "French Foreign Minister", ("current", "France", None)),
        ("Republican senator", None, "Republican senator", ("current", None, "Republican")),
        ("leader", "Coast Party", "leader of the Coast Party", ("current", None, "Coast Party")),
    ],
)
def test_status_country_and_party(title: str, organisation: str | None, stated: str, found: tuple[str, ...]) -> None:
    role = classified_role(Role(title, organisation, stated, Span(0, 1)), FAMILIES)
    assert (role.status, role.country, role.party) == found
