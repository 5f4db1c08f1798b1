"""The lexical cache: BM25 over passages by tantivy, one folder a commit, rebuilt from the store."""

from __future__ import annotations

import hashlib
import json
import math
import shutil
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.errors import IndexDamagedError
from assistant.files import BEING_WRITTEN, sync_folder, write_durably

if TYPE_CHECKING:
    import tantivy

LEXICAL_VERSION = 3
_MANIFEST = "manifest.json"
_TOKENIZER = "words"
# Scripts written without spaces are indexed character by character.
_UNSPACED = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}"
# Letters and figures apart, so that "FY2017" is found by "2017".
_WORDS = rf"[{_UNSPACED}]|[\p{{L}}\p{{M}}&&[^{_UNSPACED}]]+|\p{{N}}+"
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
    terms: list[str] = _analyzer().analyze(text)
    return terms


@cache
def function_words() -> frozenset[str]:
    """Return the terms that carry no topic: English function and question words, analyzed."""
    return frozenset(analyze(_FUNCTION_WORDS))


class LexicalIndex:
    """BM25 search over the passages of one commit; safe to use from several threads."""

    def __init__(self, index: tantivy.Index) -> None:
        """Wrap an open tantivy index; use `build_lexical` or `open_lexical`."""
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
    beside = Path(tempfile.mkdtemp(prefix=folder.name, suffix=BEING_WRITTEN, dir=folder.parent))
    try:
        _write(beside, folder.name, entries)
        shutil.rmtree(folder, ignore_errors=True)
        beside.rename(folder)
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        raise
    sync_folder(folder.parent)


def lexical_in_memory(entries: Iterable[LexicalEntry]) -> LexicalIndex:
    """Return a lexical index that is nowhere on disk."""
    import tantivy

    index = tantivy.Index(_schema())
    _fill(index, entries)
    index.reload()
    return LexicalIndex(index)


def _write(folder: Path, name: str, entries: Iterable[LexicalEntry]) -> None:
    import tantivy

    try:
        _fill(tantivy.Index(_schema(), path=str(folder)), entries)
    except ValueError as error:  # tantivy's word for whatever the system refused
        raise OSError(str(error)) from error
    write_durably(folder / _MANIFEST, json.dumps(_manifest(folder, name)).encode())


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


def _fill(index: tantivy.Index, entries: Iterable[LexicalEntry]) -> None:
    import tantivy

    index.register_tokenizer(_TOKENIZER, _analyzer())
    # One thread: the same passages always give the same segments, and so the same scores.
    writer = index.writer(heap_size=64_000_000, num_threads=1)
    for entry in entries:
        document = tantivy.Document()
        document.add_text("text", entry.text)
        document.add_text("title", entry.title)
        document.add_integer("passage", entry.passage)
        document.add_integer("content", entry.content)
        writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()


def open_lexical(folder: Path) -> LexicalIndex:
    """Open the lexical index of a commit.

    Raises:
        IndexDamagedError: A file is missing or is not what was written.
    """
    import tantivy

    try:
        manifest = json.loads((folder / _MANIFEST).read_bytes())
        intact = manifest == _manifest(folder, folder.name)
    except (OSError, ValueError):
        intact = False
    if not intact:
        raise IndexDamagedError(f"The lexical index '{folder.name}' is missing, damaged or of another index.")
    try:
        index = tantivy.Index.open(str(folder))
        index.register_tokenizer(_TOKENIZER, _analyzer())
        return LexicalIndex(index)
    except (ValueError, OSError) as error:
        raise IndexDamagedError(f"The lexical index '{folder.name}' cannot be opened.") from error


def _manifest(folder: Path, name: str) -> dict[str, str]:
    """Return what the folder is called and the SHA-256 of each data file.

    The name tells it from that of another commit or index; lock files come and go and hold nothing.
    """
    sums = {"": name}
    for path in sorted(folder.iterdir()):
        if path.name != _MANIFEST and path.suffix != ".lock":
            with path.open("rb") as file:
                sums[path.name] = hashlib.file_digest(file, "sha256").hexdigest()
    return sums


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
