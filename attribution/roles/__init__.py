"""Offices and titles: what an article states, their classes, and who held them when."""
