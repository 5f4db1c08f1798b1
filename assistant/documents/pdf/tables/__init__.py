"""Tables of PDFs, from where words stand: `finder.py` finds them, `placing.py` puts them into the text."""
