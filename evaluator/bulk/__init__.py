"""Tables of millions of indicators through the same readers and rules as documents: columns in, columns out."""
