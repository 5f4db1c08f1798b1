"""Terms are found in texts where the analyzer finds them, in any script."""

from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.index.search.analyzer import analyze
from assistant.retrieval.matches import TermFinder

ENGLISH = "aeinrstdgy"
# With letters that are folded to one or two, marks, capitals that change, and unspaced characters.
LETTERS = "aeinrstgyøłđéæßﬁשְिяΣاً\u0301İ東ーก"


def found_in(terms, text):
    return {match.term for match in TermFinder(terms).find(text) if match.share == 1}


@given(
    text=st.text(st.sampled_from(f"{ENGLISH} 19.-()\n"), max_size=120),
    words=st.lists(st.text(st.sampled_from(ENGLISH), min_size=4, max_size=8), max_size=4),
)
def test_english_terms_are_found_where_the_analyzer_finds_them(text, words):
    terms = set(analyze(" ".join(words)))
    assert found_in(terms, text) == terms & set(analyze(text))


@given(
    text=st.text(st.sampled_from(f"{LETTERS} 19.-½²(’\n"), max_size=60),
    words=st.lists(st.text(st.sampled_from(LETTERS), min_size=1, max_size=6), max_size=5),
)
def test_terms_of_any_script_are_found_where_the_analyzer_finds_them(text, words):
    terms = set(analyze(" ".join(words)))
    assert found_in(terms, text) == terms & set(analyze(text))


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("infections", "Infected, infecting, INFECTION"),
        ("résumé", "Two resumes"),
        ("resume", "Zwei Résumés"),
        ("FY2017", "in 2017"),
        ("東京", "東京都"),
    ],
)
def test_words_are_found_in_other_forms(question, text):
    assert TermFinder(analyze(question)).find(text)


@pytest.mark.parametrize(
    "text",
    [
        "Ørsted",
        "Łódź",
        "Đà Nẵng",
        "Ứng Hòa",
        "Cæsar",
        "ﬁnance",
        "हिन्दी भाषा",
        "தமிழ் மொழி",
        "בְּרֵאשִׁית",
        "كِتَابٌ",
        normalize("NFD", "résumé"),
        "ΟΔΟΣ",
        "コーヒー",
        "東京Tokyo",
    ],
)
def test_every_term_of_a_text_is_found_in_it(text):
    matches = TermFinder(analyze(text)).find(f"‘{text}’, {text}.")
    assert {match.term for match in matches} == set(analyze(text))
    assert all(match.share == 1 for match in matches)
    assert len(matches) == 2 * len(analyze(text)) or text == "コーヒー"


def test_a_word_of_one_letter_is_no_part_of_another_word():
    assert [match.start for match in TermFinder(analyze("Кто я?")).find("Моя семья и я")] == [12]
    assert not TermFinder(analyze("ο")).find("ποιο")


def test_places_hold_where_a_lower_case_letter_is_longer():
    text = "İİİİİİ revenue"
    (match,) = TermFinder(["revenu"]).find(text)
    assert text[match.start : match.end] == "revenue"
