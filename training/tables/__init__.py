"""Weights of the choice of cells in tables (`choose.py` of answering): `python -m training.tables.fit DATA`.

`examples.py` makes look-ups whose cell is known, and questions that their table does not answer: a name or
a year of them is replaced, or they are asked of another table. `fit.py` fits the weights of the cells, then
those that say how sure the best cell is.
"""
