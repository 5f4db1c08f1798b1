"""The page in other languages: whole catalogues, and a page that speaks the language of the browser."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from contextvars import copy_context
from pathlib import Path

import pytest
from languages import FRENCH
from playwright.sync_api import Page, expect
from web_actions import ask, open_citation
from web_site import Site

import assistant.web
from assistant.answering.language_hint import language_hint
from assistant.answering.replies import refusal_message, small_talk
from assistant.web.chat import streaming
from assistant.web.gradio_support import error_handling
from assistant.web.languages import (
    LANGUAGES,
    catalogue,
    count,
    decimal,
    first_language,
    grouped,
    say,
    set_language,
)
from assistant.web.languages.core_sentences import translated

OTHERS = [language for language in LANGUAGES if language != "en"]
WEB = Path(assistant.web.__file__).parent
IN_SCRIPT = re.compile(r"\bsay\(\s*\"((?:[^\"\\]|\\.)+)\"")
Visit = Callable[..., Page]


def sentences_of_the_page() -> Iterator[str]:
    """Yield every sentence that the code of the page says."""
    for path in WEB.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
                continue
            arguments = [each.value for each in node.args if isinstance(each, ast.Constant)]
            if node.func.id in ("say", "translatable", "component_text") and arguments:
                yield str(arguments[0])
            elif node.func.id == "count":
                yield from (f"{{count}} {arguments[0]}", f"{{count}} {arguments[0]}s")
    for path in WEB.rglob("*.js"):
        yield from IN_SCRIPT.findall(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("language", OTHERS)
def test_a_catalogue_has_every_sentence_and_no_other(language: str) -> None:
    said, words = set(sentences_of_the_page()), catalogue(language)
    assert len(said) > 200
    assert said - set(words) == set()
    assert set(words) - said == set()
    for english, other in words.items():
        assert sorted(re.findall(r"\{\w*\}", other)) == sorted(re.findall(r"\{\w*\}", english)), english
        assert other.strip()
        assert (english[-1] == ":") == (other[-1] in ":：")


@pytest.mark.parametrize("language", OTHERS)
def test_no_sentence_was_left_in_english(language: str) -> None:
    """Words may be the same in two languages, sentences of several words are not."""
    same = [key for key, words in catalogue(language).items() if key == words and len(key.split()) > 2]
    assert [key for key in same if not key.startswith("{")] == []


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("fr-FR,fr;q=0.9,en;q=0.8", "fr"),
        ("de", "de"),
        ("ZH-cn", "zh"),
        ("es-419;q=1.0", "es"),
        ("it-IT,fr;q=0.9", "en"),
        ("en-GB", "en"),
        ("", "en"),
        ("*", "en"),
        (",;-", "en"),
    ],
)
def test_the_first_language_of_the_browser_counts(accepted: str, language: str) -> None:
    assert first_language(accepted) == language


def in_language(language: str, call: Callable[[], str]) -> str:
    def spoken() -> str:
        set_language(language)
        return call()

    return copy_context().run(spoken)


def test_numbers_and_plurals() -> None:
    assert count(1, "file") == "1 file"
    assert count(1200, "file") == "1,200 files"
    assert in_language("fr", lambda: count(0, "file")) == "0 fichier"
    assert in_language("de", lambda: count(1200, "file")) == "1.200 Dateien"
    assert in_language("zh", lambda: count(1, "file")) == "1 个文件"
    assert in_language("fr", lambda: grouped(1234567)) == "1\u202f234\u202f567"
    assert in_language("es", lambda: decimal(1234.5, 1)) == "1\u00a0234,5"
    assert decimal(-0.25, 2) == "-0.25"


def test_values_are_put_in_as_they_are() -> None:
    assert say("Added {names}.", names="{0} {count}") == "Added {0} {count}."


@pytest.mark.parametrize(
    "sentence",
    [
        refusal_message(0),
        refusal_message(1),
        refusal_message(24),
        f"{refusal_message(24)} {language_hint('Où est le trésor de la ville', (), answered=False)}",
        language_hint("Where is the treasure of the town?", [FRENCH], answered=True),
        language_hint("Où est le trésor de la ville", [FRENCH], answered=False),
        small_talk(""),
        small_talk("hello"),
        small_talk("thanks"),
        small_talk("help"),
        small_talk("?!"),
        small_talk("x" * 5000),
        streaming.NOTHING_INDEXED,
        streaming.NOT_THERE,
        streaming.STOPPED,
        error_handling.UNEXPECTED,
    ],
)
def test_what_the_core_says_is_known(sentence: str) -> None:
    """Nothing is left in English, and in English nothing is changed."""
    assert translated(sentence) == sentence
    chinese = in_language("zh", lambda: translated(sentence))
    assert not re.search(r"[a-z]{3}", chinese.replace("Assistant", ""))


def test_what_nobody_knows_stays_as_it_is() -> None:
    error = "The index in 'x' is damaged; run 'assistant doctor'."
    assert in_language("fr", lambda: translated(error)) == error
    assert in_language("fr", lambda: translated("Stopped. " + error)) == "Arrêté. " + error


# --- in the browser


@pytest.mark.parametrize(
    ("locale", "words"),
    [
        ("fr-FR", ("Discussion", "Documents", "Votre question", "Demander", "Nouvelle conversation")),
        ("zh-CN", ("对话", "文档", "您的问题", "提问", "新对话")),
    ],
)
def test_the_page_speaks_the_language_of_the_browser(
    site: Site, visit: Visit, locale: str, words: tuple[str, ...]
) -> None:
    language = locale[:2]
    chat_tab, documents, field, button, new_conversation = words
    known = catalogue(language)
    page = visit(site.url, locale=locale)
    expect(page.locator("html")).to_have_attribute("lang", language)
    expect(page.get_by_role("tab", name=chat_tab, exact=True)).to_be_visible()
    expect(page.get_by_label(field)).to_have_attribute("placeholder", known["Ask about your documents"])
    expect(page.get_by_role("button", name=button, exact=True)).to_be_visible()
    expect(page.get_by_role("button", name=new_conversation)).to_be_visible()
    expect(page.locator("#chat .welcome h2")).to_have_text(known["Ask your documents"])
    expect(page.locator("#chat .welcome h3")).to_have_text(known["Themes"])
    expect(page.locator("#history-header h2")).to_have_text(known["Conversations"])
    expect(page.locator("#source .source-empty")).to_contain_text(known[EMPTY])
    expect(page.get_by_role("group", name=known["Questions to begin with"])).to_be_visible()
    page.get_by_label(field).fill("Who founded the coffee house of Aldermoor?")
    page.get_by_label(field).press("Enter")
    answer = page.locator("#chat .answer")
    expect(answer.locator("a.read")).to_have_text(known["Why this answer?"])
    expect(answer).to_contain_text("1694")
    expect(page.get_by_role("button", name=button, exact=True)).to_be_visible()
    open_citation(page, answer)
    expect(page.locator("#source").get_by_role("button", name=known["Copy link"])).to_be_visible()
    page.get_by_role("tab", name=documents, exact=True).click()
    expect(page.locator("#upload").get_by_role("button", name=known["Add files"], exact=True)).to_be_visible()
    expect(page.locator("#documents th").nth(1)).to_have_text(known["Document"])
    shown = page.locator("#tabs").inner_text()
    for english in ("Add files", "Search by", "Rename", "Remove", "Passages", "could not"):
        assert english == known.get(english) or english not in shown


def test_other_languages_get_english_and_visitors_do_not_mix(site: Site, visit: Visit) -> None:
    italian, german = visit(site.url, locale="it-IT"), visit(site.url, locale="de-DE")
    expect(italian.locator("html")).to_have_attribute("lang", "en")
    expect(german.locator("html")).to_have_attribute("lang", "de")
    expect(german.locator("#chat .welcome h2")).to_have_text("Fragen Sie Ihre Dokumente")
    expect(italian.locator("#chat .welcome h2")).to_have_text("Ask your documents")
    refused = ask(italian, "How much is a ticket to the moon?")
    expect(refused).to_contain_text("I did not find an answer")


EMPTY = "The sentence that an answer rests on is shown here; each number opens its own."
