"""Pages that are pictures: straightened, their ruled tables found, each cell recognised by itself with its doubts."""
