"""Who is for or against what, by which words.

To read the room, begin with ``frames.py`` and ``frames.tsv``, the lexicon: what words do to their arguments. Then
``find.py``, which gives the stances of one statement, and what it is made of: ``composition.py`` hands attitudes on
from a word to its targets, ``holder.py`` says whose they are, ``factuality.py`` how they are claimed, and
``evidence.py`` which of them count. What they are about is named by ``targets.py``, in the words that
``target_phrases.py`` chooses, and for pronouns by ``target_anaphora.py``.

The rest stands beside that. ``attitudes.py`` finds statements that no cue reports ("she backs the dam").
``targeted.py`` judges the polarity toward one given target, with a learned model of ``classifier.py``.
``similar_targets.py`` groups names of one issue, ``key_terms.py`` says what texts are about.
"""
