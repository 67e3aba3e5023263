"""Inflected forms of common verbs and nouns for the lemmatizer, made from WordNet's words (Fellbaum 1998).

A treebank shows a few thousand verbs, and of most not every form: a lemmatizer that knows no more takes "condemned"
to "condemne". WordNet 3.0 (Debian: ``wordnet-base``) lists the words and their irregular forms, doubled consonants
among them; the regular forms are made here. Words count that its own texts use (``tag_cnt``). A form that two words
share is left to the treebank. The lemmatizer looks them up before it asks its network, which learned from the
treebank alone: shown these forms as well, it did worse on others.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from pathlib import Path

PARTS = {"VERB": "verb", "NOUN": "noun"}
HISSING = re.compile(r"(?:s|x|z|ch|sh|[^aeiou]o)$")
CONSONANT_Y = re.compile(r"[^aeiou]y$")
SILENT_E = re.compile(r"[^eoy]e$")
# "ban" doubles its last consonant, "listen" does not: where WordNet does not say so, nothing is made.
MAY_DOUBLE = re.compile(r"[^aeiou][aeiou][bdglmnprt]$")


def made_forms(wordnet: Path, known: Collection[tuple[str, str]]) -> list[tuple[str, str, str]]:
    """Return (form, lemma, part of speech) of the words in a WordNet folder, without ``known`` (form, part)."""
    out = []
    for upos, part in PARTS.items():
        irregular = _irregular(wordnet / f"{part}.exc")
        lemmas: dict[str, set[str]] = {}
        for word in _words(wordnet / f"index.{part}"):
            for form in {*irregular.get(word, ()), *_regular(word, upos, irregular.get(word, set()))}:
                lemmas.setdefault(form, set()).add(word)
        out += [(f, *ws, upos) for f, ws in sorted(lemmas.items()) if len(ws) == 1 and (f, upos) not in known]
    return out


def add_forms(lemmatizer: Path, wordnet: Path, shown: Path) -> None:
    """Add the forms to the dictionary of a trained lemmatizer, but for what the treebank showed it (CoNLL-U)."""
    from stanza.models.lemma.trainer import Trainer

    rows = (line.split("\t") for line in shown.read_text(encoding="utf-8").splitlines() if line)
    trainer = Trainer(model_file=str(lemmatizer))
    forms = made_forms(wordnet, {(row[1].lower(), row[3]) for row in rows})
    trainer.train_dict([(form, upos, lemma) for form, lemma, upos in forms], update_word_dict=False)
    trainer.save(str(lemmatizer))


def _words(index: Path) -> Iterator[str]:
    for line in index.read_text(encoding="ascii").splitlines():
        word, _, _, pointers, *rest = line.split() if line[:1].isalpha() else ("", "", "", "0")
        if word.isalpha() and int(rest[int(pointers) + 1]):
            yield word


def _irregular(exceptions: Path) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for line in exceptions.read_text(encoding="ascii").splitlines():
        form, *words = line.split()
        if form.isalpha():
            for word in words:
                found.setdefault(word, set()).add(form)
    return found


def _regular(word: str, upos: str, irregular: set[str]) -> Iterator[str]:
    """Yield the regular forms of those that a word has no irregular one for."""
    stem = word[:-1] + "i" if CONSONANT_Y.search(word) else word
    if upos == "NOUN":
        if not irregular:
            yield stem + ("es" if stem != word or HISSING.search(word) else "s")
        return
    yield stem + ("es" if stem != word or HISSING.search(word) else "s")
    short = len(re.findall("[aeiouy]+", word)) == 1
    if short and MAY_DOUBLE.search(word):
        return
    if not short:  # "cancelled" is one of two spellings, "said" is not
        irregular = {form for form in irregular if not form.startswith(word + word[-1])}
    if all(form.endswith("ing") for form in irregular):
        yield stem + ("d" if word.endswith("e") else "ed")
    if not any(form.endswith("ing") for form in irregular):
        yield (word[:-1] if SILENT_E.search(word) else word) + "ing"
