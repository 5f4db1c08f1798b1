"""How much of a document's text comes out, and in which order: `python -m benchmarks.extraction`.

Documents of known content are written by the libraries that people use (python-docx, python-pptx, XlsxWriter,
ReportLab, `email`), read by `assistant.documents.extract`, and compared word by word.
"""
