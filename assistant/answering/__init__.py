"""Passages → `Answer`: sentences scored, confidence estimated, statements selected and cited.

1. `replies.py` answers greetings and other small talk; `overview.py` answers "what is this about?" with
   opening sentences.
2. The small reader (`assistant.models.reader`) reads the question with each of the ten best passages, the
   large one again with the likeliest (`reading.py`). For every token they predict how likely an answer
   starts or ends there and whether it is evidence, and for the passage whether it has an answer: log-odds
   against "none", so that those of different passages and questions are comparable. Where the question
   names the document, or the date of a note, and the passage does not, the name or date is read before it.
3. `evidence.py` holds the sentences that can be cited: no headings, no lines that only introduce what
   follows. `features.py` computes their features from retrieval and reader: cosine, BM25, the passage's
   score, the share of the question's terms in the sentence or in title and file name above it, and whether
   it has the expected type of answer (`answer_type.py`). `scoring.py` weighs them (`weights.py`). The most
   likely short answer inside a sentence is its `span`. With `reader = "none"` the score comes from
   retrieval alone.
4. `confidence.py` estimates how likely it is that the best sentence is right. Below the setting `caution`
   the question is refused and the closest passages are offered.
5. `selection.py` takes one to three sentences, with the antecedent of the best if it starts with a pronoun;
   `citations.py` verifies that the document has each exactly where the citation says, and drops what fails.
   `answer.py` calls 3 to 5.

`explain.py` takes the same steps up to 3 and returns the scores of each passage (`ask --why`, "Why this
answer?").
"""
