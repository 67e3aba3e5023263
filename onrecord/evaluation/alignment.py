"""An annotation as the scorer sees it: the words it covers, its kind and the class of its cue."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from onrecord.evaluation.annotations import Annotation
from onrecord.evaluation.tokens import Positions, Words
from quotes.tables import records
from quotes.types import QuoteKind, Spans

CUE_CLASSES = ("speech", "attitude", "will", "thought", "evidence", "other", "sign", "none")
CUE_WORDS = Path(__file__).with_name("cue_classes.tsv")

# A source in these words alone, such as "he" or "those who", is found when any of them is.
_FUNCTION_WORDS = """
a an the this that these those one ones some any all both each few more most other others such own same
i me my mine myself we us our ours ourselves you your yours yourself he him his himself she her hers herself
it its itself they them their theirs themselves who whom whose which what here there
of in on at to for from by with as and or but nor so if then than not no too very just also several many much
am is are was were be been being do does did has have had having
will would can could may might shall should must s t
"""
FUNCTION_WORDS = frozenset(_FUNCTION_WORDS.split())


@dataclass(frozen=True, slots=True)
class Aligned:
    """An annotation as the words it covers; ``names`` are the source's words that are no function words."""

    annotation: Annotation
    content: Positions
    source: Positions
    names: Positions
    cue: Positions
    trimmed_content: Spans
    trimmed_source: Spans
    kind: QuoteKind
    cue_class: str

    @property
    def groups(self) -> tuple[str, str, str]:
        """The groups it is counted in."""
        return ("all", self.kind, self.cue_class)


def align(marked: Iterable[Annotation], words: Words) -> tuple[Aligned, ...]:
    """Return the annotations measured; those whose content has no words are left out."""
    return tuple(_aligned(a, words) for a in marked if words.within(a.content))


def _aligned(annotation: Annotation, words: Words) -> Aligned:
    source, cue = words.within(annotation.source), words.within(annotation.cue)
    return Aligned(
        annotation, words.within(annotation.content), source,
        frozenset(p for p in source if words.form(p) not in FUNCTION_WORDS), cue,
        words.trimmed(annotation.content), words.trimmed(annotation.source), words.kind(annotation.content),
        cue_class([words.form(p) for p in sorted(cue)], marked=bool(annotation.cue)),
    )  # fmt: skip


@cache
def cue_words() -> dict[str, str]:
    """Return the class of each word form that ``cue_classes.tsv`` lists."""
    return {form: row["class"] for row in records(CUE_WORDS) for form in row["forms"].split()}


def cue_class(forms: Sequence[str], marked: bool = True) -> str:
    """Return the class of a cue by its words in lower case: speech if any of them, or "according to", is.

    ``sign`` is a cue without words, such as a colon; ``none`` is no cue at all (``marked`` is False).
    """
    if not forms:
        return "sign" if marked else "none"
    classes = {cue_words().get(form, "other") for form in forms}
    if "according to" in " ".join(forms):
        return "speech"
    return next(name for name in CUE_CLASSES if name in classes)
