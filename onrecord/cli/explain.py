"""Why a quote has the speakers it has, or none: the candidates of its source, in words."""

from __future__ import annotations

from attribution.types import Analysis, Attribution, Candidate

OPEN = {
    "unnamed": "an unnamed person",
    "ambiguous": "nobody is clearly meant",
    "nobody": "nobody fits",
    "no source": "no source",
    "first person": "first person outside a quotation",
}


def why_open(attribution: Attribution) -> str:
    """Return why a quote has no speaker, in a few words, "" where that is not known."""
    return OPEN.get(attribution.unresolved, "")


def reasons(attribution: Attribution, analysis: Analysis) -> list[str]:
    """Return a line for each candidate, the best first: whom, by which mention, what spoke for and against."""
    return [_reason(candidate, analysis) for candidate in attribution.candidates]


def _reason(candidate: Candidate, analysis: Analysis) -> str:
    text, span = analysis.article.text, candidate.mention
    words = " ".join(span.of(text).split())
    parts = ", ".join(f"{name} {weight:+g}".replace("-", "−") for name, weight in candidate.features)
    score = f"{candidate.score:g}".replace("-", "−")
    name = analysis.entities[candidate.entity].name
    return f"{candidate.outcome}: {name}, by “{words}” at {span.start}: {parts} = {score}"
