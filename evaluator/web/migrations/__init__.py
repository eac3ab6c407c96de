"""The steps by which the database of the workbench came to its present shape."""
