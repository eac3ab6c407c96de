"""The audit of self-evaluations: every claimed score recomputed by the one scoring path, and what does not follow."""

PART_OF = "evaluator"
