"""How often a warning or error of ``evaluator audit`` is right, on forms made for the purpose (see measure.py)."""
