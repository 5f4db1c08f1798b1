"""The source panel: the document with the cited sentence marked."""
