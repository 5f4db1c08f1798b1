"""What an evaluation says: records, summary, tables, plots, comparison, failures."""
