"""Which proofs of written sentences are sure enough to be shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.answering.writing.unprovable import is_no_statement, speaks_of_task
from assistant.index.search.analyzer import analyze, function_words
from assistant.types import Proof, ReadSentence

# What is shown as proven or contradicted must be surer than what `prove` calls so, which balances both
# kinds of errors. And it must say most of it in the words of its sentences, or be all the surer: a small
# model that strings their words together with others of its own takes the prover in. Of 45 kept-back pairs
# of each source .87 of what is shown is supported, without the words .83.
_SUPPORTED, _CONTRADICTED, _WORDS_SAID = 0.6, 0.5, 0.7
_SURER, _FEWER_WORDS_SAID = 0.95, 0.5
# Words with the same beginning count as the same: "proven", "proof" do not, "arrested", "arrests" do.
_BEGINNING = 5


def shown_proof(sentence: str, read: Sequence[ReadSentence], proof: Proof) -> Proof:
    """Return a proof, with the label "not enough" where it is not sure enough to be shown.

    Args:
        sentence: What was written.
        read: The sentences that it was proven by.
        proof: What `prove` says of them.
    """
    cited = " ".join(read[number].in_full for number in proof.sentences)
    if is_no_statement(sentence) or speaks_of_task(sentence, cited):
        is_sure = False
    elif proof.label == "contradicted":
        is_sure = proof.contradiction >= _CONTRADICTED
    else:
        said = _words_said(sentence, cited)
        is_sure = (proof.likelihood >= _SUPPORTED and said >= _WORDS_SAID) or (
            proof.likelihood >= _SURER and said >= _FEWER_WORDS_SAID
        )
    if is_sure or proof.label == "not enough":
        return proof
    return replace(proof, label="not enough", sentences=(), closest=proof.sentences[0])


def _words_said(sentence: str, cited: str) -> float:
    """Return the share (0..1) of a sentence's words, without function words, that stand in others."""
    words = set(analyze(sentence)) - function_words()
    said = {term[:_BEGINNING] for term in analyze(cited)}
    return sum(word[:_BEGINNING] in said for word in words) / len(words) if words else 0.0
