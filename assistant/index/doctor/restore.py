"""Restore documents whose stored content was lost, by reading their files of the corpus again."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from assistant.errors import ModelError
from assistant.index.build.corpus_file import CorpusFile
from assistant.index.build.plan import Plan, Recipes, make_recipes
from assistant.index.build.scan import scan_corpus
from assistant.index.build.target import commit_documents
from assistant.index.build.work import OnProgress, Work
from assistant.index.store.rows import LOST_RECIPE, StoredDocument
from assistant.index.store.writable import WritableStore
from assistant.models.source import ModelSource, resolve_model
from assistant.settings import Settings


@dataclass(frozen=True, slots=True)
class Restored:
    """Paths of documents that were read again, of those whose entry was made again, and passages embedded."""

    read: tuple[str, ...] = ()
    relisted: tuple[str, ...] = ()
    embedded_passages: int = 0


def restore(
    store: WritableStore, settings: Settings, entries_are_missing: bool, on_progress: OnProgress
) -> Restored:
    """Read the files of lost documents again, and no others.

    A file that has changed since, or whose passages or embeddings would come out differently now, is left to
    the next build.

    Args:
        store: A store without damage; the writer's lock must be held.
        settings: Name the corpus and the limits.
        entries_are_missing: Whether to look for files without an entry whose content is stored.
        on_progress: Called with how far it is.

    Raises:
        AssistantError: The corpus is not there.
        ModelError: The model that the index was built with cannot be used.
    """
    model = store.meta("model")
    made_with = store.model()
    documents = store.documents()
    lost = any(document.recipe.startswith(LOST_RECIPE) for document in documents.values())
    if made_with is None or model is None or not (lost or entries_are_missing):
        return Restored()
    name, identity, backend = made_with
    settings = settings.using(model=name, backend=backend)
    source = resolve_model(name)
    if source.identity != identity:
        raise ModelError(f"The index was built with other weights than the model '{name}' has now.")
    files = scan_corpus(settings).files
    recipes = make_recipes(settings, identity)
    to_read = tuple(_restorable(files, documents, recipes))
    embedded = _read_again(store, settings, source, to_read, documents, on_progress)
    unlisted = [file for file in files if file.path not in documents] if entries_are_missing else []
    restored = dict(_stored_documents(store, recipes, (*to_read, *unlisted)))
    if restored:
        commit_documents(store, settings, {"model": model}, documents, documents | restored)
    read = tuple(path for path in restored if path in documents)
    relisted = tuple(path for path in restored if path not in documents)
    return Restored(read, relisted, embedded)


def _read_again(
    store: WritableStore,
    settings: Settings,
    source: ModelSource,
    files: tuple[CorpusFile, ...],
    documents: dict[str, StoredDocument],
    on_progress: OnProgress,
) -> int:
    """Read and embed the files whose content is not stored; return the number of passages embedded."""
    recipes = make_recipes(settings, source.identity)
    known = store.known_contents()
    new = {(f.sha256, f.kind): f for f in files if recipes.content_of(f, known)[1] is None}
    plan = Plan((), files, tuple(new.values()), (), recipes, documents)
    work = Work(store, settings, source, plan, on_progress, time.monotonic())
    work.read_and_embed()
    return work.progress.passages_done


def _stored_documents(
    store: WritableStore, recipes: Recipes, files: Iterable[CorpusFile]
) -> Iterator[tuple[str, StoredDocument]]:
    """Yield path and entry of the files whose content is stored, after verifying that content."""
    known = store.known_contents()
    for file in files:
        made_by, content = recipes.content_of(file, known)
        if content is not None:
            store.check_content(content, (file.sha256, file.kind, made_by))
            yield file.path, StoredDocument(file.path, file.sha256, file.size, made_by, content)


def _restorable(
    files: tuple[CorpusFile, ...], documents: dict[str, StoredDocument], recipes: Recipes
) -> Iterator[CorpusFile]:
    """Yield the files of lost documents that give the same content as before."""
    for file in files:
        lost = documents.get(file.path)
        made_by = [f"{LOST_RECIPE}{recipe}" for recipe in recipes.acceptable(file)]
        if lost and lost.recipe in made_by and lost.sha256 == file.sha256:
            yield file
