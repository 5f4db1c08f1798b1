"""Adding a page of the web to the corpus, as a visitor asks for one address."""

from __future__ import annotations

import threading

from assistant.conversation.history.types import new_id
from assistant.download.add import add_page
from assistant.errors import PageError
from assistant.settings import Settings
from assistant.web.documents.changes import Outcome
from assistant.web.escape import Html, tag, visible
from assistant.web.languages import say
from assistant.web.state.library import Library

# Fetching may take as long as the setting allows; more at once would leave no thread for the page itself.
_FETCHING = threading.BoundedSemaphore(3)
_WAITED_FOR_MORE = 30  # seconds that the page waits beyond the limit for fetching


def add_page_html(settings: Settings, address: str = "") -> Html:
    """Return the field that takes an address, empty markup where pages are not fetched.

    Args:
        settings: Say whether pages are fetched, and in what time.
        address: What stands in the field.
    """
    if settings.web_pages == "off":
        return Html("")
    words = say("Address of a page of the web")
    return tag(
        "form",
        tag(
            "input",
            type="text",
            inputmode="url",
            maxlength=2000,
            value=address,
            placeholder="https://…",
            aria_label=words,
            title=words,
            autocomplete="off",
            spellcheck="false",
        ),
        tag("button", say("Add a page"), type="submit"),
        class_="add-page",
        data_seconds=int(settings.web_seconds) + _WAITED_FOR_MORE,
        data_count=new_id(),  # so that the same field is written anew
    )


def add_page_from_web(library: Library, address: object) -> Outcome:
    """Fetch a page into the corpus; the outcome says where it is, or why it is not."""
    if not isinstance(address, str) or not address.strip():
        return Outcome()
    if not _FETCHING.acquire(blocking=False):
        return Outcome((say("Other pages are being fetched; try again in a moment."),))
    try:
        page = add_page(address, library.settings)
    except PageError as error:
        return Outcome((visible(str(error)),))
    finally:
        _FETCHING.release()
    name = visible(page.path)
    said = (
        say("'{name}' was fetched anew.", name=name) if page.replaced else say("Added '{name}'.", name=name)
    )
    return Outcome((said,), changed=True)
