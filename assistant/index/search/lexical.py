"""The lexical cache: BM25 over passages by tantivy, one folder a commit, sharing files with the last."""

from __future__ import annotations

import json
import math
import os
import re
import shutil
import tempfile
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.common.files import BEING_WRITTEN, file_digest, sync_folder, write_durably
from assistant.errors import IndexDamagedError
from assistant.index.store.digest import digest

if TYPE_CHECKING:
    import tantivy

LEXICAL_VERSION = 4
_MANIFEST = "manifest.json"
_TOKENIZER = "words"
# Scripts written without spaces are indexed character by character.
_UNSPACED = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}"
# Letters and figures apart, so that "FY2017" is found by "2017".
_WORDS = rf"[{_UNSPACED}]|[\p{{L}}\p{{M}}&&[^{_UNSPACED}]]+|\p{{N}}+"
# What tantivy writes anew at each commit; its other files never change once they are there.
_REWRITTEN = ("meta.json", ".managed.json")
# A title or heading says what a passage is about, but the passage itself must say more.
_TITLE_WEIGHT = 0.5
# How soon saying a term again counts for little; tantivy's own.
_K1 = 1.2


@dataclass(frozen=True, slots=True)
class LexicalEntry:
    """A passage as it is indexed: its id, the id of its content, its text, and title with heading."""

    passage: int
    content: int
    text: str
    title: str


def analyze(text: str) -> list[str]:
    """Return the index terms of a text: lower case, without accents, English words stemmed."""
    terms: list[str] = _analyzer().analyze(_composed(text))
    return terms


@cache
def function_words() -> frozenset[str]:
    """Return the terms that carry no topic: English function and question words, analyzed."""
    return frozenset(analyze(_FUNCTION_WORDS))


class LexicalIndex:
    """BM25 search over the passages of one commit; safe to use from several threads."""

    def __init__(self, index: tantivy.Index, dropped: int = 0) -> None:
        """Wrap an open tantivy index; use `build_lexical` or `open_lexical`.

        Args:
            index: tantivy's.
            dropped: How many passages went since it was written whole. They are not found, and still count
                in how rare a word is.
        """
        self.dropped = dropped
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
                tantivy.Query.boost_query(holds("title", term), _TITLE_WEIGHT),
            ]
            found = tantivy.Query.boolean_query([(tantivy.Occur.Should, each) for each in any_of])
            named = [name for name, parts in compounds.items() if term in parts]
            if named:
                # "Best Buy" in the file name BESTBUY_2019: all its passages speak of it as much as any can.
                most = (_K1 + 1) * self.rarity(term)
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

    def passages_with(self, term: str) -> int:
        """Return how many passages hold a term in their text."""
        return int(self._searcher.doc_freq("text", term))

    def rarity(self, term: str) -> float:
        """Return the inverse passage frequency of a term: what holding it once weighs in BM25."""
        found = self.passages_with(term)
        return math.log(1 + (self.count - found + 0.5) / (found + 0.5))


def build_lexical(folder: Path, entries: Iterable[LexicalEntry]) -> None:
    """Write the lexical index into a new folder, complete and on disk when this returns.

    Raises:
        OSError: It cannot be written.
    """
    import tantivy

    with _beside(folder) as beside:
        _change(tantivy.Index(_schema(), path=str(beside)), entries)
        _write_manifest(beside, folder.name, 0)


def change_lexical(
    last: LexicalIndex, before: Path, folder: Path, entries: Iterable[LexicalEntry], gone: Collection[int]
) -> None:
    """Write the lexical index of a commit, sharing with that of the last one what stays the same.

    Args:
        last: The last one, opened and so found sound.
        before: Its folder.
        folder: The folder to write, complete and on disk when this returns.
        entries: The passages that are new.
        gone: The contents whose passages go.

    Raises:
        OSError: It cannot be written.
    """
    import tantivy

    with _beside(folder) as beside:
        for path in _data_files(before):
            _share(path, beside / path.name)
        index = tantivy.Index.open(str(beside))
        added = _change(index, entries, gone)
        index.reload()
        dropped = last.count + added - index.searcher().num_docs
        _write_manifest(beside, folder.name, last.dropped + dropped)


