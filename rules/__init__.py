"""Rulebooks and scoring: cited rulebooks (data) and scoring methods (pure functions over columns).

No files but its own books, no screens.
"""

PART_OF = "evaluator"
