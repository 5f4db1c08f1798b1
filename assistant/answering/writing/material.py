"""What a language model is given to read: sentences of passages, as many as fit, document by document."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.answering.evidence import Evidence, citable_sentences
from assistant.answering.tables.read import word_rows
from assistant.answering.writing.sections import Sections
from assistant.index.snapshot import Snapshot
from assistant.index.store.rows import StoredPassage
from assistant.retrieval.search import RankedPassage
from assistant.types import ReadSentence

# A token of English text has about four letters; a letter of other scripts is about one token.
_BYTES_A_TOKEN = 3.5
# What a number in brackets and a line cost beside their sentence.
_TOKENS_A_SENTENCE = 4


@dataclass(frozen=True, slots=True)
class Material:
    """Sentences that a model is given, each once, those of one document together and in its order."""

    evidence: tuple[Evidence, ...]

    def read_sentences(self, snapshot: Snapshot) -> list[ReadSentence]:
        """Return the sentences for the prover: with title and headings, rows with their columns."""
        worded = word_rows(snapshot, [[each] for each in self.evidence])
        sections = Sections(snapshot)
        return [
            ReadSentence(each.wording.text if each.wording else each.text, _above(each, sections.above(each)))
            for (each,) in worded
        ]


def count_tokens(text: str) -> int:
    """Return about how many tokens a text has for a language model, rather too many than too few."""
    return int(len(text.encode("utf-8", "replace")) / _BYTES_A_TOKEN) + 1


def passage_tokens(passage: StoredPassage) -> int:
    """Return about how many tokens a passage takes in a prompt."""
    return count_tokens(passage.text) + _TOKENS_A_SENTENCE * len(passage.sentences)


def make_material(passages: Iterable[RankedPassage], most_tokens: int) -> Material:
    """Take passages while they fit.

    Args:
        passages: The passages, the most important first; at least the first is taken.
        most_tokens: The most tokens of all of them, as `passage_tokens` counts.
    """
    taken: list[RankedPassage] = []
    left = most_tokens
    for ranked in passages:
        left -= passage_tokens(ranked.passage)
        if left < 0 and taken:
            break
        taken.append(ranked)
    return Material(_in_document_order(taken))


def evidence_material(evidence: Sequence[Evidence], most_tokens: int) -> Material:
    """Return material of single sentences, evenly left out where they are too many; in the order given."""
    costs = sum(count_tokens(each.text) + _TOKENS_A_SENTENCE for each in evidence)
    step = max(1, -(-costs // most_tokens))
    return Material(tuple(evidence[::step]))


def _in_document_order(passages: Sequence[RankedPassage]) -> tuple[Evidence, ...]:
    """Return the citable sentences, each once: the document of the best passage first."""
    rank: dict[int, int] = {}
    for ranked in passages:
        rank.setdefault(ranked.passage.content, len(rank))
    found = {
        (rank[ranked.passage.content], each.sentence.start): each
        for ranked in reversed(passages)
        for each in citable_sentences(ranked)
    }
    return tuple(found[place] for place in sorted(found))


def _above(evidence: Evidence, section: str) -> str:
    passage = evidence.ranked.passage
    title = passage.title or passage.documents[0]
    if not section:
        return title
    return section if section.startswith(title) else f"{title}, {section}"
