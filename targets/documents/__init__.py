"""One reader per file format, all yielding the same thing: grids of cells with spans, text as shown, and place."""
