"""The selection of the sentences that make the answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.answering.evidence import Evidence
from assistant.answering.same_fact import fact_of
from assistant.index.search.analyzer import analyze, function_words

MAX_STATEMENTS = 3
# Sentences with a score this much below the best are not part of the answer. With a reader scores are
# logarithms of probabilities, and the margin is a factor of sixteen.
_MARGIN, READER_MARGIN = 4.0, 2.8


def select_statements(evidence: Sequence[Evidence]) -> list[list[Evidence]]:
    """Select the sentences of the answer.

    Where a date, a number, a name or a cause is asked for and no selected sentence has one, the best
    sentence that has takes the last place.

    Args:
        evidence: Scored sentences, best first, not empty.

    Returns:
        Up to `MAX_STATEMENTS` statements, best first; each is a list of sentences that say the same.
    """
    margin = _MARGIN if evidence[0].reading is None else READER_MARGIN
    statements: list[list[Evidence]] = []
    for candidate in evidence:
        if candidate.score < evidence[0].score - margin:
            break
        fact = fact_of(candidate.text)
        same = next((s for s in statements if fact_of(s[0].text) == fact), None)
        if same is not None:
            same.append(candidate)
        elif len(statements) < MAX_STATEMENTS:
            statements.append([candidate])
    if not any(sentence.has_expected_type for statement in statements for sentence in statement):
        min_score = evidence[0].score - 2 * margin
        fitting = (e for e in evidence if e.has_expected_type and e.coverage > 0 and e.score >= min_score)
        best = next(fitting, None)
        statements = [*statements[: MAX_STATEMENTS - 1], *([[best]] if best else [])]
    return statements


def add_antecedent(
    statements: Sequence[Sequence[Evidence]], evidence: Sequence[Evidence]
) -> Sequence[Sequence[Evidence]]:
    """Add the sentence before an anaphoric one ("This move follows ..."), in the last place.

    Only if that sentence covers more of the question, and so carries a part of the answer.

    Args:
        statements: The selected statements, best first.
        evidence: All scored sentences.
    """
    selected = [sentence for statement in statements for sentence in statement]
    for statement in statements[: MAX_STATEMENTS - 1]:
        first = statement[0]
        preceding = (e for e in evidence if e.precedes(first))
        antecedent = max(preceding, key=lambda e: e.sentence.end, default=None)
        if first.is_anaphoric and antecedent and antecedent.coverage > first.coverage:
            return statements if antecedent in selected else [*statements[: MAX_STATEMENTS - 1], [antecedent]]
    return statements


def keep_one_answer(statements: Sequence[Sequence[Evidence]]) -> list[list[Evidence]]:
    """Keep the span of the best statement, and in the others only spans that share a word with it.

    Every sentence has a most likely span, but marking it in one that merely supports the best would
    mislead.
    """
    best = set(analyze(statements[0][0].answer)) - function_words()
    return [
        [e if best & set(analyze(e.answer)) else replace(e, reading=None) for e in statement]
        if n
        else list(statement)
        for n, statement in enumerate(statements)
    ]
