"""What Word files and slides have in common: the package, equations, charts, diagrams, numerals."""
