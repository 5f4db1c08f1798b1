"""The collections of an index on Milvus, and the filters over them.

`NAME_state` holds the commits and the claims of builds, `NAME_records` documents and parts of texts,
`NAME_words` how many passages hold each word, `NAME_passages_N` passages with embeddings of N dimensions.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Any

from assistant.index.milvus.engine import Engine

if TYPE_CHECKING:
    from pymilvus import CollectionSchema

# What `died` is while a row is alive.
FOREVER = 2**62
# Milvus counts the bytes of a VARCHAR, and takes 65,535.
LONGEST = 65_535
# Kinds of records: a document; that a content is complete; a part of something longer.
DOCUMENT, HEADER, PART = 1, 2, 3
# BM25's constants, which tantivy has too.
K1, B = 1.2, 0.75


class Names:
    """The names of the collections of an index."""

    def __init__(self, name: str) -> None:
        """Take what they begin with."""
        self.state, self.records, self.words = (f"{name}_{what}" for what in ("state", "records", "words"))
        self._passages = f"{name}_passages_"

    def passages(self, dimension: int) -> str:
        """Return the collection of the passages with embeddings of a dimension."""
        return f"{self._passages}{dimension}"

    def all_passages(self, collections: Iterable[str]) -> list[str]:
        """Return those of some collections that hold passages of this index."""
        return sorted(
            name
            for name in collections
            if name.startswith(self._passages) and name.removeprefix(self._passages).isdigit()
        )


def alive(commit: int) -> str:
    """Return the filter of the rows that a commit shows."""
    return f"born <= {commit} and died > {commit}"


def among(field: str, numbers: Collection[int]) -> str:
    """Return the filter of the rows whose field is one of some numbers."""
    return f"{field} in [{', '.join(map(str, numbers))}]"


def create_collections(engine: Engine, names: Names) -> None:
    """Create the collections that do not depend on the embedding model, if they are not there yet."""
    there = engine.collections()
    if names.records not in there:
        fields = {
            "kind": "INT64",
            "field": "VARCHAR",
            "content": "INT64",
            "number": "INT64",
            "data": "VARCHAR",
        }
        _create(engine, names.records, {**_LIFE, **fields}, ("kind", "content"))
    if names.words not in there:
        counts = {"texts": "INT64", "places": "INT64"}
        _create(engine, names.words, {**_LIFE, "word": "VARCHAR", **counts}, ("word",))
    if names.state not in there:
        _create(engine, names.state, {"row": "VARCHAR", "number": "INT64", "data": "VARCHAR"}, ())


def create_passages(engine: Engine, name: str, dimension: int) -> None:
    """Create a collection of passages, if it is not there yet."""
    if name in engine.collections():
        return
    from pymilvus import Function, FunctionType

    numbers = dict.fromkeys(("passage", "content", "start", "stop"), "INT64")
    schema, indexes = _described({**_LIFE, **numbers, "data": "VARCHAR"})
    # Words come analyzed, so the engine only has to cut at spaces; its own analysis would differ by version.
    schema.add_field(
        "words",
        _type("VARCHAR"),
        max_length=LONGEST,
        enable_analyzer=True,
        analyzer_params={"tokenizer": "standard"},
    )
    schema.add_field("vector", _type("FLOAT_VECTOR"), dim=dimension)
    schema.add_field("sparse", _type("SPARSE_FLOAT_VECTOR"))
    schema.add_function(
        Function(
            name="bm25",
            function_type=FunctionType.BM25,
            input_field_names=["words"],
            output_field_names=["sparse"],
        )
    )
    # milvus-lite's AUTOINDEX loses passages beside dead rows; as small as it is, all can be compared.
    nearest = "FLAT" if engine.is_lite() else "AUTOINDEX"
    indexes.add_index("vector", index_type=nearest, metric_type="COSINE")
    constants = {"bm25_k1": K1, "bm25_b": B}
    indexes.add_index("sparse", index_type="SPARSE_INVERTED_INDEX", metric_type="BM25", params=constants)
    for field in ("passage", "content"):
        indexes.add_index(field, index_type="INVERTED")
    engine.create(name, schema, indexes)


_LIFE = {"row": "INT64", "born": "INT64", "died": "INT64"}


def _create(engine: Engine, name: str, fields: dict[str, str], indexed: Iterable[str]) -> None:
    schema, indexes = _described(fields)
    # Every collection needs a vector, whether anybody searches it or not.
    schema.add_field("nothing", _type("FLOAT_VECTOR"), dim=2)
    indexes.add_index("nothing", index_type="FLAT", metric_type="L2")
    for field in indexed:
        indexes.add_index(field, index_type="INVERTED")
    engine.create(name, schema, indexes)


def _described(fields: dict[str, str]) -> tuple[CollectionSchema, Any]:
    from pymilvus import MilvusClient

    schema = MilvusClient.create_schema(auto_id=False, enable_dynamic_field=False)
    for name, kind in fields.items():
        length = {"max_length": LONGEST} if kind == "VARCHAR" else {}
        if name == "row" and length:
            length = {"max_length": 100}
        schema.add_field(name, _type(kind), is_primary=name == "row", **length)
    return schema, MilvusClient.prepare_index_params()


def _type(kind: str) -> Any:
    from pymilvus import DataType

    return getattr(DataType, kind)
