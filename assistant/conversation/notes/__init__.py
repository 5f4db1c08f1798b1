"""The notebook: kept statements with their citations and own words; their store, and export as files."""
