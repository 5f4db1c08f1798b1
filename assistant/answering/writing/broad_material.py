"""Material for broad questions: of every document and section something, the most different first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from assistant.answering.writing.breadth import Breadth, without_request
from assistant.answering.writing.material import Material, make_material, passage_tokens
from assistant.index.document_filter import parse_document_filter
from assistant.index.search.analyzer import analyze, function_words
from assistant.index.snapshot import Snapshot
from assistant.index.store.rows import StoredPassage
from assistant.retrieval.search import Query, RankedPassage, rank_passages

# Of more documents the most different are read, of more passages of one document evenly spread ones.
_MOST_DOCUMENTS = 24
_MOST_PASSAGES = 400
# In larger collections documents are known by their file names alone, and not every one is looked at.
_MOST_TITLES = 2_000
_RANKED = 60
# A passage of a section that was read already counts as so much more alike to what was read (cosine).
_SAME_SECTION = 0.15
# Found passages that are less likely than this share of the best are not about the question.
_LEAST_LIKELY = 0.01


def documents_meant(snapshot: Snapshot, question: str, documents: Sequence[str] | None) -> list[int] | None:
    """Return the contents that a broad question asks about as a whole, None if it asks about a topic.

    Args:
        snapshot: The state of the index.
        question: The question, completed from the conversation.
        documents: The documents to which it is restricted, None for all.

    Raises:
        DocumentNotFoundError: One of the names selects no indexed document.
    """
    document_filter = None if documents is None else parse_document_filter(documents)
    contents = (
        list(snapshot.caches.paths)
        if document_filter is None
        else document_filter.select_contents(snapshot.caches.documents)
    )
    asked = _terms(question)
    by_title = len(contents) <= _MOST_TITLES
    named = [content for content in contents if _is_named(snapshot, content, asked, by_title=by_title)]
    if named:
        return named
    return None if _terms(without_request(question)) else contents


def whole_documents(snapshot: Snapshot, contents: Sequence[int], most_tokens: int) -> Material:
    """Return material of whole documents: each gets an equal share, spent on its most different passages."""
    if len(contents) > _MOST_DOCUMENTS:
        contents = _most_different_documents(snapshot, contents)
    share = most_tokens // max(1, len(contents))
    chosen: list[StoredPassage] = []
    for content in contents:
        left = share
        for passage in _most_different(document_passages(snapshot, content)):
            left -= passage_tokens(passage)
            if left < 0 and any(each.content == content for each in chosen):
                break
            chosen.append(passage)
    return make_material(map(_unranked, chosen), 2 * most_tokens)


def topic_material(
    snapshot: Snapshot, query: Query, breadth: Breadth, most_tokens: int, documents: Sequence[str] | None
) -> Material:
    """Return what was found for a question, for a broad one of each document in turn."""
    ranked = rank_passages(snapshot, query, _RANKED, documents)
    if breadth != "narrow" and ranked:
        likely = [each for each in ranked if each.score >= _LEAST_LIKELY * ranked[0].score]
        ranked = list(_in_turn(likely))
    return make_material(ranked, most_tokens)


def document_passages(snapshot: Snapshot, content: int) -> list[StoredPassage]:
    """Return the passages of a document in its order; of a very long one evenly spread ones."""
    ids = list(snapshot.store.content(content).passage_ids)
    step = max(1, -(-len(ids) // _MOST_PASSAGES))
    return snapshot.passages(ids[::step])


def _is_named(snapshot: Snapshot, content: int, asked: frozenset[str], *, by_title: bool) -> bool:
    """Whether a question names a document by its file name, or by its whole title."""
    names = [path.rpartition("/")[2].rpartition(".")[0] for path in snapshot.caches.paths[content]]
    terms = [*map(_terms, names)]
    if by_title:
        title = _terms(snapshot.store.content(content).title)
        terms += [title] if len(title) > 1 else []
    return any(each and each <= asked for each in terms)


def _terms(text: str) -> frozenset[str]:
    return frozenset(analyze(text.replace("_", " "))) - function_words()


def _most_different(passages: Sequence[StoredPassage]) -> Iterator[StoredPassage]:
    """Yield the first passage, then always the one that is least like all before, of new sections first."""
    if not passages:
        return
    vectors = np.stack([passage.embedding for passage in passages])
    alike = np.full(len(passages), -1.0, dtype=np.float32)
    chosen, sections = 0, set[str]()
    for _ in passages:
        yield passages[chosen]
        sections.add(passages[chosen].heading)
        alike = np.maximum(alike, vectors @ vectors[chosen])
        alike[chosen] = np.inf
        seen = np.array([passage.heading in sections for passage in passages])
        chosen = int(np.argmin(alike + _SAME_SECTION * seen))


def _most_different_documents(snapshot: Snapshot, contents: Sequence[int]) -> list[int]:
    some = contents[:: -(-len(contents) // _MOST_PASSAGES)]
    first = [snapshot.passages(list(snapshot.store.content(content).passage_ids)[:1]) for content in some]
    by_content = [passages[0] for passages in first if passages]
    order = _most_different(by_content)
    return [passage.content for passage, _ in zip(order, range(_MOST_DOCUMENTS), strict=False)]


def _in_turn(ranked: Sequence[RankedPassage]) -> Iterator[RankedPassage]:
    """Yield the best passage of each document, then the second best of each, and so on."""
    by_content: dict[int, list[RankedPassage]] = {}
    for each in ranked:
        by_content.setdefault(each.passage.content, []).append(each)
    for place in range(max(map(len, by_content.values()))):
        yield from (found[place] for found in by_content.values() if place < len(found))


def _unranked(passage: StoredPassage) -> RankedPassage:
    return RankedPassage(passage, 0.0, 0.0, 0.0)
