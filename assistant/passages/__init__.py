"""Text → blocks → sentences → passages.

`blocks.py` splits text by its line structure (headings, list items, tables, wrapped lines; `lines.py`
classifies single lines), then `sentences.py` splits blocks with `sentencex`. `units.py` counts tokens and
divides a sentence that is longer than a whole passage with LangChain's `RecursiveCharacterTextSplitter`.
`packing.py` packs whole sentences, paragraph by paragraph, up to `passage_tokens`; `splitting.py` calls all
of this. Title and headings are embedded with a passage but are not part of its range. Headings are never
cited.

PDFs do not mark tables; they have lines that look like rows. `tables.py` finds them: rows of numbers, each
with its label even if that is broken over two lines; title, unit and column headers above the first row,
which count as headings; labels of groups of rows. A table is packed by itself, with a sentence that
introduces it and a note below (`table_notes.py`). Its caption is the last of a passage's headings, and a
part of a table that does not start with the caption is embedded, searched and read with it
(`table_context.py`).

Other lists of PDFs have no lines that look like rows: `records.py` keeps the item of a receipt with its
price.

`abbreviations.py` finds what a document's text defines in brackets: "odds ratio (OR)".
"""
