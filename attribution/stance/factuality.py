"""Whether a word is claimed by who is quoted: negation, modality, conditions, questions, inner speech."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from spacy.tokens import Token

from attribution.lexicon.closed_class import PRESUPPOSING_DETERMINERS
from attribution.stance.frames import denies, has
from quotes.syntax import CLAUSE, SUBJECT, case_of, children, is_passive, subjects

CONDITIONS = {"if", "unless", "whether", "lest", "provided"}
COMPARED = 0.6  # "better than nothing" is faint praise
ORDER = ["certain", "probable", "possible", "conditional"]


@dataclass(frozen=True, slots=True)
class Scope:
    """How a predicate is claimed: ``sign`` -1 under negation, ``wish`` where it is called for, not stated."""

    sign: int = 1
    commitment: str = "certain"
    factor: float = 1.0
    wish: bool = False
    future: bool = False
    reported: bool = False

    def weaker(self, commitment: str) -> Scope:
        """Return the scope with the less certain of its own and this commitment."""
        return replace(self, commitment=max(self.commitment, commitment, key=ORDER.index))


def is_definite(noun: Token) -> bool:
    """Return whether a noun phrase takes its referent for granted ("the attack", "Velmara")."""
    if noun.pos_ == "PROPN" or children(noun, "nmod:poss"):
        return True
    return any(d.text.lower() in PRESUPPOSING_DETERMINERS for d in children(noun, "det"))


def is_predicate(token: Token) -> bool:
    """Return whether the token heads a clause: a verb outside a noun phrase, or a word with a copula."""
    if token.dep_ == "amod":
        return False
    return token.pos_ in {"VERB", "AUX"} or bool(children(token, "cop", *SUBJECT))


def scope_of(
    token: Token, said: set[int], cue: set[int], is_holder: Callable[[Token], bool], reported: bool = False
) -> Scope | None:
    """Return how ``token`` is claimed by who says the tokens ``said`` with ``cue``; None where it is not.

    In ``reported`` speech "would" is the "will" of what was said, not a condition.

    What a definite noun phrase names is taken for granted, so negation, conditions and questions around it
    leave it alone: "we will not forget these crimes".
    """
    granted = not is_predicate(token) and _phrase_is_definite(token)
    scope = _own_marks(token, Scope(reported=reported))
    if scope is None:
        return None
    if any(d.text.lower() == "no" for o in children(token, "obj") for d in children(o, "det")):
        scope = replace(scope, sign=-scope.sign)  # "has no right"
    node = token
    while True:
        if node.i not in cue and any(case_of(o) == "according to" for o in children(node, "obl", "nmod")):
            return None
        if node.dep_ == "root" or node.head == node:
            break
        if _hypothetical(node) and not granted:
            return None
        if node.head.i not in said and node.head.i not in cue:
            break
        if node.head.i in said and _inner_speech(node, is_holder):
            return None
        outer = _embedding(node, scope, is_holder)
        scope = scope if granted else outer
        node = node.head
        if not granted and any(has(c, "doubt") for c in children(node, "advmod")):
            return None
        if not granted and is_predicate(node) and not is_predicate(token):
            marked = _own_marks(node, scope)
            if marked is None:
                return None
            scope, token = marked, node
    if _is_question(node) and not granted:
        return None
    return scope


def _phrase_is_definite(token: Token) -> bool:
    noun = token.head if token.dep_ == "amod" else token
    if children(noun, "cop"):  # "he is not the greatest fighter"
        return False
    return noun.pos_ in {"NOUN", "PROPN"} and is_definite(noun) and not _denied_by_determiner(noun)


def _denied_by_determiner(noun: Token) -> bool:
    return any(has(d, "deny") for d in children(noun, "det", "case"))


def _own_marks(token: Token, scope: Scope) -> Scope | None:
    """Apply auxiliaries, adverbs and determiners of one predicate; None for "allegedly" and "so-called"."""
    for child in token.children:
        if child.dep_ not in {"aux", "aux:pass", "advmod", "amod", "det", "case", "cop", "obl"}:
            continue
        if child.dep_ in {"amod", "advmod"} and has(child, "doubt"):
            return None
        if denies(child):
            scope = replace(scope, sign=-scope.sign)
        elif child.tag_ == "MD" and has(child, "oblige"):  # but "should have done" only regrets
            scope = replace(scope, wish=not any(c.lemma_ == "have" for c in children(token, "aux")))
        elif child.text.lower() in {"will", "’ll", "'ll"} or (scope.reported and has(child, "conditional")):
            scope = replace(scope, future=True)
            continue
        scope = _degree(child, scope)
        for commitment in ORDER[1:]:
            if has(child, commitment) and not (child.text.lower() == "could" and scope.sign < 0):
                scope = scope.weaker(commitment)
    if any(_hypothetical(c) for c in children(token, "advcl")):
        scope = scope.weaker("conditional")
    if _is_comparative(token):
        scope = replace(scope, factor=scope.factor * COMPARED)
    return replace(scope, wish=True) if _is_called_for(token) else scope


def _is_comparative(token: Token) -> bool:
    """Whether a word only says that something is better or worse than something else."""
    return token.tag_ == "JJR" and any(case_of(c) == "than" for c in children(token, "obl", "nmod", "advcl"))


def _degree(child: Token, scope: Scope) -> Scope:
    strong = has(child, "more") or (child.dep_ == "obl" and "strongest" in {t.text.lower() for t in child.children})
    return replace(scope, factor=scope.factor * (1.2 if strong else 0.7 if has(child, "less") else 1.0))


def _is_called_for(token: Token) -> bool:
    """Imperatives, and infinitives after "have to", "need to", "let us", "it is necessary to"."""
    if token.tag_ == "VB" and token.dep_ in {"root", "ccomp", "conj"} and token.pos_ == "VERB":
        return not children(token, "aux", "mark", "nsubj", "nsubj:pass") and token.dep_ != "conj"
    if token.dep_ not in {"xcomp", "ccomp"} or (children(token.head, "obj") and token.head.lemma_ != "let"):
        return False
    return token.head.pos_ == "VERB" and has(token.head, "oblige") and token.tag_ == "VB"


def _hypothetical(node: Token) -> bool:
    return node.dep_ in CLAUSE and any(m.text.lower() in CONDITIONS for m in children(node, "mark", "advmod"))


def _inner_speech(node: Token, is_holder: Callable[[Token], bool]) -> bool:
    """Whether ``node`` is what somebody else says: "Velmara claims that ..."."""
    judged = node.dep_ in {"obl", "advcl", "xcomp"} and node.pos_ in {"NOUN", "ADJ"}  # "Velmara regards it as a joke"
    clause = node.dep_ in CLAUSE and case_of(node) != "as"
    if not (clause or judged) or not has(node.head, "report"):
        return False
    if node.head.pos_ == "NOUN":
        return not any(is_holder(p) for p in children(node.head, "nmod:poss"))
    speakers = subjects(node.head)
    others = bool(speakers) or (is_passive(node.head) and node.dep_ != "xcomp")  # but "she is thought to favour it"
    return others and not any(is_holder(s) for s in speakers)


def _embedding(node: Token, scope: Scope, is_holder: Callable[[Token], bool]) -> Scope:
    """Apply what the governing verb does to the clause ``node``: "denies that", "I think that"."""
    if node.dep_ not in {*CLAUSE, "csubj"} or (node.dep_ in {"acl", "advcl"} and not has(node.head, "negate")):
        return scope
    head = node.head
    granted = has(head, "granted")  # "did not mention that they fled": they fled
    denied = 0 if granted else sum(denies(c) for c in children(head, "advmod", "aux")) + has(head, "negate")
    if denied % 2:
        scope = replace(scope, sign=-scope.sign)
    for commitment in ORDER[1:3]:
        if has(head, commitment):
            scope = scope.weaker(commitment)
    return scope


def _is_question(node: Token) -> bool:
    return any(t.text == "?" for t in node.sent if t.i >= node.i)
