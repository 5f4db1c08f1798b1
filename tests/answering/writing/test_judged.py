"""Sentences that a small language model wrote, each judged by hand, and what is shown of them.

`judged.jsonl`: SmolLM2 (135 million weights) was asked 72 questions of the shipped corpus and of the
encyclopedia on 2026-11-29. `supported` says whether all of a sentence follows from its evidence, which is
named by document and range. Sentences that repeat one of the encyclopedia word for word are left out.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from material import REPOSITORY

from assistant.answering.writing.shown_proof import shown_proof
from assistant.documents.registry import extract
from assistant.models.embedder import load_embedder
from assistant.models.prover import Prover
from assistant.proving.prove import prove
from assistant.settings import Settings
from assistant.types import ReadSentence

JUDGED = Path(__file__).with_name("judged.jsonl")
CORPORA = {
    "corpus": REPOSITORY / "corpus",
    "encyclopedia": REPOSITORY.parent / "shared" / "data" / "evaluation" / "encyclopedia" / "corpus",
}
# Measured on 2026-11-29: of 21 that are shown as proven 15 are, and of 20 that are supported 15 are shown.
LEAST_PRECISION, LEAST_FOUND = 0.68, 0.7


@cache
def _read(corpus: str, document: str) -> tuple[str, str]:
    extraction = extract(CORPORA[corpus] / document)
    return extraction.title or document, extraction.text


def test_what_is_shown_as_proven_is_mostly_so():
    if not CORPORA["encyclopedia"].is_dir():
        pytest.skip("needs the encyclopedia set in ../shared/data")
    prover, embed = Prover(), load_embedder(Settings()).embed_passages
    judged = []
    for line in JUDGED.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        read = []
        for document, start, end in row["evidence"]:
            title, text = _read(row["corpus"], document)
            read.append(ReadSentence(text[start:end], title))
        vectors = embed([each.text for each in read]) if read else np.zeros((0, 384))
        cosines = [float(each) for each in vectors @ embed([row["sentence"]])[0]]
        proof = shown_proof(row["sentence"], read, prove(row["sentence"], read, prover, cosines))
        judged.append((row["supported"], proof.label == "supported"))
    shown = [supported for supported, is_shown in judged if is_shown]
    found = [is_shown for supported, is_shown in judged if supported]
    print(f"{len(judged)} sentences, {len(shown)} shown as proven, {sum(shown)} rightly, of {len(found)}")
    assert np.mean(shown) >= LEAST_PRECISION
    assert np.mean(found) >= LEAST_FOUND
