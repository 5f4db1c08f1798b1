"""Evaluation tasks: each runs the product on a question set and gives one record for each question."""
