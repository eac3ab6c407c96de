"""Thin renderers: a table model in, text or bytes of one format out. They know no rules."""
