"""Documents that are attached to others, as they are told from files of the corpus by their paths."""

from __future__ import annotations

from collections.abc import Container, Iterable
from itertools import islice

from assistant.index.store.rows import ContentHolders, ContentPaths, ContentRecord, pages_of

# So many messages are named in the title of a file that is attached to many.
_MOST_NAMED = 3


def holder_of(path: str, documents: Container[str]) -> str:
    """Return the document that a document is attached to, "" for a file of the corpus.

    Nothing lies below a file, so what lies below another document is attached to it.

    Args:
        path: The document, as "mail.eml/contract.pdf".
        documents: The paths of all documents.
    """
    above, _, _ = path.rpartition("/")
    return above if above in documents else ""


def holders_by_content(paths: ContentPaths) -> ContentHolders:
    """Return the contents of the messages that files are attached to, by the content of the file.

    Args:
        paths: The documents of each content.
    """
    contents = {path: content for content, same in paths.items() for path in same}
    found: dict[int, tuple[int, ...]] = {}
    for content, same in paths.items():
        holders = (contents.get(path.rpartition("/")[0]) for path in same)
        if known := tuple(dict.fromkeys(holder for holder in holders if holder is not None)):
            found[content] = known
    return found


def title_of_attached(title: str, holders: Iterable[ContentRecord]) -> str:
    """Return the title of an attached file with the subject, sender and date of its message.

    So "What did Anna attach about the offer?" finds a file that names neither Anna nor an offer.
    """
    first = islice(holders, _MOST_NAMED)
    named = [", ".join(filter(None, (holder.title, _sender_and_date(holder)))) for holder in first]
    attached = f"attached to {'; '.join(filter(None, named))}" if any(named) else ""
    return " · ".join(filter(None, (title, attached)))


def _sender_and_date(message: ContentRecord) -> str:
    pages = pages_of(message)
    return pages[0].label if pages else ""
