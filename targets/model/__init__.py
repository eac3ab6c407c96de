"""Forms and indicators as read from a document, with ids and amounts, and the closed vocabulary of their parts."""
