"""Sets for answer sentence selection, such as WikiQA: questions that come with candidate sentences.

`write_corpus` makes a document of the sentences of each question, one paragraph each, so that the product
scores them like the sentences of any document.
"""

from __future__ import annotations

import html
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.evaluation.sets.jsonl import Row, get_list, parse_rows, require_text, sample_groups


@dataclass(frozen=True, slots=True)
class Selection:
    """A question with candidate sentences; `gold` holds the indices (from 0) of those that answer it."""

    id: str
    group: str
    question: str
    sentences: tuple[str, ...]
    gold: tuple[int, ...]
    title: str = ""


def load_selections(path: Path, sample: int | None = None, seed: int = 0) -> tuple[list[Selection], int]:
    """Read the questions that have a gold sentence.

    Args:
        path: The JSONL file: `question`, `sentences`, `gold` (indices), and if known `id`, `source`, `title`.
        sample: If given, the number of random questions of each source.
        seed: The seed of the sample.

    Returns:
        The questions, and the number of those left out because no sentence answers them.

    Raises:
        AssistantError: The file or a line of it cannot be used; names the line.
    """
    items = parse_rows(path, _parse_selection)
    answered = [item for item in items if item.gold]
    return sample_groups(answered, lambda item: item.group, sample, seed), len(items) - len(answered)


def _parse_selection(number: int, row: Row) -> Selection:
    sentences, gold = get_list(row, "sentences", str), get_list(row, "gold", int)
    if not any(sentence.strip() for sentence in sentences):
        raise ValueError("'sentences' holds none")
    if any(not 0 <= index < len(sentences) or not sentences[index].strip() for index in gold):
        raise ValueError(
            f"'gold' must be indices, from 0, of its {len(sentences)} sentences, not of empty ones"
        )
    return Selection(
        str(row.get("id") or f"line-{number}"),
        str(row.get("source") or "sentences"),
        require_text(row, "question"),
        tuple(sentences),
        tuple(dict.fromkeys(gold)),
        str(row.get("title") or ""),
    )


def write_corpus(items: Sequence[Selection], folder: Path) -> None:
    """Write the sentences of each question as an HTML file of paragraphs.

    HTML, since in plain text a short sentence might be taken for a heading.

    Args:
        items: The questions.
        folder: The corpus; it is emptied first.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for number, item in enumerate(items):
        paragraphs = "\n".join(
            f"<p>{html.escape(collapse_spaces(text))}</p>" for text in item.sentences if text.strip()
        )
        page = (
            f"<html><head><title>{html.escape(item.title)}</title></head><body>\n{paragraphs}\n</body></html>"
        )
        (folder / document_name(number)).write_text(page, encoding="utf-8", newline="")


def collapse_spaces(sentence: str) -> str:
    """Return a sentence as `write_corpus` writes it, each run of white space as one space."""
    return " ".join(sentence.split())


def document_name(number: int) -> str:
    """Return the path, in the corpus, of the document of the question with this number (from 0)."""
    return f"{number:05d}.html"
