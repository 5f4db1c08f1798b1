"""What a check of an index finds, and the checks that are the same for every store."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from assistant.errors import AssistantError, IndexDamagedError
from assistant.index.search.caches import paths_by_content
from assistant.index.store.reader import StoreReader
from assistant.index.store.rows import LOST_RECIPE, StoredDocument, StoredPassage
from assistant.models.embedder import load_embedder
from assistant.settings import Settings

# So many problems or documents are named in one finding.
MOST_LISTED = 3


@dataclass(frozen=True, slots=True)
class Finding:
    """The result of one check: its name, whether all is sound, a detail, and how to repair what is not."""

    check: str
    sound: bool
    detail: str
    repair: str = ""


def content_problems(store: StoreReader, documents: dict[str, StoredDocument]) -> Iterator[tuple[str, int]]:
    """Yield for each content what is wrong with it ("" if nothing is) and the number of ranges checked."""
    paths = paths_by_content(documents.values())
    for content in sorted({*store.content_ids(), *paths}):
        try:
            text = store.text(content)
            store.tables(content)
            passages = store.passages(store.content(content).passage_ids, paths)
        except IndexDamagedError as error:
            yield str(error), 0
            continue
        wrong = next((passage for passage in passages if not _ranges_hold(passage, text)), None)
        whose = f"'{paths[content][0]}'" if content in paths else f"content {content}"
        problem = "" if wrong is None else f"passage {wrong.id} of {whose} is not what its document says"
        if any(documents[name].sha256 != p.sha256 for p in passages for name in p.documents):
            problem = f"what is stored of {whose} comes from another file"
        yield problem, sum(1 + len(passage.sentences) for passage in passages)


def _ranges_hold(passage: StoredPassage, text: str) -> bool:
    inside = all(passage.start <= s.start < s.end <= passage.end for s in passage.sentences)
    return inside and text[passage.start : passage.end] == passage.text


def check_documents(documents: dict[str, StoredDocument], build: str) -> Iterator[Finding]:
    """Yield a finding if documents were lost to damage."""
    lost = [document.path for document in documents.values() if document.recipe.startswith(LOST_RECIPE)]
    if lost:
        detail = f"what was stored of {listed(lost)} was damaged and is gone"
        yield Finding("documents", False, detail, build)


def listed(paths: list[str]) -> str:
    """Return some paths as words."""
    more = f" and {len(paths) - MOST_LISTED} more" if len(paths) > MOST_LISTED else ""
    return ", ".join(f"'{path}'" for path in paths[:MOST_LISTED]) + more


def check_contents(
    store: StoreReader, documents: dict[str, StoredDocument], repair: str
) -> Iterator[Finding]:
    """Check every text and every range of the contents of a store."""
    found = list(content_problems(store, documents))
    wrong = [problem for problem, _ in found if problem]
    exact = f"{sum(ranges for _, ranges in found)} ranges of {len(found)} texts are exact"
    yield Finding("ranges", not wrong, "; ".join(wrong[:MOST_LISTED]) or exact, repair if wrong else "")


def check_model(settings: Settings, store: StoreReader, build: str) -> Finding:
    """Check that the embedding model of an index can be used."""
    made_with = store.model()
    if made_with is None:
        return Finding("model", False, "the index names no embedding model", build)
    name, identity, backend = made_with
    try:
        embedder = load_embedder(settings.using(model=name, backend=backend), identity)
    except AssistantError as error:
        return Finding("model", False, str(error), build)
    return Finding("model", True, f"{name} ({identity[:12]}), {embedder.dimension} dimensions, {backend}")
