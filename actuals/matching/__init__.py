"""Which outcome belongs to which indicator, and which execution figures to which form; what is doubtful is listed."""
