"""What words tell by themselves, without an article.

Read ``closed_class`` (pronouns, particles, marks), ``nouns`` (offices, bodies, given names) and ``countries``; the open
lists are the tables beside them.
"""
