"""Outcomes from sheets, CSV, Parquet, databases and filled-in forms: cells with places, and each column's role."""
