"""The kinds of findings about target tables and documents (T), and the finding itself with its place."""
