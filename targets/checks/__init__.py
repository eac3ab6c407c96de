"""Checks of targets that need neither outcomes nor scores: wording, units, money, points, copied text."""
