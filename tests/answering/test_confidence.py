"""The confidence tells how clearly one sentence answers, not only that something is there."""

from __future__ import annotations

from pathlib import Path

from assistant import build_index, open_index

LEAVES = "The ferry to {} leaves the harbour of Visby at {} every morning of the week."


def confidence_of(folder: Path, text: str, question: str) -> float:
    corpus = folder / "corpus"
    corpus.mkdir(parents=True)
    (corpus / "ferry.md").write_text(f"# The harbour\n\n{text}\n", encoding="utf-8")
    build_index(corpus, folder / "index")
    with open_index(folder / "index") as index:
        return index.ask(question, refuse=False).confidence


def test_rivals_lower_it(tmp_path: Path) -> None:
    question = "When does the ferry leave the harbour of Visby?"
    one = confidence_of(tmp_path / "one", LEAVES.format("Fårö", "seven"), question)
    rivals = " ".join(
        LEAVES.format(*each) for each in (("Fårö", "seven"), ("Slite", "half past eight"), ("Hemse", "noon"))
    )
    assert confidence_of(tmp_path / "three", rivals, question) < 0.8 * one


def test_the_same_answer_twice_is_no_rival(tmp_path: Path) -> None:
    question = "Who keeps the key of the boat house?"
    once = "Anke Stier keeps the key of the boat house."
    twice = f"{once} The key of the boat house is with Anke Stier, as the board decided in May."
    one = confidence_of(tmp_path / "once", once, question)
    assert confidence_of(tmp_path / "twice", twice, question) > 0.8 * one
