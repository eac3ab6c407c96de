"""What can be said about targets without knowing outcomes or scores: wording, units, money, points, copied text."""
