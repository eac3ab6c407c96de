"""Outcomes, as stated: outcomes from sheets and filled-in forms, read in the light of their target and
matched to indicators.
"""

PART_OF = "evaluator"
