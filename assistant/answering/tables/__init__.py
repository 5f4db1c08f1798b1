"""Answers from tables: the cell of the right row and the right column, or a refusal that says why.

`read.py` finds the tables that the best sentences are rows of. `question.py` analyzes the question,
`features.py` compares it with rows and columns, `choose.py` weighs that and says how sure the best cell is.
`operation.py` tells questions that need many rows, and `wording.py` says a cell as a person would.
"""
