"""Stanza's steps, run faster: the same trained layers on fewer, quantised operations."""
