"""Names of people, organisations and places: where an article has them, and which are alike.

Read ``named_entities`` first, which finds them, then ``acronyms``. ``name_matching`` says whether two names can be one
person's or body's, in one article and across articles.
"""
