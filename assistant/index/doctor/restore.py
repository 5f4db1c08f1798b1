"""Give documents that lost what was stored of them their content again, from the corpus."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.errors import ModelError
from assistant.index.build.build import commit_documents
from assistant.index.build.plan import Plan, Recipes, make_recipes
from assistant.index.build.scan import CorpusFile, scan_corpus
from assistant.index.build.work import OnProgress, Work
from assistant.index.store.rows import LOST_RECIPE, StoredDocument
from assistant.index.store.writable import WritableStore
from assistant.models.source import resolve_model
from assistant.settings import Settings


@dataclass(frozen=True, slots=True)
class Restored:
    """Documents that were read again, documents whose entry was found again, and the cost in passages."""

    read: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    embedded_passages: int = 0


def restore(
    store: WritableStore, settings: Settings, names_are_missing: bool, on_progress: OnProgress
) -> Restored:
    """Read files of the corpus that are what was indexed and lost, and nothing else.

    A file that has changed since, or that would be cut or embedded otherwise now, is left to the next
    build.

    Args:
        store: A store without damage; the writer's lock must be held.
        settings: Name the corpus.
        names_are_missing: Whether to look for files whose content is stored but that have no entry.
        on_progress: Called with how far it is.

    Raises:
        AssistantError: The corpus is not there.
        ModelError: The model that the index was built with cannot be used.
    """
    model = store.meta("model")
    made_with = store.model()
    documents = store.documents()
    lost = any(document.recipe.startswith(LOST_RECIPE) for document in documents.values())
    if made_with is None or model is None or not (lost or names_are_missing):
        return Restored()
    name, identity, backend = made_with
    settings = settings.using(model=name, backend=backend)
    source = resolve_model(name)
    if source.identity != identity:
        raise ModelError(f"The index was built with other weights than the model '{name}' has now.")
    files = scan_corpus(settings).files
    recipes = make_recipes(settings, identity)
    to_read = tuple(_unchanged(files, documents, recipes))
    known = store.known_contents()
    new = {(f.sha256, f.kind): f for f in to_read if recipes.content_of(f, known)[1] is None}
    plan = Plan((), to_read, tuple(new.values()), (), recipes, documents)
    work = Work(store, settings, source, plan, on_progress, time.monotonic())
    work.read_and_embed()
    known = store.known_contents()
    unlisted = [file for file in files if file.path not in documents] if names_are_missing else []
    again = {}
    for file in (*to_read, *unlisted):
        made_by, content = recipes.content_of(file, known)
        if content is not None:
            store.check_content(content, (file.sha256, file.kind, made_by))
            again[file.path] = StoredDocument(file.path, file.sha256, file.size, made_by, content)
    if again:
        commit_documents(store, settings, model, documents, documents | again)
    read, named = (tuple(p for p in again if (p in documents) is known) for known in (True, False))
    return Restored(read, named, work.progress.passages_done)


def _unchanged(
    files: tuple[CorpusFile, ...], documents: dict[str, StoredDocument], recipes: Recipes
) -> Iterator[CorpusFile]:
    """Yield the files of lost documents that would give the very content that was lost."""
    for file in files:
        lost = documents.get(file.path)
        made_by = [f"{LOST_RECIPE}{recipe}" for recipe in recipes.good_for(file)]
        if lost and lost.recipe in made_by and lost.sha256 == file.sha256:
            yield file
