"""Questions without an answer, and what stands beside them in a batch."""

import itertools
import random
from dataclasses import replace

import pytest
from two_texts import OTHER, PARAGRAPH

from assistant.models.pairs import PairEncoder
from assistant.models.source import packaged_tokenizer
from training.reader.absent import swapped_for_absent
from training.reader.bare_lines import bare_lines
from training.reader.batches import batches
from training.reader.passages import Passage, joined, without_gold


@pytest.mark.parametrize(
    ("question", "passage"),
    [
        ("Who built it in 1871?", PARAGRAPH),
        ("What did Ada Thornbury build?", PARAGRAPH),
        ("How fast is the iPhone 4?", "The iPhone 4 is fast."),
        ("Who flew the F-16?", "Pilots flew the F-16."),
    ],
)
def test_what_is_asked_about_occurs_nowhere(question, passage):
    chooser = random.Random(0)
    made = {swapped_for_absent(question, passage, "", [OTHER], chooser) for _ in range(60)} - {None}
    assert made
    for changed in made:
        assert changed != question
        new = [word for word in changed.rstrip("?").split() if word not in question]
        assert new
        assert not all(word in passage for word in new)


def test_bare_lines_answer_nothing_and_repeat_the_question():
    chooser = random.Random(0)
    made = [bare_lines("How many keepers lived on Gull Island?", chooser) for _ in range(50)]
    assert any("Keepers" in each.text or "Gull" in each.text for each in made)
    for each in made:
        assert not each.gold
        assert "\n".join(each.text[slice(*span)] for span in each.sentences) == each.text


def test_passages_are_joined_with_their_places():
    start = PARAGRAPH.index("Ada")
    answered = Passage(PARAGRAPH, ((0, 66), (67, 120)), ((start, start + 3),), (0,))
    both = joined([bare_lines("Who?", random.Random(1)), answered])
    assert [both.text[slice(*each)] for each in both.answers] == ["Ada"]
    assert [both.text[slice(*both.sentences[n])] for n in both.gold] == [PARAGRAPH[:66]]
    rows = Passage("Mills\nA | 1\nB | 2\nC | 3", ((6, 11), (12, 17), (18, 23)), (), (1,))
    assert without_gold(rows) == Passage("Mills\nA | 1\nC | 3", ((6, 11), (12, 17)))


def test_a_near_miss_stands_in_one_batch_with_a_question_that_is_answered(prepared):
    written = replace(
        prepared.items[0], source="squad2-cr", question="Who sold it?", gold=(), answers=(), partner=0
    )
    answered, missed = prepared.together(written, random.Random(0), 2)
    assert missed.question.startswith("Who sold it")
    assert {passage.text for passage in answered.passages} == {passage.text for passage in missed.passages}
    assert any(passage.gold for passage in answered.passages)
    assert not any(passage.gold for passage in missed.passages)
    prepared.items.append(written)
    pairs = itertools.repeat((answered, missed))
    batch = next(batches(pairs, PairEncoder(packaged_tokenizer()), 100, 1))
    assert len(batch.has_spans) == 2
