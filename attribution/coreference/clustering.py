"""Which names of an article are the same person, organisation or place.

People join by compatible full names; a lone surname or first name joins the one full name it fits, and nobody
where it fits two that neither honorific nor title tells apart.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import takewhile

from spacy.tokens import Doc

from attribution.lexicon.nouns import Gender, Noun, bare_letters, given_gender, noun
from attribution.names.name_matching import SHORTEST_NEAR, PersonIndex, is_short_form, one_letter_apart
from attribution.names.named_entities import Name
from attribution.types import Role

MAIN = 2  # times as often by full name as any namesake: the one that the text is about
ACQUAINTED = frozenset(["friend", "neighbour", "neighbor", "colleague", "partner", "ally", "confidant"])  # no kin
CLOSING = frozenset([",", ".", ";", ":", "(", "—", "–", "“"])  # what ends an apposition
BESIDE = 60  # tokens back in which a namesake may be meant as well


def cluster_names(
    names: Sequence[Name], roles: Sequence[tuple[int, Role]], relatives: Mapping[int, Gender] | None = None
) -> list[list[int]]:
    """Return groups of indexes into ``names``, one an entity; a name that fits two people is in none.

    ``relatives`` are the names introduced as somebody's wife, brother and so on, with the gender that tells.
    """
    titles: dict[int, set[str]] = {}
    for i, role in roles:
        titles.setdefault(i, set()).update(bare_letters(word) for word in role.stated.split())
    for i, name in enumerate(names):
        if name.title:
            long = noun(name.title).long or name.title
            titles.setdefault(i, set()).update(bare_letters(word) for word in long.split())
    return _people(names, titles, relatives or {}) + _others(names)


def relative(doc: Doc, name: Name) -> Noun | None:
    """Return the word by which a person is introduced as somebody's relative, None where none does.

    "his wife, Ada Lind"; "Ada Lind, the first lady".
    """
    before = [t for t in doc[max(0, name.start - 3) : name.start] if t.text != ","][-1:]
    after = doc[name.end + 1 : name.end + 7] if name.end < len(doc) and doc[name.end].text == "," else ()
    for token in (*before, *takewhile(lambda t: t.text not in CLOSING, after)):
        known = noun(token.lemma_)
        spouse = token.lower_ in ("lady", "gentleman") and token.i > 0 and doc[token.i - 1].lower_ == "first"
        if spouse or (known.kind == "kin" and token.lemma_ not in ACQUAINTED):
            return known
    return None


def accompanies(doc: Doc, name: Name) -> bool:
    """Return whether a person is named as company of another: "with Ada Lind at his side", "joined by Ada Lind"."""
    head = doc[name.start : name.end].root
    words = {c.lower_ for c in head.children if c.dep_ == "case"}
    if words & {"alongside", "beside"}:
        return True
    if "by" in words:
        return head.head.lemma_ in ("accompany", "join", "flank", "follow") and head.dep_.startswith("obl")
    after = {t.lower_ for t in doc[name.end : name.end + 3]}
    return "with" in words and bool(after & {"side", "tow", "arm"})


def gender_of(names: Sequence[Name], extra: Sequence[str] = ()) -> Gender:
    """Return the gender that honorifics, titles and then the given name tell; "" if none or they disagree."""
    told = {noun(word).gender for word in (*(n.title for n in names), *extra)} - {""}
    if len(told) == 1:
        return told.pop()
    full = [n for n in names if len(n.words) > 1] or names
    given = {given_gender(n.words[0]) for n in full if n.words} - {""}
    return given.pop() if len(given) == 1 and not told else ""


def _people(names: Sequence[Name], titles: dict[int, set[str]], relatives: Mapping[int, Gender]) -> list[list[int]]:
    people = [i for i, name in enumerate(names) if name.kind == "person"]
    spelled: dict[tuple[str, ...], list[int]] = {}
    for i in people:
        if names[i].length > 1:
            spelled.setdefault(names[i].key, []).append(i)
    groups: list[list[int]] = []
    known = PersonIndex()  # of the spellings of each group
    for key in sorted(spelled, key=len, reverse=True):
        fits = known.fitting(key)
        if len(fits) == 1:
            groups[min(fits)] += spelled[key]
            known.add(key, min(fits))
        elif not fits:
            known.add(key, len(groups))
            groups.append(list(spelled[key]))
    lone = _join_lone(people, groups, names, titles, relatives)
    return groups + _spelled_otherwise(lone, groups, names)


def _join_lone(
    people: list[int], groups: list[list[int]], names: Sequence[Name], titles: dict[int, set[str]],
    relatives: Mapping[int, Gender],
) -> list[list[int]]:  # fmt: skip
    """Add lone names to the people they fit; return those that fit nobody, grouped.

    Names with an office or an honorific come first: they may tell that the text speaks of somebody whose first name it
    never gives. Where "Mr. Lind" cannot be Ada Lind, or "President Lind" was spoken of before she was named, a bare
    "Lind" is whoever of the two the text is about, and nobody where that is not clear.
    """
    known = [list(g) for g in groups]
    lone: dict[tuple[str, ...], dict[Gender, list[int]]] = {}
    for (key, gender, title), uses in _lone_uses(people, names, titles):
        fits = _fitting(names[uses[0]], set(title), known, names, titles, relatives)
        if title and not gender:
            fits = [g for g in fits if not _is_another(uses[0], g, title, names, titles, relatives)]
        bearers = _bearers(lone.get(key, {}), gender)
        if bearers:
            fits, bearers = _first_named_or_not(fits, bearers, gender, title, names, titles, relatives)
        elif not title and _is_only_relative(fits, uses, names, relatives):
            fits = []
        if fits or (bearers and not title):
            _share_out(uses, fits + bearers, known, groups, names)
        elif bearers:
            bearers[0].extend(uses)
        else:
            lone.setdefault(key, {}).setdefault(gender, []).extend(uses)
    return [group for by_gender in lone.values() for group in by_gender.values()]


def _lone_uses(
    people: list[int], names: Sequence[Name], titles: dict[int, set[str]]
) -> list[tuple[tuple[tuple[str, ...], Gender, frozenset[str]], list[int]]]:
    """Return the names of one word by (name, gender of the honorific, words of the office), told ones first."""
    alike: dict[tuple[tuple[str, ...], Gender, frozenset[str]], list[int]] = {}
    for i in people:
        if names[i].length == 1:
            use = (names[i].key, noun(names[i].title).gender, frozenset(titles.get(i, ())))
            alike.setdefault(use, []).append(i)
    return sorted(alike.items(), key=lambda item: (not item[0][2], bool(item[0][1])))


def _first_named_or_not(
    fits: list[list[int]], bearers: list[list[int]], gender: Gender, title: frozenset[str],
    names: Sequence[Name], titles: dict[int, set[str]], relatives: Mapping[int, Gender],
) -> tuple[list[list[int]], list[list[int]]]:  # fmt: skip
    """Return which people with and without a first name a lone surname can still mean, where there are both.

    With an office it is one of whom the office is said, else the one without first name; an honorific goes to whom it
    fits; any other use never means somebody who is only named as a relative of the one without first name.
    """
    if title and not gender:
        fits = [g for g in fits if any(title <= titles.get(j, set()) for j in g)]
        return fits, [] if fits else bearers
    if gender and any(_gender(g, names, relatives) == gender for g in fits):
        return fits, bearers
    return [g for g in fits if not any(i in relatives for i in g)], bearers


def _share_out(
    uses: list[int], candidates: list[list[int]], known: list[list[int]], groups: list[list[int]], names: Sequence[Name]
) -> None:
    """Add each use to the likeliest of its candidates, to none where that is not clear."""
    for i in uses:
        group = _likeliest(names[i], candidates, names)
        if group is not None:
            (groups[known.index(group)] if group in known else group).append(i)


def _bearers(lone: Mapping[Gender, list[int]], gender: Gender) -> list[list[int]]:
    """Return the people known by surname alone whom another use of it can mean: "Mrs. Lind" is not "Mr. Lind"."""
    return [group for told, group in lone.items() if not (gender and told and told != gender)]


def _is_another(
    use: int, group: list[int], title: Collection[str], names: Sequence[Name], titles: dict[int, set[str]],
    relatives: Mapping[int, Gender],
) -> bool:  # fmt: skip
    """Return whether a surname with an office is not this namesake's, of whom the office is nowhere said.

    "President Lind came with his wife, Ada Lind"; "President Lind spoke. Ada Lind, a teacher, disagreed": who was
    called by office and surname before is no one first named after that.
    """
    if noun(names[use].title).kind != "office" or any(set(title) <= titles.get(i, set()) for i in group):
        return False
    return any(i in relatives for i in group) or names[use].start < min(names[i].start for i in group)


def _is_only_relative(
    fits: list[list[int]], uses: list[int], names: Sequence[Name], relatives: Mapping[int, Gender]
) -> bool:
    """Return whether a bare surname stands before all who bear it, each named as a relative: "his wife, Ada Lind"."""
    return all(
        any(i in relatives for i in group) and names[uses[0]].start < min(names[i].start for i in group)
        for group in fits
    )


def _likeliest(lone: Name, fits: list[list[int]], names: Sequence[Name]) -> list[int] | None:
    """Return the one of several namesakes that a lone name means, None where that is not clear.

    It is the only one named so far, or the one the text is about, unless another was named just before.
    """
    before = [g for g in fits if any(names[i].start < lone.start for i in g)]
    if len(before or fits) == 1:
        return (before or fits)[0]
    first, second = sorted(fits, key=len, reverse=True)[:2]
    beside = any(0 < lone.start - names[i].start < BESIDE for g in before if g is not first for i in g)
    return first if len(first) >= MAIN * len(second) and not beside else None


def _fitting(
    name: Name, title: set[str], known: list[list[int]], names: Sequence[Name], titles: dict[int, set[str]],
    relatives: Mapping[int, Gender],
) -> list[list[int]]:  # fmt: skip
    """Return whom a lone name can be: by surname before first name, told apart by honorific and title."""
    fits = _with_name_part(name, known, names)
    if gender := noun(name.title).gender:
        genders = [_gender(group, names, relatives) for group in fits]
        possible = [group for group, own in zip(fits, genders, strict=True) if own in (gender, "")]
        certain = [group for group, own in zip(fits, genders, strict=True) if own == gender]
        fits = (certain or possible) if len(possible) > 1 else possible
    if len(fits) > 1 and title:
        fits = [group for group in fits if any(title <= titles.get(i, set()) for i in group)] or fits
    return fits


def _gender(group: list[int], names: Sequence[Name], relatives: Mapping[int, Gender]) -> Gender:
    told = {relatives[i] for i in group if i in relatives} - {""}
    return told.pop() if len(told) == 1 else gender_of([names[i] for i in group])


def _with_name_part(name: Name, known: list[list[int]], names: Sequence[Name]) -> list[list[int]]:
    """Return the people with a lone name as surname, else as first name, else anywhere in a name given before."""
    tail = name.key
    by_surname = [group for group in known if any(names[i].key[-len(tail) :] == tail for i in group)]
    if by_surname:
        return _spelled_like(name, by_surname, names) or by_surname
    by_first = [group for group in known if any(names[i].key[0] == tail[0] for i in group)]
    if by_first:
        return by_first
    return [
        group for group in known if any(tail[0] in names[i].key and names[i].start < name.start for i in group)
    ]


def _spelled_like(name: Name, groups: list[list[int]], names: Sequence[Name]) -> list[list[int]]:
    """Return the namesakes whose surname has the very letters: "Rodriguez" is not Andrés Rodríguez."""
    return [group for group in groups if any(names[i].words[-1] == name.words[-1] for i in group)]


def _spelled_otherwise(lone: list[list[int]], groups: list[list[int]], names: Sequence[Name]) -> list[list[int]]:
    """Join lone surnames to the one full name a letter away ("Maurer", "Mauer"); return those left over."""
    rest = []
    for group in lone:
        word = names[group[0]].key[-1]
        long = len(word) >= SHORTEST_NEAR
        near = [g for g in groups if long and any(one_letter_apart(names[i].key[-1], word) for i in g)]
        if len(near) == 1 and not any(names[i].key[-1] == word for g in groups for i in g):
            near[0] += group
        else:
            rest.append(group)
    return rest


def _others(names: Sequence[Name]) -> list[list[int]]:
    groups: dict[tuple[str, tuple[str, ...]], list[int]] = {}
    for i, name in enumerate(names):
        if name.kind != "person":
            groups.setdefault((name.kind, name.key), []).append(i)
    for key in sorted((k for k in groups if k[0] == "organisation"), key=lambda k: -len(k[1])):
        others = [k for k in groups if k[0] == key[0] and len(k[1]) > len(key[1])]
        longer = [k for k in others if is_short_form(key[1], k[1])]
        if len(longer) == 1:
            groups[longer[0]] += groups.pop(key)
    return list(groups.values())
