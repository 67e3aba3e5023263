"""Which country a word stands for: demonyms, capitals, seats of government, the article's own names."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path

from quotes.tables import records

COUNTRIES = Path(__file__).with_name("countries.tsv")
# Endings that make an adjective of a country's name, longest first ("Velmara" -> "Velmaran").
DEMONYM_ENDINGS = ("ians", "ian", "ans", "an", "ese", "ish", "ns", "n", "is", "i", "ic", "er", "ers")
STEM = 4


@cache
def load_countries(path: Path = COUNTRIES) -> dict[str, str]:
    """Return the country for each name, demonym, capital and metonym, in lower case."""
    out: dict[str, str] = {}
    for country in records(path):
        for words in country.values():
            for word in filter(None, words.split(";")):
                out.setdefault(word.lower(), country["name"])
    return out


class CountryFinder:
    """Finds the country behind a name, a demonym, a capital or a seat of government in one article.

    ``places`` are the place names it mentions. ``bodies`` are names taken for organisations: invented
    countries often are, so demonyms may belong to them, but they are nobody's parent by name alone.
    """

    def __init__(self, places: Iterable[str], bodies: Iterable[str] = ()) -> None:
        self.places = {place.strip() for place in places}
        names = {name for name in (*self.places, *bodies) if len(name) >= STEM and " " not in name}
        self.stems = sorted(names, key=lambda name: (name not in self.places, len(name), name))

    def country(self, word: str) -> str | None:
        """Return the country behind a name or demonym, or None: "Velmaran" finds the article's "Velmara"."""
        word = word.strip().removeprefix("the ").removeprefix("The ")
        if known := load_countries().get(word.lower()):
            return known
        return self._derived(word) if word[:1].isupper() else None

    def parent(self, name: str) -> str | None:
        """Return the country above a target of this name; None for a country itself and for what has none."""
        country = self.country(name)
        return country if country and country.lower() != name.lower() else None

    def is_demonym(self, word: str) -> bool:
        """Return whether the word is an adjective or noun made of a country's name, not the name itself."""
        country = self.country(word) if word[:1].isupper() else None
        return country is not None and country != word and word not in self.places

    def _derived(self, word: str) -> str | None:
        if word in self.places:
            return word
        for ending in DEMONYM_ENDINGS:
            stem = word.removesuffix(ending)
            if stem != word and len(stem) >= STEM:
                for name in self.stems:
                    if name.startswith(stem) and name != word and len(name) - len(stem) <= 3:
                        return name
        return None


LISTED_COUNTRIES = CountryFinder(())  # knows the countries of the table alone, none of an article's own
