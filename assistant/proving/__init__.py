"""Statement and sentences → `Proof`: whether the sentences of documents say what was written.

1. `candidates.py` finds the sentences that may support or contradict a statement: by their words, and by
   their embeddings where these are at hand.
2. The prover (`assistant.models.prover`) judges the statement by each of them, and by two or three together
   where one alone does not hold all of it.
3. `facts.py` looks for the statement's numbers, dates and names, and for its denial, in these sentences: what
   lacks one does not support it, whatever the model says.
4. `prove.py` calls 1 to 3 and takes the fewest sentences that support the statement, or the one that
   contradicts it.
"""
