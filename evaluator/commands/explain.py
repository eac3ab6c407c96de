"""``evaluator explain CODE|NAME|RUN [INDICATOR]``: what a finding means, or how a score came about."""
