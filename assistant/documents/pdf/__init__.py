"""PDFs: their text, in the order in which it is seen.

`opening.py` opens a file by both libraries. `page_text.py` reads a page: `layout/` says in which order its
lines are read, `forms/` what was filled in and commented. `letter_statistics.py` finds text without meaning,
`scans.py` and `ocr.py` read pictures of pages, `cleaning.py` and `hyphens.py` make text that reads well,
`outline.py` and `warnings.py` tell about the document, `parser.py` puts all of it together.
"""
