"""Answers that are computed from the rows of a table: counted, added up, compared, put in order.

`quantities.py` reads figures and dates, `grid.py` looks at a table column by column. `rows.py` finds the rows
that a question speaks of, `candidates.py` all that could be computed from them, and `operations.py` computes
it. `words.py` and `features.py` compare what could be computed with the question, `choose.py` weighs that and
says how sure the best is. `wording.py` says it.
"""
