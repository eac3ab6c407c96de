"""Performance targets as promised: documents → tables → forms → indicators, each with its target read.

The ground floor. The words all stages share (location, finding, reading, quantity, units) live here, because the
top level is fixed and has no room of its own for them. Knows nothing of outcomes, scores or screens. Import from the
modules, not from here: this file stays empty so that the command line starts fast and the sibling check costs nothing.
"""

PART_OF = "evaluator"
