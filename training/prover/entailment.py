"""The public sets of statements and evidence, as the product would judge them, and which are left out."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from assistant.proving.candidates import likeness_of
from assistant.proving.prove import evidence_of
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
        evidence, is_whole = _nearest_sentences(row, statement)
        if row["source"].startswith("tabfact") and _OF_WHOLE_TABLES.search(statement):
            if part == "train":
                continue
            yield Pair("tabfact (whole table)", statement, evidence, _LABELS[row["label"]], part)
            continue
        label = _LABELS[row["label"]]
        if not is_whole and label == "contradicted":
            label = "not supported"
        yield Pair(row["source"].split(" (")[0], statement, evidence, label, part)


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


def _nearest_sentences(row: Row, statement: str) -> tuple[str, bool]:
    """Return the evidence in at most three sentences, and whether that is all of it."""
    text = row["evidence"]
    if row["source"].startswith("tabfact"):
        title, *lines = text.split("\n")
        sentences = [ReadSentence(line, title) for line in lines]
    elif len(text) > 400:
        sentences = [ReadSentence(text[start:end]) for start, end in sentences_of(text)]
    else:
        sentences = [ReadSentence(text)]
    if len(sentences) <= _MOST_SENTENCES:
        return evidence_of(sentences), True
    chosen = sorted(likeness_of(statement, sentences).best(_MOST_SENTENCES))
    return evidence_of([sentences[number] for number in chosen or (0,)]), False
