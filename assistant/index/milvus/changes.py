"""What changes from one commit to the next: documents, contents, places of passages, and counts of words."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from assistant.index.milvus.bm25 import Totals, replace_place, split_words
from assistant.index.milvus.build import MilvusBuildStore, passage_place
from assistant.index.milvus.engine import Row
from assistant.index.milvus.rows import PASSAGE_FIELDS, document_row, life, path_key, place_digest
from assistant.index.milvus.schema import DOCUMENT, HEADER, PART, alive, among
from assistant.index.milvus.sweep import delete_contents, mark
from assistant.index.search.caches import paths_by_content
from assistant.index.store.attachments import holders_by_content
from assistant.index.store.rows import StoredDocument

_CONTENTS_AT_ONCE = 50
_WORDS_AT_ONCE = 1_000
# Among what is stored of a passage, and in a header.
_HEADING, _PASSAGES = 3, 4
_HEADER_FIELDS = ("row", "born", "content", "data", "kind", "field", "number")
_T = TypeVar("_T")


class Changes:
    """The step from one commit to the next, written row by row; nobody sees it before the commit is written.

    `totals` are those of the next commit, complete after `write`; `dimension` is that of its embeddings.
    """

    def __init__(
        self,
        store: MilvusBuildStore,
        before: Mapping[str, StoredDocument],
        documents: Mapping[str, StoredDocument],
    ) -> None:
        """Compare the documents of two commits.

        Args:
            store: The store with the contents of both.
            before: The documents of the last commit by path.
            documents: Those of the next one.
        """
        self._store, self._engine, self._names = store, store.engine, store.names
        self._before, self._documents = before, documents
        self._paths = paths_by_content(documents.values())
        self._holders = holders_by_content(self._paths)
        self._paths_before = paths_by_content(before.values())
        self._old = self._paths_before.keys()
        new = [content for content in self._paths if content not in self._old]
        dimensions = {store.dimensions[content] for content in new if content in store.dimensions}
        self.dimension = max(dimensions, default=store.shown.dimension)
        self._texts: Counter[str] = Counter()
        self._places: Counter[str] = Counter()
        self._passages = self._text_words = self._place_words = 0

    @property
    def totals(self) -> Totals:
        """How many passages the next commit has, with how many words."""
        last = self._store.shown.totals
        return Totals(
            last.passages + self._passages, last.texts + self._text_words, last.places + self._place_words
        )

    def write(self) -> None:
        """Write everything but the commit itself."""
        unused = [content for content in self._store.fresh.values() if content not in self._paths]
        delete_contents(self._engine, self._names, unused)
        self._write_documents()
        self._write_places()
        self._count(sorted(self._paths.keys() - self._old), 1)
        removed = sorted(self._old - self._paths.keys())
        self._count(removed, -1)
        self._mark_contents(removed)
        self._write_words()

    def _write_documents(self) -> None:
        changed = {path for path, document in self._documents.items() if self._before.get(path) != document}
        gone = {path for path in self._before if path in changed or path not in self._documents}
        for some in _batches(sorted(gone), _WORDS_AT_ONCE):
            keys = ", ".join(f"'{path_key(path)}'" for path in some)
            where = f"kind == {DOCUMENT} and field in [{keys}] and {alive(self._store.shown.number)}"
            rows = [row["row"] for row in self._engine.few(self._names.records, where, ("row",))]
            mark(self._engine, self._names.records, rows, self._store.coming)
        rows_from, coming = self._store.rows_from, self._store.coming
        new = [document_row(next(rows_from), coming, self._documents[path]) for path in sorted(changed)]
        self._engine.insert(self._names.records, new)

    def _mark_contents(self, contents: Sequence[int]) -> None:
        """Say of all rows of some contents that the next commit does not show them any more."""
        for some in _batches(contents):
            where = f"{among('content', some)} and {alive(self._store.shown.number)}"
            kinds = f"kind in [{HEADER}, {PART}] and {where}"
            for name, filtered in ((self._names.records, kinds), *((n, where) for n in self._collections())):
                rows = [row["row"] for row in self._engine.all(name, filtered, ("row",))]
                mark(self._engine, name, rows, self._store.coming)

    def _collections(self) -> list[str]:
        return self._names.all_passages(self._engine.collections())

    # Places: titles, paths and messages above passages, which are searched too

    def _write_places(self) -> None:
        """Write the passages again of contents whose title or paths are others than before."""
        holders_before = holders_by_content(self._paths_before)
        others = [
            content
            for content, same in self._paths.items()
            if self._paths_before.get(content) != same
            or holders_before.get(content) != self._holders.get(content)
        ]
        for some in _batches(sorted(others)):
            where = f"kind == {HEADER} and {among('content', some)} and ({self._both()})"
            for header in self._engine.all(self._names.records, where, _HEADER_FIELDS):
                content = header["content"]
                title = self._store.title(content, self._holders.get(content, ()))
                place = " ".join((title, *self._paths[content]))
                said = json.loads(header["data"])
                if said[-1] != place_digest(place):
                    header["data"] = json.dumps([*said[:-1], place_digest(place)])
                    self._write_place(content, header, place)

    def _write_place(self, content: int, header: Row, place: str) -> None:
        is_new = content not in self._old
        self._supersede(self._names.records, [{**header, "nothing": [0.0, 0.0]}], is_new=is_new)
        for name in self._passage_collection():
            old = list(self._rows_of([content], name))
            headings = {n: json.loads(data)[_HEADING] for n, data in self._store.passage_datas(old).items()}
            places = {passage: passage_place(place, heading) for passage, heading in headings.items()}
            new = [{**row, "words": replace_place(row["words"], places[row["passage"]])} for row in old]
            if not is_new:
                self._add_words(old, -1)
                self._add_words(new, 1)
            self._supersede(name, new, is_new=is_new)

    def _supersede(self, name: str, rows: Sequence[Row], *, is_new: bool) -> None:
        """Write rows in another version: in place where no commit shows them, else beside the old ones."""
        if is_new:
            self._engine.replace(name, [{**row, **life(row["row"], self._store.coming)} for row in rows])
            return
        mark(self._engine, name, [row["row"] for row in rows], self._store.coming)
        written = [{**row, **life(next(self._store.rows_from), self._store.coming)} for row in rows]
        self._engine.insert(name, written)

    def _passage_collection(self) -> list[str]:
        name = self._names.passages(self.dimension)
        return [name] if name in self._engine.collections() else []

    def _both(self) -> str:
        """Return the filter of what the last commit shows or was written for the next one."""
        last = self._store.shown.number
        return f"({alive(last)}) or born > {last}"

    def _rows_of(self, contents: Sequence[int], name: str) -> Iterator[Row]:
        where = f"{among('content', contents)} and ({self._both()})"
        fields = (*PASSAGE_FIELDS, "start", "stop")
        yield from self._engine.all(name, where, fields)

    # Words

    def _count(self, contents: Sequence[int], sign: int) -> None:
        """Count the words of the passages of some contents, each passage once."""
        collections = self._passage_collection() if sign > 0 else self._old_collection()
        for some in _batches(contents):
            where = f"kind == {HEADER} and {among('content', some)} and ({self._both()})"
            for header in self._engine.all(self._names.records, where, ("data",)):
                self._passages += sign * int(json.loads(header["data"])[_PASSAGES])
            for name in collections:
                self._add_words(self._rows_of(some, name), sign)

    def _old_collection(self) -> list[str]:
        dimension = self._store.shown.dimension
        return [self._names.passages(dimension)] if dimension else []

    def _add_words(self, rows: Iterable[Row], sign: int) -> None:
        for row in rows:
            text, place = split_words(row["words"])
            self._text_words += sign * len(text)
            self._place_words += sign * len(place)
            for counts, words in ((self._texts, text), (self._places, place)):
                for word in set(words):
                    counts[word] += sign

    def _write_words(self) -> None:
        """Write how many texts and places hold each word whose number changed."""
        changed = sorted(
            word for word in {*self._texts, *self._places} if self._texts[word] or self._places[word]
        )
        for start in range(0, len(changed), _WORDS_AT_ONCE):
            some = changed[start : start + _WORDS_AT_ONCE]
            quoted = ", ".join(f"'{word}'" for word in some)
            where = f"word in [{quoted}] and {alive(self._store.shown.number)}"
            old = self._engine.few(self._names.words, where, ("row", "word", "texts", "places"))
            mark(self._engine, self._names.words, [row["row"] for row in old], self._store.coming)
            counts = {row["word"]: (row["texts"], row["places"]) for row in old}
            self._engine.insert(
                self._names.words, [row for word in some if (row := self._word(word, counts))]
            )

    def _word(self, word: str, old: Mapping[str, tuple[int, int]]) -> Row | None:
        texts, places = old.get(word, (0, 0))
        texts, places = texts + self._texts[word], places + self._places[word]
        if not texts and not places:
            return None
        fields = {"word": word, "texts": texts, "places": places, "nothing": [0.0, 0.0]}
        return {**life(next(self._store.rows_from), self._store.coming), **fields}


def _batches(values: Sequence[_T], size: int = _CONTENTS_AT_ONCE) -> Iterator[Sequence[_T]]:
    for start in range(0, len(values), size):
        yield values[start : start + size]
