"""Statements in a parsed article: cues, contents and sources.

Read in this order: ``find`` is the method at a glance. ``quotation_index`` says which quotation a token stands in,
``quote_builder`` makes quotes of tokens. ``cue_lexicon``, ``reporting_subject`` and ``cue_candidates`` list what could
report something by grammar, ``readings`` fits that to the quotation marks. ``cue_ranker`` and ``span_selection`` choose
by learned weights: among the spans of ``content_spans`` and ``source_spans``, described in numbers by ``span_features``
and weighed by the trees of ``gradient_boosting``. ``ownership`` looks at all drafts together: one owner for each
quotation. ``unattached_quotations``, ``introductions`` and ``layouts`` find what grammar gives to nobody,
``nested_reports`` the reports inside reports.
"""
