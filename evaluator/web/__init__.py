"""The workbench in a browser: the same functions as the command line, on pages."""
