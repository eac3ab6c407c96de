"""The conditions of findings, each written once: on lines, on forms, on departments. Documents and tables read them."""
