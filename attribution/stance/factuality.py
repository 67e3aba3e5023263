"""Factuality: how who is quoted claims a word, by negation, modality, conditions, questions and inner speech.

As in FactBank (Saurí and Pustejovsky 2009), a claim has a polarity (``sign``) and a degree of certainty
(``commitment``), which each word that governs it may change on the way up the parse: "denies that", "I think that".
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from spacy.tokens import Token

from attribution.lexicon.closed_class import PRESUPPOSING_DETERMINERS
from attribution.stance.frames import denies, has
from attribution.stance.signatures import (
    construction_of,
    has_negative_subject,
    is_denied,
    lacks_object,
    shares_denial,
    signature,
)
from quotes.syntax import CLAUSE, SUBJECT, case_of, children, is_passive, subjects

CONDITIONS = {"if", "unless", "whether", "lest", "provided"}
COMPARED = 0.6  # "better than nothing" is faint praise
ORDER = ["certain", "probable", "possible", "conditional"]
# Relations of words that change a claim.
MARKS = {"aux", "aux:pass", "advmod", "amod", "det", "case", "cop", "obl", "cc:preconj"}


@dataclass(frozen=True, slots=True)
class Factuality:
    """How a predicate is claimed.

    ``sign`` is -1 under negation, ``factor`` the degree ("deeply" more, "slightly" less), ``wish`` true where it is
    called for, not stated, ``future`` where it is announced, ``contradicted`` where a clause is said not to be so.
    """

    sign: int = 1
    commitment: str = "certain"
    factor: float = 1.0
    wish: bool = False
    future: bool = False
    reported: bool = False
    contradicted: bool = False

    def weaker(self, commitment: str) -> Factuality:
        """Return the factuality with the less certain of its own and this commitment."""
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


def factuality_of(
    token: Token, said: set[int], cue: set[int], is_holder: Callable[[Token], bool], reported: bool = False
) -> Factuality | None:
    """Return how ``token`` is claimed by who says the tokens ``said`` with ``cue``; None where it is not.

    In ``reported`` speech "would" is the "will" of what was said, not a condition.

    What a definite noun phrase names is taken for granted, so negation, conditions and questions around it
    leave it alone: "we will not forget these crimes".
    """
    path = _governors(token, said | cue)
    if _is_others_claim(path, said, cue, is_holder):
        return None
    if any(governor.i in cue for governor in path):  # "refused to condemn", "falsely claimed that Lee backs"
        path = [token, *token.ancestors]  # what stands above a cue is told of it
    factuality = _own_marks(token, Factuality(reported=reported))
    if factuality is not None and lacks_object(token):
        factuality = replace(factuality, sign=-factuality.sign)
    granted = not is_predicate(token) and _phrase_is_definite(token) and not signature(token).listed
    if granted or factuality is None:
        return factuality
    return None if _is_open(path) else _embedded(path, factuality)


def _governors(token: Token, spoken: set[int]) -> list[Token]:
    """Return the word and the words that govern it, upwards, as far as they are spoken."""
    path = [token]
    while path[-1].dep_ != "root" and path[-1].head != path[-1] and path[-1].head.i in spoken:
        path.append(path[-1].head)
    return path


def _is_others_claim(path: Sequence[Token], said: set[int], cue: set[int], is_holder: Callable[[Token], bool]) -> bool:
    """Whether what is said is told of somebody else: "according to Velmara", "Velmara claims that"."""
    if any(case_of(o) == "according to" for node in path if node.i not in cue for o in children(node, "obl", "nmod")):
        return True
    return any(head.i in said and _inner_speech(node, is_holder) for node, head in pairwise(path))


def _is_open(path: Sequence[Token]) -> bool:
    """Whether a claim is left open: "if they attack", "allegedly", "will they attack?"."""
    doubted = any(has(adverb, "doubt") for governor in path[1:] for adverb in children(governor, "advmod"))
    return doubted or any(map(_is_hypothetical, path)) or _is_question(path[-1])


def _embedded(path: Sequence[Token], factuality: Factuality) -> Factuality | None:
    """Apply what each governor does to the claim, and what marks the first predicate above a word that is none."""
    above, contradicted = _sign_from_above(path)
    if above == 0:
        return None
    claim = replace(factuality, sign=factuality.sign * above, contradicted=contradicted)
    marked = is_predicate(path[0])
    for node, head in pairwise(path):
        claim = _less_certain(node, claim)
        if not marked and is_predicate(head):  # "they may have committed a crime": of "crime"
            marked, own = True, _own_marks(head, claim)
            if own is None:
                return None
            claim = replace(own, sign=claim.sign)
    return claim


def _sign_from_above(path: Sequence[Token]) -> tuple[int, bool]:
    """Return the sign that the governors give to the first word of the path, 0 where they leave it open.

    Read from the top, as each word's effect depends on whether it is itself denied: "did not refuse to back it" leaves
    open what "refused to back it" denies. Beside it, whether a whole clause is said not to be so: "denied that Lee
    backs it", "accused Lee of backing it".
    """
    context, contradicted, merely = 1, False, False
    for head, node in pairwise(reversed(path)):
        polarity = -context if is_denied(head) else context
        if node.dep_ == "conj":
            context = polarity if shares_denial(node) else context
            continue
        effect = signature(node)
        context, merely = effect.of(polarity), merely or effect.merely
        contradicted |= effect.claimed or (context <= 0 and construction_of(node) in {"that", "judgement"})
    return (0 if merely and context < 0 else context), contradicted


def _phrase_is_definite(token: Token) -> bool:
    """Whether the phrase of a word takes its referent for granted: "these brutal crimes", but not "no such crime"."""
    noun = token.head if token.dep_ == "amod" else token
    if children(noun, "cop"):  # "he is not the greatest fighter"
        return False
    return noun.pos_ in {"NOUN", "PROPN"} and is_definite(noun) and not _denied_by_determiner(noun)


def _denied_by_determiner(noun: Token) -> bool:
    """Whether there is said to be none: "no attack", "without the treaty"."""
    return any(has(d, "deny") for d in children(noun, "det", "case"))


def _own_marks(token: Token, factuality: Factuality) -> Factuality | None:
    """Apply auxiliaries, adverbs and determiners of one predicate; None for "allegedly" and "so-called"."""
    if any(has(c, "doubt") for c in children(token, "amod", "advmod")):
        return None
    if has_negative_subject(token):
        factuality = replace(factuality, sign=-factuality.sign)
    for mark in children(token, *MARKS):
        factuality = _marked(token, mark, factuality)
    if any(_is_hypothetical(c) for c in children(token, "advcl")):
        factuality = factuality.weaker("conditional")
    if _is_comparative(token):
        factuality = replace(factuality, factor=factuality.factor * COMPARED)
    return replace(factuality, wish=True) if _is_called_for(token) else factuality


def _marked(predicate: Token, mark: Token, factuality: Factuality) -> Factuality:
    """Apply one word beside a predicate: it denies, obliges, announces, strengthens or hedges."""
    if denies(mark):
        factuality = replace(factuality, sign=-factuality.sign)
    elif mark.tag_ == "MD" and has(mark, "oblige"):  # but "should have done" only regrets
        factuality = replace(factuality, wish=not any(c.lemma_ == "have" for c in children(predicate, "aux")))
    elif mark.text.lower() in {"will", "’ll", "'ll"} or (factuality.reported and has(mark, "conditional")):
        return replace(factuality, future=True)
    factuality = _degree(mark, factuality)
    for commitment in ORDER[1:]:
        if has(mark, commitment) and not (mark.text.lower() == "could" and factuality.sign < 0):
            factuality = factuality.weaker(commitment)
    return factuality


def _is_comparative(token: Token) -> bool:
    """Whether a word only says that something is better or worse than something else."""
    return token.tag_ == "JJR" and any(case_of(c) == "than" for c in children(token, "obl", "nmod", "advcl"))


def _degree(child: Token, factuality: Factuality) -> Factuality:
    """Apply a word of degree: "strongly", "in the strongest terms", "slightly"."""
    strong = has(child, "more") or (child.dep_ == "obl" and "strongest" in {t.text.lower() for t in child.children})
    return replace(factuality, factor=factuality.factor * (1.2 if strong else 0.7 if has(child, "less") else 1.0))


def _is_called_for(token: Token) -> bool:
    """Imperatives, and infinitives after "have to", "need to", "let us", "it is necessary to"."""
    if token.tag_ == "VB" and token.dep_ in {"root", "ccomp", "conj"} and token.pos_ == "VERB":
        return not children(token, "aux", "mark", "nsubj", "nsubj:pass") and token.dep_ != "conj"
    if token.dep_ not in {"xcomp", "ccomp"} or (children(token.head, "obj") and token.head.lemma_ != "let"):
        return False
    return token.head.pos_ == "VERB" and has(token.head, "oblige") and token.tag_ == "VB"


def _is_hypothetical(node: Token) -> bool:
    """Whether a clause is a condition: "if they attack", "unless it is lifted"."""
    marks = children(node, "mark", "advmod") if node.dep_ in {*CLAUSE, "csubj"} else []
    return any(mark.lower_ in CONDITIONS for mark in marks)


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


def _less_certain(node: Token, factuality: Factuality) -> Factuality:
    """Apply how sure the governor of a clause leaves it: "I think that", "they seem to"."""
    if node.dep_ not in {*CLAUSE, "csubj"} or node.dep_ in {"acl", "advcl"}:
        return factuality
    for commitment in ORDER[1:3]:
        if has(node.head, commitment):
            factuality = factuality.weaker(commitment)
    return factuality


def _is_question(node: Token) -> bool:
    """Whether a sentence asks: "have they broken the truce?"."""
    return any(t.text == "?" for t in node.sent if t.i >= node.i)
