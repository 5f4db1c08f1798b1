"""The themes on the start page: a card for each, which expands to its questions and documents.

Gradio's sanitiser removes data attributes, so a class such as "theme-7-0" says which theme a card or button
belongs to.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.types import DocumentInfo, Theme
from assistant.web.citations.text import document_link
from assistant.web.escape import Html, tag, visible
from assistant.web.languages import count, grouped, only_these, say
from assistant.web.state.overview import Overview

_AT_FIRST = 6
_MOST_NAMED = 6
_KEY = re.compile(r"(\d{1,18})-(\d{1,4})", re.ASCII)


def themes_html(overview: Overview, documents: Sequence[DocumentInfo]) -> Html | None:
    """Return the themes of an overview, the largest first, None if there are none.

    Args:
        overview: The themes and questions found so far.
        documents: All documents.
    """
    if not overview.themes:
        return None
    indexed = sum(info.state == "indexed" for info in documents)
    cards = [_card(overview, number, indexed) for number in range(len(overview.themes))]
    more = cards[_AT_FIRST:]
    return tag(
        "section",
        tag("h3", say("Themes")),
        tag("div", *cards[:_AT_FIRST], class_="cards"),
        tag(
            "details",
            tag("summary", count(len(more), "more theme")),
            tag("div", *more, class_="cards"),
            class_="more-themes",
        )
        if more
        else None,
        class_="themes",
    )


def theme_by_key(overview: Overview, key: object) -> Theme | None:
    """Return the theme with a key "commit-number", None if the key is invalid or of another commit."""
    match = _KEY.fullmatch(key) if isinstance(key, str) else None
    if match is None or int(match[1]) != overview.commit or int(match[2]) >= len(overview.themes):
        return None
    return overview.themes[int(match[2])]


def _card(overview: Overview, number: int, indexed: int) -> Html:
    theme, key = overview.themes[number], f"theme-{overview.commit}-{number}"
    first, *rest = map(visible, theme.phrases)
    return tag(
        "details",
        tag(
            "summary",
            tag("strong", tag("bdi", first)),
            tag("span", tag("bdi", ", ".join(rest)), class_="rest") if rest else None,
            tag("span", count(len(theme.documents), "document"), class_="how-many"),
        ),
        tag("div", *_inside(overview, number, indexed, key), class_="inside"),
        class_=f"card {key}",
    )


def _inside(overview: Overview, number: int, indexed: int, key: str) -> list[Html]:
    theme = overview.themes[number]
    questions = overview.questions_by_theme[number] if number < len(overview.questions_by_theme) else ()
    names = [tag("li", document_link(path)) for path in theme.documents[:_MOST_NAMED]]
    unnamed = len(theme.documents) - len(names)
    if unnamed:
        names.append(tag("li", say("and {count} more", count=grouped(unnamed))))
    inside = [tag("button", question, type="button", class_="suggested") for question in questions]
    inside.append(tag("ul", *names, class_="names"))
    if len(theme.documents) < indexed:
        words = only_these(len(theme.documents))
        inside.append(tag("button", words, type="button", class_=f"select-theme {key}"))
    return inside
