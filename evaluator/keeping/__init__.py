"""A run as files: saved whole or not at all, its manifest, and the run brought back from its folder."""
