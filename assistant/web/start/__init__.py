"""The start page, which an empty conversation shows: number of documents, themes, example questions."""
