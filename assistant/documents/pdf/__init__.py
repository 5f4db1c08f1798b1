"""PDFs: their text and its place on the page, scanned pages, and pages drawn as pictures."""
