"""Passages → `Answer`: sentences scored, confidence estimated, statements chosen and verified.

1. `replies.py` answers greetings and the like; `overview.py` answers "what is this about?" with opening
   sentences.
2. The reader (`assistant.models.reader`) reads the question with each of the ten best passages and says
   of every token how likely an answer starts or ends there and whether it is evidence, and of the
   passage whether it holds an answer: log-odds against "none", so that those of different passages and
   questions compare. Where the question names the document as its file name does and the passage does
   not, the name is read before it.
3. `evidence.py` scores every sentence of these passages from what the reader says and from retrieval:
   cosine, BM25, the passage's score, the share of the question's terms that it or the title and file
   name above it hold, and whether it offers the kind of answer asked for (`answer_type.py`). Headings
   and lines that only announce what follows are no evidence. The likeliest short answer inside a
   sentence is its `span`. With `reader = "none"` the score comes from retrieval alone.
4. `confidence.py` estimates how likely it is that the best sentence is right. Below the setting
   `caution` the question is refused and the closest passages are offered as such.
5. `answer.py` takes one to three sentences, with the one before if the best one refers back to it,
   checks that the document holds each exactly where the citation says, and drops what fails.

`explain.py` goes the same way up to 3 and tells what each passage was given (`ask --why`, "Why this
answer?").
"""
