"""The public sets of statements and evidence, as the product would judge them, and which are left out."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from assistant.proving.candidates import likeness_of
from assistant.types import ReadSentence
from training.kept_back import Part, part_of
from training.prover.pairs import Label, Pair
from training.reader.items import sentences_of

Row = dict[str, Any]

# The licence of these is unclear, and what is lemmatised is no English.
LEFT_OUT = ("infotabs", "tabfact/val", "tabfact/test")
_LABELS: dict[str, Label] = {
    "supported": "supported",
    "refuted": "contradicted",
    "not enough": "not enough",
}
# Small sets keep more back, so that their figures mean something.
_SMALL = ("fool-me-twice", "fever-symmetric", "wice", "begin-wow")
_SMALL_MEASURE, _SMALL_TUNE = 0.3, 0.05
_NAMED_BY_TITLE = "fool-me-twice"
# Evidence of more sentences than this is cut to those that are nearest to the statement.
_MOST_SENTENCES = 3
# Statements of this many words are not said twice by chance.
_TELLING_WORDS = 5
# What a few rows of a table cannot say.
_OF_WHOLE_TABLES = re.compile(
    r"\b(?:\w+est|most|least|only|total|average|mean|sum|than|number|all|each|every|both|no|none|never|"
    r"times|more|fewer|less|first|last|combined|different|same|majority|any|always|"
    r"there (?:be|is|are|was|were))\b"
)


def entailment_pairs(path: Path) -> Iterator[Pair]:
    """Yield the pairs of `entailment.jsonl.gz`, each with the part that its evidence belongs to.

    What is kept back is kept back by its document: title or table, else the evidence. A statement that is
    judged by evidence of several parts is trained on in none of them.
    """
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = [row for row in map(json.loads, lines) if not row["source"].startswith(LEFT_OUT)]
    parts = [_part(row) for row in rows]
    kept = _statements_kept_back(rows, parts)
    for row, part in zip(rows, parts, strict=True):
        statement = " ".join(row["claim"].split())
        if part == "train" and _spelled(statement) in kept:
            continue
        source = row["source"].split(" (")[0]
        if source.startswith("tabfact") and _OF_WHOLE_TABLES.search(statement):
            if part == "train":
                continue
            source = "tabfact (whole table)"
        above, sentences = _sentences(row)
        chosen = _nearest(statement, sentences)
        label = _LABELS[row["label"]]
        if part == "train" and label == "contradicted" and len(chosen) < len(sentences):
            label = "not supported"  # what contradicts may have been cut away
        yield Pair(source, statement, sentences, label, part, above, chosen)


def _part(row: Row) -> Part:
    document = row.get("title") or row.get("table") or row["evidence"]
    if row["source"].startswith(_SMALL):
        return part_of(document, _SMALL_MEASURE, _SMALL_TUNE)
    return part_of(document)


def _statements_kept_back(rows: Sequence[Row], parts: Iterable[Part]) -> frozenset[str]:
    # Edited pairs (CAD-NLI) share a statement where they do not share the evidence.
    return frozenset(
        _spelled(row["claim"])
        for row, part in zip(rows, parts, strict=True)
        if part != "train" and len(row["claim"].split()) >= _TELLING_WORDS
    )


def _spelled(text: str) -> str:
    return " ".join(text.casefold().split())


def _sentences(row: Row) -> tuple[str, tuple[str, ...]]:
    """Return what stands above the evidence, and its sentences; those of a table are its rows."""
    text = row["evidence"]
    if row["source"].startswith("tabfact"):
        title, *lines = text.split("\n")
        return title, tuple(lines)
    # Who "he" is says the name of the page.
    above = row["title"] if row["source"].startswith(_NAMED_BY_TITLE) else ""
    sentences = tuple(text[start:end].strip() for start, end in sentences_of(text)) if len(text) > 100 else ()
    return above, tuple(filter(None, sentences)) or (text,)


def _nearest(statement: str, sentences: Sequence[str]) -> tuple[int, ...]:
    if len(sentences) <= _MOST_SENTENCES:
        return tuple(range(len(sentences)))
    likeness = likeness_of(statement, [ReadSentence(sentence) for sentence in sentences])
    return tuple(sorted(likeness.best(_MOST_SENTENCES))) or (0,)
