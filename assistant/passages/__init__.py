"""Text → blocks → sentences → passages.

`blocks.py` cuts text by its line structure first (headings, list items, tables, wrapped lines;
`lines.py` tells what a line is), then `sentences.py` by `sentencex`. `splitting.py` packs whole
sentences, paragraph by paragraph, up to `passage_tokens`; a sentence that is longer than a whole passage
is cut by LangChain's `RecursiveCharacterTextSplitter`. Title and headings are embedded with a passage
but are not part of its range. Headings are never cited.

PDFs hold no tables, only lines that look like rows. `tables.py` finds them: rows of figures, each with
its name even if that is broken over two lines; the title, unit and names of columns above the first row,
which are headings; names of groups of rows between them. A table is packed by itself, with a sentence
that introduces it and a note below. Its caption is the last of a passage's headings, and a part of a
table that does not begin with the caption is embedded, searched and read with it (`table_context.py`).
"""
