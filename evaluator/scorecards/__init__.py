"""Tables for people, without format: the table model, scorecards, rankings, the report; ``render`` draws it."""
