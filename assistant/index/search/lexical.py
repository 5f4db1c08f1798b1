"""The lexical index of a commit: BM25 over its passages, by tantivy."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.errors import IndexDamagedError
from assistant.index.search.analyzer import analyzer, normalized
from assistant.index.search.lexical_files import new_folder, read_manifest, share_files, write_manifest

if TYPE_CHECKING:
    import tantivy

LEXICAL_VERSION = 5
_TOKENIZER = "words"
# A title or heading says what a passage is about, but the passage itself must say more.
TITLE_WEIGHT = 0.5
# BM25's k1: how soon repeating a term adds little; tantivy's own value.
_K1 = 1.2


@dataclass(frozen=True, slots=True)
class LexicalEntry:
    """A passage as it is indexed: its id, the id of its content, its text, and title with heading."""

    passage: int
    content: int
    text: str
    title: str


class LexicalIndex:
    """BM25 search over the passages of one commit; safe to use from several threads."""

    def __init__(self, index: tantivy.Index, deleted: int = 0) -> None:
        """Wrap an open tantivy index; use `build_lexical` or `open_lexical`.

        Args:
            index: tantivy's.
            deleted: Number of passages removed since the index was written as a whole. They are not found,
                but still count in the document frequency of terms.
        """
        self.deleted = deleted
        self._index = index
        self._searcher = index.searcher()
        self._schema = index.schema
        self.count: int = self._searcher.num_docs

    def search(
        self,
        terms: Mapping[str, float],
        limit: int,
        contents: Sequence[int] | None = None,
        compounds: Mapping[str, Sequence[str]] | None = None,
    ) -> dict[int, float]:
        """Return BM25 scores by passage id of the best passages that hold any of the terms.

        Args:
            terms: Analyzed terms with their weights.
            limit: The most passages to return.
            contents: If given, only passages of these contents are searched.
            compounds: Terms of which two are written as one in names, and which two.
        """
        return self._search(self._query(terms, compounds or {}), limit, "content", contents)

    def scores(
        self,
        terms: Mapping[str, float],
        passages: Sequence[int],
        compounds: Mapping[str, Sequence[str]] | None = None,
    ) -> dict[int, float]:
        """Return the BM25 scores of those of these passages that hold any of the terms, by passage id."""
        query = self._query(terms, compounds or {})
        return self._search(query, len(passages), "passage", passages) if passages else {}

    def _query(self, terms: Mapping[str, float], compounds: Mapping[str, Sequence[str]]) -> Any:
        """Return the query for any of the terms, None without one."""
        import tantivy

        def holds(field: str, term: str) -> Any:
            return tantivy.Query.term_query(self._schema, field, term, "freq")

        clauses = []
        for term, weight in terms.items():
            any_of = [
                holds("text", term),
                tantivy.Query.boost_query(holds("title", term), TITLE_WEIGHT),
            ]
            found = tantivy.Query.boolean_query([(tantivy.Occur.Should, each) for each in any_of])
            named = [name for name, parts in compounds.items() if term in parts]
            if named:
                # "Best Buy" in the file name BESTBUY_2019: all its passages speak of it as much as any can.
                most = (_K1 + 1) * self.idf(term)
                names = [tantivy.Query.const_score_query(holds("title", name), most) for name in named]
                found = tantivy.Query.disjunction_max_query([found, *names])
            clauses.append((tantivy.Occur.Should, tantivy.Query.boost_query(found, weight)))
        return tantivy.Query.boolean_query(clauses) if clauses and self.count else None

    def _search(self, query: Any, limit: int, key: str, chosen: Sequence[int] | None) -> dict[int, float]:
        import tantivy

        if query is None:
            return {}
        must = tantivy.Occur.Must
        if chosen is not None:
            among = tantivy.Query.term_set_query(self._schema, key, list(chosen))
            query = tantivy.Query.boolean_query(
                [(must, query), (must, tantivy.Query.const_score_query(among, 0.0))]
            )
        hits = self._searcher.search(query, limit=limit, count=False).hits
        passages = self._searcher.fast_field_values("passage", [address for _, address in hits])
        return {int(passage or 0): float(score) for (score, _), passage in zip(hits, passages, strict=True)}

    def holds(self, term: str) -> bool:
        """Whether any passage has a term in its text, its title or its heading."""
        return bool(self.passage_frequency(term) or self._searcher.doc_freq("title", term))

    def passages_with_similar(self, term: str, edits: int, limit: int) -> list[int]:
        """Return passages whose text holds a term that differs from another by a few letters.

        Args:
            term: An analyzed term.
            edits: The most letters that are put in, left out or replaced, or neighbours that are exchanged.
            limit: The most passages to return.
        """
        import tantivy

        if not self.count:
            return []
        similar = tantivy.Query.fuzzy_term_query(self._schema, "text", term, edits)
        return list(self._search(similar, limit, "passage", None))

    def passage_frequency(self, term: str) -> int:
        """Return how many passages hold a term in their text."""
        return int(self._searcher.doc_freq("text", term))

    def idf(self, term: str) -> float:
        """Return the inverse passage frequency of a term, its weight in BM25."""
        found = self.passage_frequency(term)
        return math.log(1 + (self.count - found + 0.5) / (found + 0.5))


def build_lexical(folder: Path, entries: Iterable[LexicalEntry]) -> None:
    """Write the lexical index into a new folder, complete and on disk when this returns.

    Raises:
        OSError: It cannot be written.
    """
    import tantivy

    with new_folder(folder) as unfinished:
        _write(tantivy.Index(_schema(), path=str(unfinished)), entries)
        write_manifest(unfinished, folder.name, deleted=0)


def update_lexical(
    last: LexicalIndex,
    last_folder: Path,
    folder: Path,
    entries: Iterable[LexicalEntry],
    removed: Collection[int],
) -> None:
    """Write the lexical index of a commit, sharing with that of the last one what stays the same.

    Args:
        last: The lexical index of the last commit, opened and so verified.
        last_folder: Its folder.
        folder: The folder to write, complete and on disk when this returns.
        entries: The passages to add.
        removed: The contents whose passages are removed.

    Raises:
        OSError: It cannot be written.
    """
    import tantivy

    with new_folder(folder) as unfinished:
        share_files(last_folder, unfinished)
        index = tantivy.Index.open(str(unfinished))
        added = _write(index, entries, removed)
        index.reload()
        deleted = last.count + added - index.searcher().num_docs
        write_manifest(unfinished, folder.name, last.deleted + deleted)


def lexical_in_memory(entries: Iterable[LexicalEntry]) -> LexicalIndex:
    """Return a lexical index that is nowhere on disk."""
    import tantivy

    index = tantivy.Index(_schema())
    _write(index, entries)
    index.reload()
    return LexicalIndex(index)


def _schema() -> tantivy.Schema:
    import tantivy

    return (
        tantivy.SchemaBuilder()
        .add_text_field("text", tokenizer_name=_TOKENIZER, index_option="freq")
        .add_text_field("title", tokenizer_name=_TOKENIZER, index_option="freq")
        .add_integer_field("passage", indexed=True, fast=True)
        .add_integer_field("content", indexed=True)
        .build()
    )


def _write(index: tantivy.Index, entries: Iterable[LexicalEntry], removed: Collection[int] = ()) -> int:
    """Remove the passages of contents, add others, commit, and return how many were added."""
    import tantivy

    index.register_tokenizer(_TOKENIZER, analyzer())
    # One thread: the same passages always give the same segments, and so the same scores.
    writer = index.writer(heap_size=64_000_000, num_threads=1)
    for content in removed:
        writer.delete_documents_by_term("content", content)
    added = 0
    for entry in entries:
        document = tantivy.Document()
        document.add_text("text", normalized(entry.text))
        document.add_text("title", normalized(entry.title))
        document.add_integer("passage", entry.passage)
        document.add_integer("content", entry.content)
        writer.add_document(document)
        added += 1
    writer.commit()
    writer.wait_merging_threads()
    return added


def open_lexical(folder: Path) -> LexicalIndex:
    """Open the lexical index of a commit.

    Raises:
        IndexDamagedError: A file is missing or is not what was written.
    """
    import tantivy

    deleted = read_manifest(folder)
    if deleted is None:
        raise IndexDamagedError(f"The lexical index '{folder.name}' is missing, damaged or of another index.")
    try:
        index = tantivy.Index.open(str(folder))
        index.register_tokenizer(_TOKENIZER, analyzer())
        return LexicalIndex(index, deleted)
    except (ValueError, OSError) as error:
        raise IndexDamagedError(f"The lexical index '{folder.name}' cannot be opened.") from error
