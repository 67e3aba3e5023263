"""Closed classes: pronouns, determiners, parts of names and marks, each list once and in lower case.

Lists that look alike but are used for different decisions stand side by side, with names that tell them apart.
"""

from __future__ import annotations

from attribution.lexicon.nouns import Gender

# --- pronouns

FIRST_PERSON = frozenset(["i", "we", "me", "us", "my", "our", "myself", "ourselves"])
FIRST_PERSON_POSSESSIVES = frozenset(["my", "our"])
SECOND_PERSON = frozenset(["you", "your"])
# What an interview or a press conference is held in: whoever is meant, no name in the text is.
FIRST_OR_SECOND_PERSON = FIRST_PERSON | SECOND_PERSON
# Pronouns for one person, with the gender they tell.
PRONOUN_GENDER: dict[str, Gender] = {"he": "m", "him": "m", "his": "m", "she": "f", "her": "f", "hers": "f"}
NEUTER = frozenset(["it", "its"])
THEY_OR_THEM = frozenset(["they", "them"])
PLURAL_PRONOUNS = THEY_OR_THEM | {"their"}
PLURAL_SPEAKERS = PLURAL_PRONOUNS | {"both"}  # a source in one of these words has several speakers
# Pronouns for people as subject or object, without the purely possessive ones.
PEOPLE_AS_ARGUMENTS = THEY_OR_THEM | {"he", "him", "she", "her"}
# Pronouns for the holder of an attitude as its subject or possessor; as an object it is somebody else ("blamed him").
HOLDER_PRONOUNS = frozenset(["he", "she", "it", "they", "his", "her", "its", "their"])
SINGULAR_DEMONSTRATIVES = frozenset(["this", "that"])
DEMONSTRATIVE_PRONOUNS = SINGULAR_DEMONSTRATIVES | {"these"}  # alone; "those" alone means people ("those who came")

# --- determiners and quantifiers

DEFINITE_DETERMINERS = frozenset(["the", "this", "that", "these", "those"])
PRESUPPOSING_DETERMINERS = DEFINITE_DETERMINERS | {"such"}  # what they stand with is taken to exist
ANAPHORIC_DETERMINERS = DEFINITE_DETERMINERS | {"both"}  # what they stand with was mentioned before
PARTITIVES = frozenset(["some", "many", "most", "several", "few"])  # part of a group: "some of them"
UNNAMED_PEOPLE = PARTITIVES | {"others", "those"}  # as sources: people whom nobody names
PAIR_WORDS = frozenset(["both", "neither", "each", "either"])  # two, named before

# --- parts of names

# Particles of surnames in most languages of the news, which both lists below have.
_SURNAME_PARTICLES = frozenset(
    ["de", "der", "den", "van", "von", "bin", "ibn", "al", "el", "da", "di", "du", "la", "le"]
)
# In running text: a small word that does not end a name, and none of the words that make a name a full one.
PARTICLES_IN_TEXT = _SURNAME_PARTICLES | {
    "dos", "ter", "ul", "bint", "del", "do", "das", "zu", "zum", "zur", "vom", "ten", "te", "’t", "'t", "af", "y",
}  # fmt: skip
# In comparing full names: what does not count, unless it is the first name ("Ben Lind"). Database keys rest on this.
PARTICLES_IN_MATCHING = _SURNAME_PARTICLES | {"ul", "ben", "bint", "abu", "del", "y", "e"}
JUNIOR_OR_SENIOR = frozenset(["jr", "jr.", "sr", "sr."])
_GENERATIONS = JUNIOR_OR_SENIOR | {"ii", "iii", "iv"}
# "Ada Lind, QC", "Tom Berg Jr.": no part of the name that others will repeat.
NAME_SUFFIXES = _GENERATIONS | {
    "qc", "kc", "sc", "mp", "phd", "ph.d.", "esq", "esq.", "md", "m.d.", "frs", "obe", "mbe", "cbe", "dbe", "kbe",
}  # fmt: skip
HONORIFICS_IN_MATCHING = _GENERATIONS | {"dr", "mr", "mrs", "ms", "sir", "lord", "dame"}
FORMS_OF_ADDRESS = frozenset(["mr", "mrs", "ms", "madam", "messrs", "dear"])  # "Mr President, colleagues"
# Party tags behind the names of legislators: "Ada Lind (D-Vt.)".
PARTY_MEMBERS = {"D": "Democrat", "R": "Republican", "I": "Independent"}

# --- marks

POSSESSIVE_MARKS = frozenset(["’s", "'s", "’", "'"])
# Double quotation marks whose direction shows, then all that there are.
OPENING_DOUBLE_MARKS, CLOSING_DOUBLE_MARKS = frozenset("“„«"), frozenset("”»")
DOUBLE_MARKS = OPENING_DOUBLE_MARKS | CLOSING_DOUBLE_MARKS | {'"'}
# What can begin or end a quotation, single and straight marks with them.
OPENING_MARKS, CLOSING_MARKS = OPENING_DOUBLE_MARKS | set("‘‹\"'"), CLOSING_DOUBLE_MARKS | set("’›\"'")
# Marks no noun phrase reaches over. At a comma it may go on: "minister for trade, energy and the seas".
STRONG_BREAKS = frozenset(["(", ";", ":", "“", '"', "—", "–"])
BREAKS = STRONG_BREAKS | {","}


def without_possessive(word: str) -> str:
    """Return a word without the possessive "’s" at its end."""
    return word.removesuffix("’s").removesuffix("'s")
