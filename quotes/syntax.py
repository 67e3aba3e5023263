"""The one toolkit over a UD parse: phrases and their heads, prepositions, and the arguments of predicates.

Subjects, objects and what an adjective is said of are found through control, relative clauses, passives and
coordination. Functions take and return spaCy tokens (or their indexes) and add no judgement of their own.
Who a reporting verb quotes is a question of its own: see ``quotes.detection.reporting_subject``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from spacy.tokens import Doc, Token

SUBJECT = {"nsubj", "nsubj:outer", "csubj"}
PASSIVE_SUBJECT = {"nsubj:pass", "csubj:pass"}
# Subjects of verbs in any voice, but for clauses before a passive. The trees of the detection learned with these.
ANY_SUBJECT = ("nsubj", "nsubj:pass", "nsubj:outer", "csubj")
CLAUSE = {"xcomp", "ccomp", "acl", "advcl"}
DAYS = {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"}
MONTHS = {"January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
          "November", "December"}  # fmt: skip
NAMING = {"call", "consider", "term", "deem", "dub", "label", "brand", "declare", "find", "name"}
NOUN_ABOVE = {"obj", "nmod"}
AS_PHRASE = {"obl", "nmod", "advcl"}
DESCRIBING = {"describe", "characterise", "characterize", "portray", "depict", "denounce", "dismiss", "hail"}
# Prepositions that, before a gerund, make the object of the main verb its subject: "accuse X of shelling Y".
OBJECT_CONTROL = {"of", "from", "for"}


def children(token: Token, *deps: str) -> list[Token]:
    """Return the children of ``token`` with one of these relations, in text order."""
    return [child for child in token.children if child.dep_ in deps]


def children_behind(token: Token, *deps: str) -> list[Token]:
    """Return the children of ``token`` with one of these relations that follow it, in text order."""
    return [child for child in token.children if child.dep_ in deps and child.i > token.i]


def subtree(token: Token) -> set[int]:
    """Return the indexes of a phrase: of its head and of all that depends on it."""
    return {t.i for t in token.subtree}


def subtrees(tokens: Iterable[Token]) -> set[int]:
    """Return the indexes of the phrases of several heads."""
    return set().union(*(subtree(t) for t in tokens))


def head_of_span(doc: Doc, tokens: Iterable[int]) -> Token:
    """Return the first of some tokens whose head is not among them (or a root): the one that governs the others."""
    among = frozenset(tokens)
    governs = (i for i in sorted(among) if doc[i].head.i not in among or doc[i].head.i == i)
    return doc[next(governs, min(among))]


def with_conjuncts(token: Token) -> list[Token]:
    """Return ``token`` and what is coordinated with it ("A, B and C"), in text order."""
    out = [token]
    for member in out:  # grows while it is read: long lists must not exhaust the stack
        out += children(member, "conj")
    return sorted(out, key=lambda t: t.i)


def case_of(token: Token) -> str:
    """Return the preposition of a noun phrase or gerund ("in favour of" for fixed ones), or ""."""
    for mark in children(token, "case", "mark"):
        if (mark.tag_ != "POS" and mark.text.lower() != "to") or mark.dep_ == "case":
            return " ".join([mark.text.lower(), *(part.text.lower() for part in children(mark, "fixed"))])
    return ""


def first_marker(token: Token) -> str:
    """Return the first word of relation case or mark under a noun or clause, lower-cased, or "".

    Unlike ``case_of`` it takes the "to" of an infinitive, and of a fixed preposition the first word alone.
    """
    return next((c.lower_ for c in token.children if c.dep_ in ("case", "mark")), "")


def bare_preposition(noun: Token) -> str:
    """Return the first word of relation case under a noun, lower-cased, or "": no markers of clauses."""
    return next((c.lower_ for c in noun.children if c.dep_ == "case"), "")


def opening_word(token: Token) -> str:
    """Return the word that joins a phrase to what stands before it: its conjunction, marker or preposition, or ""."""
    return next((c.lower_ for c in token.children if c.dep_ == "cc" and c.i < token.i), "") or first_marker(token)


def prepositions(noun: Token) -> set[int]:
    """Return the indexes of the words of relation case under a noun."""
    return {c.i for c in noun.children if c.dep_ == "case"}


def is_passive(verb: Token) -> bool:
    """Return whether the verb stands in the passive, a bare participle after its noun included."""
    if verb.pos_ != "VERB" or (children(verb, "obj") and not children(verb, "aux:pass")):
        return False  # a past tense the parser took for a participle
    if children(verb, "aux:pass", *PASSIVE_SUBJECT, "obl:agent"):
        return True
    return verb.tag_ == "VBN" and verb.dep_ in {"acl", "amod"} and not children(verb, "aux", *SUBJECT)


def subjects(token: Token, depth: int = 0) -> list[Token]:
    """Return the heads of the logical subject of a verb, predicate adjective or noun; [] if unsaid."""
    if is_passive(token):
        return [t for agent in children(token, "obl:agent") for t in with_conjuncts(agent)]
    if own := [s for s in children(token, *SUBJECT, *PASSIVE_SUBJECT) if s not in _late_subject(token)]:
        return [t for s in own for t in with_conjuncts(antecedent(s))]
    if depth > 6 or token.dep_ == "root":
        return []
    return _subjects_from_above(token, depth)


def _subjects_from_above(token: Token, depth: int) -> list[Token]:
    head = token.head
    if token.dep_ == "conj":
        return subjects(head, depth + 1)
    if token.dep_ == "acl" and not _is_free_adjunct(token):
        return [] if token.tag_ == "VB" and head.pos_ != "PRON" else with_conjuncts(head)
    if token.dep_ == "ccomp" and not children(token, "mark"):
        return []  # an imperative that is quoted
    if token.dep_ in CLAUSE:
        governor = token.head
        while token.dep_ == "acl" and governor.pos_ in {"NOUN", "PROPN", "PRON"} and governor.dep_ != "root":
            governor = governor.head
        controlled = token.dep_ == "xcomp" or case_of(token) in OBJECT_CONTROL
        if controlled and (governed := objects(governor)):
            return governed
        return subjects(governor, depth + 1)
    return []


def _is_free_adjunct(token: Token) -> bool:
    """Whether ", targeting ..." was hung on the last noun although it belongs to the clause."""
    before = next((c for c in token.children if c.i < token.i), None)
    return token.tag_ == "VBG" and before is not None and before.text == "," and before.i == token.i - 1


def antecedent(pronoun: Token) -> Token:
    """Return the noun a relative pronoun stands for, other tokens unchanged."""
    if pronoun.tag_ not in {"WDT", "WP"} and not (pronoun.text.lower() == "that" and pronoun.pos_ == "PRON"):
        return pronoun
    clause = pronoun.head
    while clause.dep_ in {"conj", "xcomp", "ccomp"}:
        clause = clause.head
    return _described_by(clause.head, pronoun) if clause.dep_ == "acl:relcl" else pronoun


def _described_by(noun: Token, pronoun: Token) -> Token:
    """Return whom a clause after a comma is about: "Ada Lind, a deputy and an engineer, who has opposed the war"."""
    apposed = noun
    if noun.dep_ == "nmod" and noun.ent_type_ != "PERSON" and pronoun.lower_ == "who":
        apposed = noun.head  # "a cousin of the mayor, who": a named mayor might be meant
    apposed = apposed.head if apposed.dep_ == "conj" else apposed
    apart = pronoun.i > 0 and pronoun.nbor(-1).text == ","
    return apposed.head if apart and apposed.dep_ == "appos" and apposed.head.ent_type_ == "PERSON" else noun


def objects(verb: Token, depth: int = 0) -> list[Token]:
    """Return the heads of what a verb is done to: object, passive subject, noun before a bare participle."""
    found = _passive_objects(verb, depth) if is_passive(verb) else _active_objects(verb)
    return [t for o in found for t in with_conjuncts(_called(antecedent(o)))]


def _passive_objects(verb: Token, depth: int) -> list[Token]:
    """Return the subject of a passive, its own or the one it shares, or the noun that a participle modifies."""
    if own := children(verb, *PASSIVE_SUBJECT):
        return [antecedent(s) for s in own]
    if verb.dep_ in {"acl", "amod"}:
        return [verb.head]
    if verb.dep_ in {"conj", "xcomp"} and depth < 6:
        return [antecedent(s) for s in children(verb.head, *PASSIVE_SUBJECT)] or objects(verb.head, depth + 1)
    return []


def _active_objects(verb: Token) -> list[Token]:
    """Return the object of an active verb, where the parser put it elsewhere or the verb before has it, from there."""
    found = children(verb, "obj", "iobj") or _misplaced_object(verb) or _late_subject(verb) or _shared_object(verb)
    if not found and verb.dep_ == "acl:relcl" and _lacks_object(verb):
        return [verb.head]  # "the attacks we condemn"
    return found


def _called(token: Token) -> Token:
    """Return what "what he called the delay" names, other tokens unchanged."""
    for clause in children(token, "acl:relcl") if token.lemma_ == "what" else ():
        names = children(clause, "xcomp", "obj") if clause.lemma_ in NAMING else []
        if clause.lemma_ in DESCRIBING:
            names = [o for o in children(clause, "obl", "advcl") if case_of(o) == "as"]
        if named := [t for t in names if t.pos_ in {"NOUN", "PROPN"}]:
            return named[-1]
    return token


def _misplaced_object(verb: Token) -> list[Token]:
    """Return the object the parser hung on "in the strongest terms": "deplore in ... terms these attacks"."""
    terms = [o for o in children(verb, "obl") if o.lemma_ in {"term", "word", "way"} and case_of(o) == "in"]
    judged = [o for o in children(verb, "obl") if case_of(o) == "as"]  # "rejected as fiction a report that ..."
    bare = [o for o in children(verb, "obl") if judged and o.i > judged[0].i and not case_of(o)]
    hung = [a for phrase in terms + judged for a in children(phrase, "appos", "nmod:unmarked")] + bare
    return [t for t in hung if not judged or children(t, "det")]


def _late_subject(verb: Token) -> list[Token]:
    """Return the object the parser took for a second subject: "The minister accused Mr Drazek of blackmail"."""
    both = children(verb, "nsubj")
    late = [s for s in both if s.i > verb.i]
    return late if len(both) == 2 and len(late) == 1 and verb.pos_ == "VERB" else []


def _shared_object(verb: Token) -> list[Token]:
    """Return the object of the last of coordinated verbs: "condemned and rejected the vote"."""
    for other in children(verb, "conj"):
        if other.pos_ == "VERB" and not children(other, *SUBJECT) and other.i - verb.i <= 3:
            return children(other, "obj")
    return []


def _lacks_object(verb: Token) -> bool:
    """Whether the noun before a relative clause is what the verb is done to, not its subject or its place."""
    if children(verb, "xcomp", "ccomp") or any(a.tag_ == "WRB" for a in children(verb, "advmod")):
        return False
    noun = verb.head
    return not any(antecedent(s) == noun and s != noun for s in children(verb, *SUBJECT, *PASSIVE_SUBJECT))


def obliques(token: Token, preposition: str) -> list[Token]:
    """Return noun phrases and gerunds with this preposition under ``token`` or under its object."""
    found = [c for c in _phrases(token) if case_of(c) == preposition]
    if not found and token.pos_ == "VERB":
        found = [c for o in children(token, "obj", "iobj", *PASSIVE_SUBJECT)
                 for c in _phrases(o) if case_of(c) == preposition]  # fmt: skip
    if not found and token.pos_ == "NOUN" and token.dep_ in {"obj", "obl", "nsubj", "nsubj:pass"}:
        found = _beside(token, preposition)
    return [t for c in found for t in with_conjuncts(_called(c))]


def _beside(noun: Token, preposition: str) -> list[Token]:
    """Return phrases of a noun that stand under its verb: "voice outrage at", "my quarrel is with", "thanks go to"."""
    verb = noun.head
    if noun.dep_ == "nsubj" and children(verb, "cop"):
        return [verb] if case_of(verb) == preposition else []
    if noun.dep_ == "nsubj" and verb.lemma_ not in {"go", "lie", "extend"}:
        return []
    return [c for c in _phrases(verb) if c.i > noun.i and case_of(c) == preposition]


def _phrases(token: Token) -> Iterator[Token]:
    wanted = {"obl", "nmod", "acl", "advcl", "ccomp", "xcomp", "obl:agent"}
    return (c for c in token.children if c.dep_ in wanted and c.ent_type_ != "DATE" and not _is_time(c))


def _is_time(noun: Token) -> bool:
    near = {noun.text, *(c.text for c in children(noun, "compound", "nmod:unmarked"))}
    return not DAYS.isdisjoint(near) or (noun.pos_ == "PROPN" and noun.text in MONTHS)


def described(predicate: Token) -> list[Token]:
    """Return what an adjective or noun is said of: subject, object of "call X illegal", modified noun."""
    if predicate.dep_ == "amod":
        return _modified(predicate)
    if predicate.dep_ == "conj" and predicate.head.dep_ == "amod" and predicate.head.pos_ == predicate.pos_:
        return [predicate.head.head]
    if _is_as_phrase(predicate):
        verb = _describer(predicate.head)
        return objects(verb) if verb.pos_ == "VERB" else []
    if is_passive(predicate):
        return objects(predicate)
    if predicate.dep_ == "appos" and predicate.pos_ == "NOUN":
        return [predicate.head]
    return _predicated(predicate)


def _modified(adjective: Token) -> list[Token]:
    """Return the noun that an adjective modifies, or what that noun is itself said of: "they are bad neighbours"."""
    noun = adjective.head
    above = is_predicate_noun(noun) and not any(case_of(c) == "by" for c in children(noun, "nmod"))
    return (described(noun) if above else []) or [noun]


def _predicated(predicate: Token) -> list[Token]:
    """Return the subject that a copula or a verb like "seem" joins to a predicate."""
    found = [s for t in subjects(predicate) for s in (subjects(t) if children(t, "cop") else [t])]
    if [t.text.lower() for t in found] in (["it"], []) and not children(predicate, "nsubj:pass"):
        return clauses(predicate) or found  # "it is wrong to punish them"
    return found


def _is_as_phrase(token: Token) -> bool:
    return token.dep_ in AS_PHRASE and case_of(token) == "as"


def _describer(verb: Token) -> Token:
    """Return the verb an as-phrase is about: "described the charge that they cut nets as a tale" is no cutting."""
    above = verb
    while above.lemma_ not in DESCRIBING and above.dep_ in {*CLAUSE, "acl:relcl"} | NOUN_ABOVE:
        if any(s.tag_ in {"WDT", "WP"} for s in children(above, *SUBJECT)):
            return verb  # "described the man who serves as ..."
        above = above.head
    return above if above.lemma_ in DESCRIBING else verb


def is_predicate_noun(noun: Token) -> bool:
    """Return whether a noun is said of something: "she is a leader", "call it a mess", "as an insult"."""
    if noun.pos_ != "NOUN":
        return False
    called = noun.dep_ == "appos" and noun.head.dep_ == "obj" and noun.head.head.lemma_ in NAMING
    return _is_as_phrase(noun) or called or noun.dep_ == "xcomp" or bool(children(noun, "cop"))


def clauses(token: Token) -> list[Token]:
    """Return the complement clauses of a verb or noun ("to send more aid", "that X withdraw")."""
    found = children(token, "xcomp", "ccomp")
    beside: list[Token] = []
    if token.pos_ == "VERB" and not found:
        beside = children(token, "obj", "iobj", "obl")
    elif token.pos_ == "NOUN" and token.dep_ == "obj":
        beside = [token.head]
    found += [c for t in (token, *beside) for c in children(t, "acl", "advcl", "csubj") if c.i > token.i
              if any(m.text.lower() in {"to", "that"} for m in children(c, "mark"))]  # fmt: skip
    return [t for c in found for t in with_conjuncts(c)]
