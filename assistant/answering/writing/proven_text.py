"""A text that grows sentence by sentence, each of them proven when it is added."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from assistant.answering.citations import as_citation
from assistant.answering.evidence import Evidence
from assistant.answering.writing.material import Material
from assistant.answering.writing.shown_proof import shown_proof
from assistant.index.snapshot import Snapshot
from assistant.models.prover import Prover
from assistant.proving.prove import prove
from assistant.types import Citation, Proof, ReadSentence, Statement, StatementProof

logger = logging.getLogger(__name__)

Embed = Callable[[Sequence[str]], npt.NDArray[np.float32]]


class ProvenText:
    """The sentences that were written, as statements with their proofs, and the citations of the proven ones.

    `evidence` are the sentences that `citations` quote, in the same order.
    """

    def __init__(self, snapshot: Snapshot, prover: Prover, embed: Embed) -> None:
        """Start without sentences.

        Args:
            snapshot: The state of the index that all evidence comes from.
            prover: Judges sentences.
            embed: Returns embeddings of texts, of shape (texts, dimension) and length 1.
        """
        self.statements: list[Statement] = []
        self.citations: list[Citation] = []
        self.evidence: list[Evidence] = []
        self._snapshot, self._prover, self._embed = snapshot, prover, embed
        self._numbers: dict[tuple[str, int, int], int] = {}
        self._said: set[str] = set()
        self._last: tuple[Material, list[ReadSentence], npt.NDArray[np.float32]] | None = None

    @property
    def has_proven(self) -> bool:
        """Whether at least one sentence is proven."""
        return any(statement.is_proven for statement in self.statements)

    @property
    def confidence(self) -> float:
        """The mean likelihood (0..1) of the proven sentences, 0 without one."""
        proven = [s.proof.likelihood for s in self.statements if s.proof is not None and s.is_proven]
        return sum(proven) / len(proven) if proven else 0.0

    def add(self, sentence: str, material: Material) -> Statement | None:
        """Prove a sentence and add it; None for one that was written before.

        Args:
            sentence: What was written.
            material: What it may be proven by.
        """
        key = " ".join(sentence.casefold().split())
        if key in self._said:
            return None
        self._said.add(key)
        read, vectors = self._prepared(material)
        cosines = [float(each) for each in vectors @ self._embed([sentence])[0]]
        proof = shown_proof(sentence, read, prove(sentence, read, self._prover, cosines))
        statement = self._statement(sentence, material, proof)
        self.statements.append(statement)
        return statement

    def prepare(self, material: Material) -> None:
        """Embed the sentences of some material, which takes time that a model needs to begin anyway."""
        self._prepared(material)

    def _prepared(self, material: Material) -> tuple[list[ReadSentence], npt.NDArray[np.float32]]:
        """Return the sentences of some material and their embeddings; those of the last one are kept."""
        if self._last is None or self._last[0] is not material:
            vectors = self._embed([each.text for each in material.evidence])
            self._last = material, material.read_sentences(self._snapshot), vectors
        return self._last[1:]

    def _statement(self, sentence: str, material: Material, proof: Proof) -> Statement:
        judged = StatementProof(proof.label, proof.likelihood, proof.contradiction, proof.missing)
        if proof.label == "supported":
            numbers = [self._cite(material.evidence[number]) for number in proof.sentences]
            if all(numbers):
                return Statement(sentence, tuple(numbers), proof=judged)
            judged = replace(judged, label="not enough")
        nearest = proof.sentences[0] if proof.label == "contradicted" and proof.sentences else proof.closest
        closest = None if nearest is None else self._verified(material.evidence[nearest])
        return Statement(sentence, (), proof=replace(judged, closest=closest))

    def _cite(self, evidence: Evidence) -> int:
        """Return the number, from 1, of the citation of a sentence, 0 if it does not verify."""
        citation = self._verified(evidence)
        if citation is None:
            return 0
        key = (citation.document, citation.start, citation.end)
        if key not in self._numbers:
            self.citations.append(citation)
            self.evidence.append(evidence)
            self._numbers[key] = len(self.citations)
        return self._numbers[key]

    def _verified(self, evidence: Evidence) -> Citation | None:
        citation = as_citation(self._snapshot, evidence)
        if self._snapshot.verify(citation):
            return citation
        logger.error("A citation of '%s' at %d does not verify", citation.document, citation.start)
        return None
