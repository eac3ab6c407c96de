"""The language of outcomes: a printed outcome read in the light of its target."""
