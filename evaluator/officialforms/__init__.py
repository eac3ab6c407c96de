"""The official forms of a finished run, without file format: one module per layout, one model for all renderers."""
