"""Offices and titles: what an article states, their classes, and who held them when.

Read ``extraction`` first, which finds the roles of named people with ``title_phrases`` and ``title_owner``, then
``office_classes``. ``officials`` is the table of who held which office; ``incumbents`` names people by it.
"""
