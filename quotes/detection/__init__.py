"""Statements in a parsed article: cues, contents and sources."""
