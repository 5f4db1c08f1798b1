"""Evaluation of retrieval and answers: `assistant evaluate`.

`command.py` → `execute.py` → `report/` → `tasks/` → `sets/` and `stages.py` → `metrics/` → `results.py`. A
question set (`sets/`) has a form, which decides the task (`tasks/`): question answering, sentence
selection, rewriting of follow-up questions, feedback. A task calls the stages of the product (`stages.py`)
and gives a record for each question (`results.py`), from values of `metrics/`; `report/` makes summary,
tables, plots, comparisons and the report of wrong answers of them.
"""
