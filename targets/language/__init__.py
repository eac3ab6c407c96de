"""The language of targets: from a printed text such as ≥100 次 to a reading; signs, numbers, units, dates, wordings."""
