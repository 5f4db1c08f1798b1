"""The endpoints for programs, called as a program calls them."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from web_http import API, call, get, post
from web_site import FILES, Site

from assistant.errors import AssistantError
from assistant.index.build.lock import writer_lock
from assistant.settings import Settings
from assistant.web.state.library import Library

ASKED = "Who founded the coffee house?"


def said(site: Site, name: str, *data: object) -> str:
    """Return the sentence of an endpoint that refuses."""
    event = json.loads(post(site, f"call/{name}", {"data": data})[1])["event_id"]
    answer = get(f"{site.url}{API}/call/{name}/{event}")[1]
    assert "event: error" in answer
    return json.loads(answer.rpartition("data: ")[2])["error"]


@pytest.fixture(scope="module")
def own(start: Callable[..., Site], tiny: Settings) -> Site:
    """A page whose documents these tests change."""
    options = {"model": tiny.model, "cache": tiny.cache, "reader": "none", "caution": 0.0, "workers": 1}
    return start(FILES, **options)


def test_every_endpoint_says_what_it_takes_and_returns(site: Site) -> None:
    named = json.loads(get(f"{site.url}{API}/info")[1])["named_endpoints"]
    assert set(named) == {"/ask", "/search", "/documents", "/rebuild"}
    ask, search = named["/ask"], named["/search"]
    question, documents, written, since, until = ask["parameters"]
    assert question["parameter_name"] == "question"
    assert question["python_type"] == {"type": "str", "description": "A question in words."}
    assert not question["parameter_has_default"]
    assert documents["parameter_has_default"]
    assert documents["parameter_default"] is None
    assert documents["python_type"]["type"] == "None | list[str]"
    assert "a slash at the end" in documents["python_type"]["description"]
    assert (written["parameter_name"], written["parameter_default"]) == ("written", False)
    assert [(p["parameter_name"], p["parameter_default"]) for p in (since, until)] == [
        ("since", None),
        ("until", None),
    ]
    assert [(p["parameter_name"], p.get("parameter_default")) for p in search["parameters"]] == [
        ("question", None),
        ("k", 5),
        ("documents", None),
        ("since", None),
        ("until", None),
    ]
    types = {name: endpoint["returns"][0]["python_type"]["type"] for name, endpoint in named.items()}
    assert "quote: str" in types["/ask"]
    assert "answered: bool" in types["/ask"]
    assert types["/search"].startswith("list[dict(document: str, page: int | None")
    assert types["/documents"].startswith("list[dict(document: str, title: str, state: Literal['indexed'")
    assert types["/rebuild"].startswith("dict(changes: list[dict(kind: Literal['added'")
    assert all("path" not in kind and "Any" not in kind for kind in types.values())
    assert all(endpoint["description"].endswith(".") for endpoint in named.values())


def test_what_ask_returns_has_the_form_that_it_says(site: Site) -> None:
    schema = json.loads(get(f"{site.url}{API}/info")[1])["named_endpoints"]["/ask"]["returns"][0]["type"]
    answer = json.loads(call(site, "ask", ASKED))[0]
    # What a language model did is told only where one was asked.
    assert set(answer) == set(schema["properties"]) - {"writing"}
    assert set(answer["citations"][0]) == set(schema["$defs"]["Citation"]["properties"])
    assert answer["answered"]
    assert answer["text"].endswith("[1]")


def test_a_question_is_kept_to_the_documents_of_a_time(start: Callable[..., Site], tiny: Settings) -> None:
    memo = "The crane of the shipyard was painted green in spring {}. It had been red before.\n"
    files = {f"{year}-05-02 memo.txt": memo.format(year) for year in (2023, 2025)}
    options = {"model": tiny.model, "cache": tiny.cache, "reader": "none", "caution": 0.0, "workers": 1}
    site = start(files, **options)
    question = "How was the crane painted?"
    asked = [question, 5, None]
    for within, years in (
        ((None, None), {"2023", "2025"}),
        (("2024", None), {"2025"}),
        ((None, "2024"), {"2023"}),
        (("1990", "1999-06"), set()),
    ):
        assert {p["document"][:4] for p in json.loads(call(site, "search", *asked, *within))[0]} == years
        answer = json.loads(call(site, "ask", question, None, False, *within))[0]
        read = (*answer["citations"], *answer["closest"])
        assert {each["document"][:4] for each in read} == years
    assert said(site, "search", *asked, "soon", None).startswith("'since' must be a day, a month or a year")
    assert said(site, "ask", question, None, False, 2025, None).startswith("'since' must be a day")


def test_a_question_is_kept_to_the_documents_it_names(site: Site) -> None:
    inside = json.loads(call(site, "ask", ASKED, ["*.md"]))[0]
    assert {c["document"] for c in inside["citations"]} == {"coffee.md"}
    outside = json.loads(call(site, "ask", ASKED, ["letters/"]))[0]
    assert outside["kind"] == "refusal"
    assert {p["document"] for p in outside["closest"]} == {"letters/archive.txt"}
    everywhere = json.loads(call(site, "search", ASKED))[0]
    assert len({p["id"] for p in everywhere}) == 5
    found = json.loads(call(site, "search", "dredging", 1, ["harbour.txt", "letters/"]))[0]
    assert [p["document"] for p in found] == ["harbour.txt"]
    found = json.loads(call(site, "search", "dredging", 1, ["letters/"]))[0]
    assert [p["document"] for p in found] == ["letters/archive.txt"]


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("ask", [ASKED, ["tea.md"]], "The document 'tea.md' is not in the index"),
        ("search", [ASKED, 5, ["nowhere/"]], "No document in the folder 'nowhere/'"),
        ("ask", [ASKED, ["broken.pdf"]], "The document 'broken.pdf' could not be read:"),
        ("ask", [], "'question' must be a text."),
        ("ask", [7], "'question' must be a text."),
        ("ask", [ASKED, "coffee.md"], "'documents' must be a list"),
        ("ask", [ASKED, [7]], "'documents' must be a list"),
        ("search", [ASKED, "many"], "'k' must be a whole number."),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(
    site: Site, name: str, data: list[object], sentence: str
) -> None:
    assert sentence in said(site, name, *data)


def test_documents_lists_each_file_with_its_state(site: Site) -> None:
    listed = {info["document"]: info for info in json.loads(call(site, "documents"))[0]}
    assert listed["coffee.md"]["title"] == "The coffee house of Aldermoor"
    assert listed["coffee.md"]["state"] == "indexed"
    assert listed["coffee.md"]["passages"] > 0
    assert listed["coffee.md"]["size"] == len(FILES["coffee.md"])
    assert listed["broken.pdf"]["state"] == "failed"
    assert listed["broken.pdf"]["reason"]


def test_rebuild_returns_when_the_index_holds_what_the_folder_holds(own: Site) -> None:
    (own.corpus / "mill.txt").write_text("The mill of Aldermoor ground barley.\n", encoding="utf-8")
    report = json.loads(call(own, "rebuild"))[0]
    assert [c["document"] for c in report["changes"] if c["kind"] == "added"] == ["mill.txt"]
    assert "mill.txt" in {info["document"] for info in json.loads(call(own, "documents"))[0]}
    assert not json.loads(call(own, "rebuild"))[0]["changed"]


def test_rebuild_says_who_else_is_building(own: Site) -> None:
    with writer_lock(Path(own.settings.index)):
        assert "is being changed by process" in said(own, "rebuild")


def test_several_who_rebuild_at_once_all_find_their_documents(own: Site) -> None:
    library = Library(own.settings)
    missing: list[str] = []

    def add(number: int) -> None:
        (own.corpus / f"page {number}.txt").write_text(f"Page {number} is about barley.\n", encoding="utf-8")
        library.build_now()
        missing.extend({f"page {number}.txt"} - {info.path for info in library.documents()})

    threads = [threading.Thread(target=add, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert missing == []
    assert library.building.report is not None


def test_a_build_that_fails_is_told_to_who_waits(tmp_path: Path, tiny: Settings) -> None:
    library = Library(tiny.using(corpus=str(tmp_path / "nowhere"), index=str(tmp_path / "index")))
    with pytest.raises(AssistantError, match="nowhere"):
        library.build_now()
