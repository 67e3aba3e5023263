"""The resolver of pronouns: one for an article, asked more than once."""

from attribution.coreference.entities import find_entities
from attribution.coreference.pronouns import PronounResolver
from attribution.coreference.speakers import find_speakers
from tests.attribution.test_speakers import TALKS
from tests.frozen import frozen
from tests.quote_helpers import quote


def test_a_pronoun_means_the_same_when_asked_again_after_the_whole_article() -> None:
    doc = frozen(TALKS)
    pairs = [("he", "“They came at night,”"), ("Mr. Reys", "that two bridges were gone"),
             ("She", "the firemen for their work"), ("The mayor", "new houses by spring")]  # fmt: skip
    quotes = [quote(TALKS, source, content) for source, content in pairs]
    entities = find_entities(doc, quotes)
    pronouns = PronounResolver(doc, entities)
    found = find_speakers(doc, quotes, entities, pronouns)
    for told, speakers in ((quotes[i], found[i].speakers) for i in (2, 0)):
        pronoun = doc.char_span(*told.source[0]).root
        again = pronouns.person(pronoun, told.content).links
        assert [(link.entity, link.rule) for link in again] == [(s.entity, s.rule) for s in speakers]
    assert [entities[row.speakers[0].entity].name for row in found] == ["Anton Reys"] * 2 + ["Clara Benn"] * 2
