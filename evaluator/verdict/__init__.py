"""One year judged: lines as columns, their scores, totals and ratings, how each came about, and its findings."""
