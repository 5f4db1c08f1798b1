"""In which order passages are found: what the ranker does, seen through `retrieve` and an index on disk."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant import build_index, open_index
from assistant.passages.abbreviations import find_abbreviations

EYES = """
The eye clinic saw 31 people with multiple evanescent white dot syndrome (MEWDS) in one winter.

MEWDS left no scars behind in any of them.

A white dot left scars behind on the screen.

A multiple evanescent white dot syndrome needs no treatment, though it can return after years.

Nobody counts the cases of MEWDS, and the clinic has written them on the lid of a box for years.
"""
FERRY = "A ferry crosses the strait twice a day, and its crew of {} sleeps on board.\n\n"
WORDS = ["ferry", "crew", "strait", "glaucoma", "patients", "treatment", "weeks", "MEWDS", "syndrome", "31"]


@pytest.fixture(scope="module")
def eyes(tmp_path_factory):
    """An index of a text that abbreviates, and of one about something else."""
    root = tmp_path_factory.mktemp("eyes")
    (root / "corpus").mkdir()
    (root / "corpus" / "eyes.txt").write_text(EYES.strip().replace("\n\n", "\n\n\n"))
    (root / "corpus" / "ferries.txt").write_text("".join(FERRY.format(n) for n in range(10, 24)))
    build_index(root / "corpus", root / "index", passage_tokens=30)
    with open_index(root / "index") as index:
        yield index


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("Did the multiple evanescent white dot syndrome leave scars behind?", "no scars"),
        ("Can MEWDS return?", "can return"),
    ],
)
def test_an_abbreviation_is_found_by_its_long_form_and_the_other_way_round(eyes, question, sentence):
    assert sentence in eyes.retrieve(question, 1)[0].text


def test_an_abbreviation_counts_only_in_the_document_that_defines_it(tmp_path):
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "a.txt").write_text(
        "The road traffic office (RTO) grants permits. The RTO opens at 9."
    )
    (tmp_path / "corpus" / "b.txt").write_text(
        "The regional theatre orchestra (RTO) plays. The RTO opens at 8."
    )
    build_index(tmp_path / "corpus", tmp_path / "index")
    with open_index(tmp_path / "index") as index:
        assert index.retrieve("When does the road traffic office open?", 1)[0].document == "a.txt"
        assert index.retrieve("When does the regional theatre orchestra open?", 1)[0].document == "b.txt"


def test_terms_that_stand_together_count_more_than_the_same_terms_apart(tmp_path):
    (tmp_path / "corpus").mkdir()
    filling = " Boats lay at the quay and waited for the tide to turn before the evening."
    together = f"Nobody minded.{filling} The harbour master closed the old bridge in spring.{filling * 2}"
    apart = f"The harbour is old.{filling} A bridge leads to it. The master sleeps. They closed at six."
    (tmp_path / "corpus" / "apart.txt").write_text(apart)
    (tmp_path / "corpus" / "together.txt").write_text(together)
    build_index(tmp_path / "corpus", tmp_path / "index")
    with open_index(tmp_path / "index") as index:
        found = index.retrieve("Which old bridge did the harbour master close?")
    assert [passage.document for passage in found] == ["together.txt", "apart.txt"]


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.lists(st.sampled_from(WORDS), min_size=1, max_size=6), k=st.integers(1, 12))
def test_scores_fall_and_fewer_passages_are_the_first_of_more(eyes, words, k):
    question = " ".join(words)
    found, more = eyes.retrieve(question, k), eyes.retrieve(question, k + 3)
    assert more[: len(found)] == found
    scores = [passage.score for passage in more]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)
    assert sum(scores) <= 1 + 1e-9


def test_more_passages_than_are_ranked_by_default_can_be_asked_for(tmp_path):
    (tmp_path / "corpus").mkdir()
    for number in range(70):
        (tmp_path / "corpus" / f"{number:02d}.txt").write_text(f"Ferry {number} crosses the strait.")
    build_index(tmp_path / "corpus", tmp_path / "index")
    with open_index(tmp_path / "index") as index:
        assert len({passage.document for passage in index.retrieve("Which ferry crosses?", 70)}) == 70
        assert index.retrieve("Which ferry crosses?", 3, documents=["07.txt"])[0].document == "07.txt"
        assert len(index.retrieve("Which ferry crosses?", 3, documents=["07.txt"])) == 1


@pytest.mark.parametrize(
    ("text", "defined"),
    [
        ("Middle East respiratory syndrome (MERS) spread.", {"MERS": "Middle East respiratory syndrome"}),
        ("mother-to-child transmission (MTCT) is", {"MTCT": "mother-to-child transmission"}),
        ("odds ratios (ORs) and (OR) again", {"OR": "odds ratios"}),
        ("the year (2017) and a remark (see below)", {}),
        ("nothing fits before it (XYZ)", {}),
        ("(ABC)", {}),
    ],
)
def test_definitions_of_abbreviations(text, defined):
    assert find_abbreviations(text) == defined


@given(text=st.text(st.sampled_from("aAbBC ()-.\n"), max_size=60))
def test_every_abbreviation_has_its_long_form_in_the_text_before_it(text):
    flat = " ".join(text.split())
    for short, long in find_abbreviations(text).items():
        assert long in flat
        assert short in text
        assert long[0].lower() == short[0].lower()
