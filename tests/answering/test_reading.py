"""What is read twice: the likeliest passages, and always the one with the best sentence."""

import numpy as np
import pytest
from material import index_of

from assistant.answering.scoring import SentenceScorer
from assistant.models.reader import LARGE, Reader, Readers, Reading
from assistant.retrieval.search import make_query, rank_passages

YEARS = range(1950, 1970)
QUESTION = "How many ferries did the harbour have in 1957?"


class NotedReader(Reader):
    """A reader that notes what it reads."""

    def __init__(self, name):
        super().__init__(name)
        self.noted = []

    def read(self, question, passages):
        self.noted += passages
        return super().read(question, passages)


@pytest.fixture(scope="module")
def ferries(tmp_path_factory):
    """An index of twenty notes about one harbour, a year each."""
    notes = {
        f"{year}.txt": f"The harbour in {year}.\n\nIn {year} the harbour had {n + 3} ferries. "
        f"Its master was paid {n + 40} crowns a month.\n"
        for n, year in enumerate(YEARS)
    }
    with index_of(tmp_path_factory.mktemp("ferries"), notes) as index:
        yield index


def scored(index, readers):
    """Return the scored sentences of the ten best passages, and these."""
    with index.newest() as (snapshot, embedder, _):
        query = make_query(QUESTION, embedder)
        ranked = rank_passages(snapshot, query, 10)
        return SentenceScorer(embedder, lambda: readers).score(query, ranked, snapshot.caches.lexical), ranked


@pytest.fixture(scope="module")
def large():
    return NotedReader(LARGE)


def test_the_large_reader_reads_few_passages_and_the_best_sentence_among_them(ferries, large):
    large.noted.clear()
    small = NotedReader("small_reader")
    evidence, ranked = scored(ferries, Readers(small, large))
    assert len(small.noted) == len(ranked) == 10
    assert len(set(large.noted)) == len(large.noted) < 10
    assert any(evidence[0].ranked.passage.text in text for text in large.noted)
    assert "1957" in evidence[0].text


def test_it_changes_what_is_read_in_the_passages_that_it_reads_and_in_no_others(ferries, large):
    large.noted.clear()
    small = Reader()
    once = {e.text: e.reading for e in scored(ferries, Readers(small))[0]}
    twice = {e.text: e.reading for e in scored(ferries, Readers(small, large))[0]}
    assert once.keys() == twice.keys()
    for text, reading in twice.items():
        assert (reading != once[text]) == any(text in read for read in large.noted)


def test_a_large_reader_that_says_what_the_small_one_says_changes_nothing(ferries):
    small = Reader()
    once, twice = (scored(ferries, readers)[0] for readers in (Readers(small), Readers(small, Reader())))
    assert [e.text for e in once] == [e.text for e in twice]
    assert [e.score for e in once] == pytest.approx([e.score for e in twice], abs=1e-4)


class DoubtfulReader(NotedReader):
    """A reader that finds an answer nowhere."""

    def read(self, question, passages):
        return [
            Reading(each.offsets, *(np.full_like(each.starts, -20) for _ in range(3)), -20.0)
            for each in super().read(question, passages)
        ]


def test_it_reads_on_until_it_has_read_the_best_sentence(ferries):
    doubtful = DoubtfulReader("small_reader")
    evidence, _ = scored(ferries, Readers(Reader(), doubtful))
    assert len(doubtful.noted) > 2
    assert any(evidence[0].ranked.passage.text in text for text in doubtful.noted)
