"""Spreadsheets: one page a sheet, one line a row, values as the sheet shows them."""