@contextmanager
def _beside(folder: Path) -> Iterator[Path]:
    """Make a folder that takes the place of another in one step, when it is complete."""
    beside = Path(tempfile.mkdtemp(prefix=folder.name, suffix=BEING_WRITTEN, dir=folder.parent))
    try:
        try:
            yield beside
        except ValueError as error:  # tantivy's word for whatever the system refused
            raise _refused(error) from error
        shutil.rmtree(folder, ignore_errors=True)
        beside.rename(folder)
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        raise
    sync_folder(folder.parent)


def _refused(error: ValueError) -> OSError:
    """Return what the system said, as far as tantivy repeats it."""
    number = re.search(r"\(os error (\d+)\)", str(error))
    return OSError(int(number[1]), os.strerror(int(number[1]))) if number else OSError(str(error))


def _share(path: Path, other: Path) -> None:
    """Give a file a second name; where the disk cannot, or the file will be written to, a copy."""
    if path.name not in _REWRITTEN:
        try:
            os.link(path, other)
        except OSError:
            pass
        else:
            return
    shutil.copyfile(path, other)


def lexical_in_memory(entries: Iterable[LexicalEntry]) -> LexicalIndex:
    """Return a lexical index that is nowhere on disk."""
    import tantivy

    index = tantivy.Index(_schema())
    _change(index, entries)
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


def _change(index: tantivy.Index, entries: Iterable[LexicalEntry], gone: Collection[int] = ()) -> int:
    """Take contents out, put passages in, and return how many were put in."""
    import tantivy

    index.register_tokenizer(_TOKENIZER, _analyzer())
    # One thread: the same passages always give the same segments, and so the same scores.
    writer = index.writer(heap_size=64_000_000, num_threads=1)
    for content in gone:
        writer.delete_documents_by_term("content", content)
    added = 0
    for entry in entries:
        document = tantivy.Document()
        document.add_text("text", _composed(entry.text))
        document.add_text("title", _composed(entry.title))
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

    try:
        manifest = json.loads((folder / _MANIFEST).read_bytes())
        dropped = int(manifest["dropped"])
        intact = manifest == _manifest(folder, folder.name, dropped)
    except (OSError, ValueError, KeyError, TypeError):
        intact = False
    if not intact:
        raise IndexDamagedError(f"The lexical index '{folder.name}' is missing, damaged or of another index.")
    try:
        index = tantivy.Index.open(str(folder))
        index.register_tokenizer(_TOKENIZER, _analyzer())
        return LexicalIndex(index, dropped)
    except (ValueError, OSError) as error:
        raise IndexDamagedError(f"The lexical index '{folder.name}' cannot be opened.") from error


def _write_manifest(folder: Path, name: str, dropped: int) -> None:
    manifest = _manifest(folder, name, dropped)
    write_durably(folder / _MANIFEST, json.dumps(manifest).encode())


def _manifest(folder: Path, name: str, dropped: int) -> dict[str, Any]:
    """Return what the folder is called, the passages dropped, and the digest of each data file.

    The name tells it from that of another commit or index.
    """
    files = {path.name: file_digest(path) for path in _data_files(folder)}
    return {"name": name, "dropped": dropped, "files": files, "digest": digest((name, dropped)).hex()}


def _data_files(folder: Path) -> list[Path]:
    """Return the files that hold something; lock files come and go."""
    return [p for p in sorted(folder.iterdir()) if p.name != _MANIFEST and p.suffix != ".lock"]


def _composed(text: str) -> str:
    """Return the text with each letter and its accents as one character, as the analyzer expects them."""
    return unicodedata.normalize("NFC", text)


@cache
def _analyzer() -> tantivy.TextAnalyzer:
    import tantivy

    filters = (
        tantivy.Filter.lowercase(),
        tantivy.Filter.ascii_fold(),
        tantivy.Filter.remove_long(100),
        tantivy.Filter.stemmer("english"),
    )
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.regex(_WORDS))
    for each in filters:
        builder = builder.filter(each)
    return builder.build()


_FUNCTION_WORDS = """
a about above after again against all also am an and any are as at be because been before being
below between both but by can could d did do does doing don down during each either else ever every
few for from further had has have having he her here hers herself him himself his how i if in into
is it its itself just ll m many may me might more most much must my myself no nor not now of off on once only
or other our ours ourselves out over own please re s same shall she should so some such t tell than
that the their theirs them themselves then there these they this those through to too under until
up us ve very was we were what when where which while who whom whose why will with would you your
yours yourself yourselves
"""
