"""Reports in words: outlines as data, sentences chosen by conditions over a run, gaps for what only persons can say."""
