"""Question sets of every kind of document, made from what training keeps back: `python -m training.kinds`.

`rows` reads the questions of a kind and tells which document each asks about, `overlap` finds texts that
another part knows, `documents` joins the texts of a document, `choose` draws questions, `write` makes a
folder that `assistant evaluate` reads.
"""
