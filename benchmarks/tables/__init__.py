"""How often the right row and the right cell of a table answer a question.

    python -m benchmarks.tables DATA --questions 500

`DATA` is a folder with `training/tables.jsonl.gz`. Only tables that training keeps back are asked about
(`training.kept_back`). `material.py` chooses the questions, `writers.py` writes each table as a workbook, a
web page and a PDF drawn without lines, `score.py` compares answers with what is right.
"""
