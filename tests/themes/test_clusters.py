"""Themes over a real index, and the key phrases that name them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant import Index, Theme, build_index, open_index
from assistant.settings import Settings
from assistant.themes.phrases import GroupedText, count_phrases
from assistant.themes.word_sequences import word_sequences

SUBJECTS = {
    "bees": "The queen bee lays eggs in the honeycomb. A queen bee has a hive, and the honeycomb is of wax.",
    "ships": "The sailing ship lay on her keel. A sailing ship needs a keel, and Lloyd's insured it.",
}


def best(texts: dict[int, list[str]], group: int = 0, most: int = 4) -> tuple[str, ...]:
    return count_phrases(GroupedText(t, g) for g, own in texts.items() for t in own).best([group], most)


# --- the themes of an index


def test_the_shipped_documents_have_themes_that_lead_to_them(shipped: Index) -> None:
    themes = shipped.themes()
    known = {info.path: info.passages for info in shipped.documents()}
    assert 3 <= len(themes) <= 8
    assert sum(theme.passages for theme in themes) <= sum(known.values())
    assert [theme.passages for theme in themes] == sorted((t.passages for t in themes), reverse=True)
    texts = {path: " ".join(shipped.document_text(path).split()).casefold() for path in known}
    for theme in themes:
        assert theme.documents
        assert set(theme.documents) <= set(known)
        for phrase in theme.phrases:
            assert any(phrase.casefold() in texts[path] for path in known), phrase
    assert any("russia" in phrase.casefold() for theme in themes for phrase in theme.phrases)
    assert shipped.themes() == themes


def test_few_passages_have_no_themes(index: Index) -> None:
    assert index.themes() == ()


def test_the_same_content_in_other_places_is_the_same_theme(tmp_path: Path, tiny: Settings) -> None:
    """Every kind of text has its theme, whatever language it is in, and however often it is there."""
    for name, text in SUBJECTS.items():
        for number in range(6):
            file = tmp_path / "corpus" / f"{name}{number}.txt"
            file.parent.mkdir(exist_ok=True)
            file.write_text(f"{text} Number {number}.", encoding="utf-8")
    build_index(tmp_path / "corpus", tmp_path / "index", settings=tiny)
    with open_index(tmp_path / "index", settings=tiny) as opened:
        themes = opened.themes()
    assert themes
    assert all(isinstance(theme, Theme) and 1 <= len(theme.phrases) <= 4 for theme in themes)


# --- the phrases


def test_phrases_tell_a_group_from_the_others() -> None:
    texts = {0: SUBJECTS["bees"].split(". "), 1: SUBJECTS["ships"].split(". ")}
    assert best(texts, 0)[0] == "queen bee"
    assert set(best(texts, 0)) >= {"queen bee", "honeycomb"}
    assert set(best(texts, 1)) >= {"sailing ship", "keel"}


def test_a_phrase_is_named_once_and_as_it_is_mostly_written() -> None:
    texts = [
        "Mali left. We know that Mali's army and Mali agreed.",
        "Since then Mali is alone.",
        "MALI again",
    ]
    assert best({0: texts, 1: ["Another matter altogether."]}) == ("Mali",)


@pytest.mark.parametrize(
    ("texts", "phrase"),
    [
        (
            ["We read that the Court of Justice held this."] * 2 + ["It went to the Court of Justice."],
            "Court of Justice",
        ),
        (["They saw Genghis Khan.", "There Genghis rode, and Genghis Khan won."], "Genghis Khan"),
        (["Nous aimons le chemin de fer.", "Pour le chemin de fer, on paie."], "chemin"),
        (["Wir gehen in die Staatsbibliothek.", "Das ist die Staatsbibliothek."], "Staatsbibliothek"),
        (["我们研究机器学习。", "他们也喜欢机器学习。"], "机器学习"),
    ],
)
def test_phrases_of_many_kinds(texts: list[str], phrase: str) -> None:
    assert phrase in best({0: texts, 1: ["x y"]})


def test_what_stands_once_is_no_phrase() -> None:
    assert best({0: ["Granite is hard.", "Basalt is dark."], 1: ["Wood floats."]}) == ()


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ("The prime number theorem, which is old.", ["prime number theorem", "old"]),
        ("He saw France's army.", ["saw France", "army"]),
        ("L'Union européenne et la France de demain", ["Union européenne", "France", "demain"]),
        ("The U.S. Congress of 1973", ["U.S. Congress", "1973"]),
    ],
)
def test_runs_end_at_function_words(text: str, runs: list[str]) -> None:
    assert [" ".join(word.text for word in run.words) for run in word_sequences(text)] == runs


@given(st.lists(st.tuples(st.text(max_size=80), st.integers(0, 3)), max_size=8), st.integers(0, 3))
def test_any_text_has_at_most_so_many_phrases_and_they_share_no_word(
    texts: list[tuple[str, int]], group: int
) -> None:
    found = count_phrases(GroupedText(*text) for text in texts).best([group], 3)
    assert len(found) <= 3
    assert len({phrase.casefold() for phrase in found}) == len(found)
    assert all(phrase.strip() for phrase in found)
