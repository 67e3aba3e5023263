"""The whole pipeline: from an article's parse to its analysis."""

from attribution.analyze import analyze
from attribution.types import Analysis
from quotes.types import Article, Span
from tests.frozen import frozen

TEXT = (
    "Ostreva’s foreign minister, Anton Reys, condemned the raid on Monday. "
    "“Norland will be held to account,” he said.\n\n"
    "The Northern Grain Council (NGC) welcomed the talks. The NGC warned that the harvest could fail.\n\n"
    "Snow is expected in the hills on Tuesday."
)


def analysed() -> Analysis:
    return analyze(Article(id="raid", text=TEXT), frozen(TEXT))


def all_spans(analysis: Analysis) -> list[Span]:
    found = [m.span for e in analysis.entities for m in e.mentions]
    found += [r.evidence for e in analysis.entities for r in e.roles]
    for a in analysis.attributions:
        found += [*a.quote.content, *a.quote.cue, *a.quote.source]
        found += [span for stance in a.stances for span in stance.evidence]
    return found


def test_who_says_what() -> None:
    analysis = analysed()
    rows = []
    for a in analysis.attributions:
        for speaker in a.speakers:
            entity = analysis.entities[speaker.entity]
            role = entity.roles[speaker.role].stated if speaker.role is not None else None
            rows.append((entity.name, role, " ".join(span.of(TEXT) for span in a.quote.content)))
    reys = "Ostreva’s foreign minister"
    assert ("Anton Reys", reys, "“Norland will be held to account,”") in rows
    assert ("Northern Grain Council", None, "that the harvest could fail") in rows
    assert not any("Snow" in content for _, _, content in rows)


def test_everything_points_into_the_text_and_the_lists() -> None:
    analysis = analysed()
    assert all(0 <= s.start < s.end <= len(TEXT) for s in all_spans(analysis))
    for a in analysis.attributions:
        for speaker in a.speakers:
            roles = analysis.entities[speaker.entity].roles
            assert speaker.role is None or 0 <= speaker.role < len(roles)
        for stance in a.stances:
            holders = [s.entity for s in a.speakers] or [None]
            assert stance.holder in holders
    starts = [a.quote.start for a in analysis.attributions]
    assert starts == sorted(starts)


def test_the_same_article_gives_the_same_analysis() -> None:
    assert analysed() == analysed()


def test_nothing_said_nothing_found() -> None:
    text = "Snow fell in the hills on Tuesday."
    assert analyze(Article(id="snow", text=text), frozen(text)).attributions == ()
