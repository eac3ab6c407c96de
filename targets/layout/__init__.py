"""Layout of forms in grids: segments of a grid, the head of a form, its columns, its rows, put together.

``targets.forms`` is the face; everything goes by vocabulary and header positions, never by column number.
"""
