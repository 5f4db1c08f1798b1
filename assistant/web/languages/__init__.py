"""Translation of the page: English sentences in the code, a catalogue beside this module for each language.

The keys of a catalogue are the English sentences. The language is the first one of the visitor's browser if
there is a catalogue for it, else English.
"""

from __future__ import annotations

import json
import re
from contextvars import ContextVar
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import gradio as gr

LANGUAGES = ("en", "fr", "de", "es", "zh")
_CATALOGUES = tuple(language for language in LANGUAGES if language != "en")
# Narrow spaces keep the groups of a number together on one line.
_GROUPED_BY = {"en": ",", "fr": "\N{NARROW NO-BREAK SPACE}", "de": ".", "es": "\N{NO-BREAK SPACE}", "zh": ","}
_DECIMAL = {"fr": ",", "de": ",", "es": ","}
# Gradio looks for the browser's full tag first.
_TAGS = {"zh": ("zh", "zh-CN", "zh-TW")}
_IN_SCRIPT = re.compile(r"\bsay\(\s*\"((?:[^\"\\]|\\.)+)\"")
_visitor: ContextVar[str] = ContextVar("language of the visitor", default="en")


@cache
def catalogue(language: str) -> dict[str, str]:
    """Return the sentences of a language by the English ones; empty for English."""
    if language not in _CATALOGUES:
        return {}
    file = resources.files(__package__).joinpath(f"{language}.json")
    words: dict[str, str] = json.loads(file.read_text(encoding="utf-8"))
    return words


def set_language(accepted: str) -> None:
    """Set the language for the rest of the current task (a context variable).

    Args:
        accepted: What the browser sent as `Accept-Language`.
    """
    _visitor.set(first_language(accepted))


def first_language(accepted: str) -> str:
    """Return the first language of an `Accept-Language`, English if there is no catalogue for it.

    The browser translates the labels of components by its first language alone, so the others are ignored.
    """
    first = accepted.split(",", 1)[0].split(";", 1)[0].split("-", 1)[0].strip().lower()
    return first if first in LANGUAGES else "en"


def current_language() -> str:
    """Return the language of the visitor."""
    return _visitor.get()


def say(sentence: str, /, **values: str | int) -> str:
    """Return a sentence in the visitor's language, with `values` inserted for {names}."""
    said = catalogue(_visitor.get()).get(sentence, sentence)
    return said.format(**values) if values else said


def translatable(sentence: str) -> str:
    """Return a sentence unchanged and mark it as one of the catalogues; `say` translates it later."""
    return sentence


def count(number: int, noun: str) -> str:
    """Return a number with its noun: "1 file", "1,200 files"."""
    is_one = number == 1 or (number == 0 and current_language() == "fr")
    return say(f"{{count}} {noun}" if is_one else f"{{count}} {noun}s", count=grouped(number))


def unreadable_files(files: int) -> str:
    """Return how many files could not be read."""
    if files == 1:
        return say("{count} file could not be read", count=1)
    return say("{count} files could not be read", count=grouped(files))


def warned_documents(documents: int) -> str:
    """Return how many documents were read with warnings."""
    if documents == 1:
        return say("{count} document was read with warnings; the table shows them.", count=1)
    return say("{count} documents were read with warnings; the table shows them.", count=grouped(documents))


def only_these(documents: int) -> str:
    """Return the label of the button that limits questions to some documents."""
    if documents == 1:
        return say("Ask only this one")
    return say("Ask only these {count}", count=grouped(documents))


def grouped(number: int) -> str:
    """Return a number with thousands separators."""
    return f"{number:,}".replace(",", _GROUPED_BY[current_language()])


def decimal(number: float, digits: int) -> str:
    """Return a number with `digits` decimal places."""
    whole, point, rest = f"{number:,.{digits}f}".partition(".")
    return (
        whole.replace(",", _GROUPED_BY[current_language()])
        + point.replace(".", _DECIMAL.get(current_language(), "."))
        + rest
    )


@cache
def component_catalogue() -> gr.I18n:
    """Return the catalogues for Gradio, which translates labels of components in the browser."""
    import gradio as gr  # imported here, because all else needs only the catalogues

    english = {key: key for key in catalogue("fr")}
    translations = {"en": english}
    for language in _CATALOGUES:
        translations |= dict.fromkeys(_TAGS.get(language, (language,)), catalogue(language))
    return gr.I18n(**translations)


def component_text(sentence: str) -> str:
    """Return the label of a component, which is the same for every visitor; the browser translates it."""
    return component_catalogue()(sentence)  # type: ignore[return-value]


def script_catalogue(script: str) -> str:
    """Return the line that defines the translations that a script needs."""
    said = sorted(set(_IN_SCRIPT.findall(script)))
    words = {
        lang: {key: catalogue(lang)[key] for key in said if key in catalogue(lang)} for lang in _CATALOGUES
    }
    return f"const WORDS = {json.dumps(words, ensure_ascii=False)};\n"
