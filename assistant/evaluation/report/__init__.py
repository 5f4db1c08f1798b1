"""Reports of an evaluation: summary, tables, plots, comparison of two runs, wrong answers."""
