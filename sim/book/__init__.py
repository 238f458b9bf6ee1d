"""The book: what the program can say of itself from its own source, written into ``docs/``.

The rule book and the tables of the model's description are generated, so that they cannot fall behind; the table of
mechanisms is played.
"""
