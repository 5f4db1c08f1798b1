"""OpenDocument files (LibreOffice): texts and presentations."""
