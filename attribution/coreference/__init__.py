"""Who is meant: mentions gathered into entities, pronouns and descriptions resolved, speakers found.

Read ``entities`` first, which gathers mentions with ``clustering``, ``speaker_phrases`` and ``definite_descriptions``,
then ``pronouns`` with ``mention_features``, then ``speakers``, which links each quote to who said it.
"""
