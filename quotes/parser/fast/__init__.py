"""The steps of Stanza in less time, on the trained layers of its own models.

Read in this order: ``steps`` does what ``quotes.parser.stanza_steps`` does and says where the results may differ;
``tokenizer``, ``encoder`` (the transformer, run once for all) and ``heads`` (tagger, dependency parser, name tagger)
are the networks; ``layers`` is their arithmetic and ``spanning_tree`` the search for the best tree;
``token_scores`` gives each word hints of whether it belongs to a cue, a source or content.
"""
