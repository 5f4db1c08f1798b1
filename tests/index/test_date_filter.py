"""Questions kept to documents of a time: by message, by file name, by properties."""

from __future__ import annotations

import json

import pytest

from assistant import build_index, open_index
from assistant.cli import main
from assistant.errors import DocumentNotFoundError, SettingsError

MESSAGE = "From: a@b.org\nDate: Mon, 3 Nov 2025 10:00:00 +0100\nSubject: Crane\n\nThe crane is broken.\n"
PAGE = '<html><head><meta property="article:published_time" content="{}"></head><body><p>{}</p></body></html>'
DATES = {
    "2024-05-06 crane.txt": "2024-05-06",
    "crane [old].html": "2023-02-01",
    "crane 2022.html": "2022",  # the name goes before what the page says
    "mail/crane.eml": "2025-11-03",
    "minutes 2025-10.txt": "2025-10",
    "undated.txt": "",
}


@pytest.fixture(scope="module")
def opened(tmp_path_factory, tiny):
    root = tmp_path_factory.mktemp("dates")
    corpus = root / "corpus"
    (corpus / "mail").mkdir(parents=True)
    for name in DATES:
        text = f"The crane in hall {len(name)} was repaired by Ada Thornbury.\n"
        if name.endswith(".html"):
            text = PAGE.format("2023-02-01T08:00:00Z", text)
        (corpus / name).write_text(MESSAGE if name.endswith(".eml") else text, encoding="utf-8")
    settings = tiny.using(corpus=str(corpus), index=str(root / "index"), caution=0.0)
    build_index(settings=settings)
    with open_index(settings=settings) as index:
        yield index


def found(index, **within):
    return {passage.document for passage in index.retrieve("Who repaired the crane?", 50, **within)}


def test_every_document_has_the_date_that_is_known(opened):
    assert {info.path: info.date for info in opened.documents()} == DATES


@pytest.mark.parametrize(
    ("since", "until", "expected"),
    [
        ("2025", None, {"mail/crane.eml", "minutes 2025-10.txt"}),
        ("2025-10-31", None, {"mail/crane.eml", "minutes 2025-10.txt"}),  # any day of its month counts
        ("2025-11-01", None, {"mail/crane.eml"}),
        ("2025-11-03", "2025-11-03", {"mail/crane.eml"}),
        (None, "2023", {"crane [old].html", "crane 2022.html"}),
        ("2022-06", "2022-07", {"crane 2022.html"}),
        ("2023-02-01", "2024-05-06", {"crane [old].html", "2024-05-06 crane.txt"}),
        ("1900", "2100", set(DATES) - {"undated.txt"}),
        ("2026", None, set()),
        (None, None, set(DATES)),
    ],
)
def test_exactly_the_documents_of_that_time_are_searched(opened, since, until, expected):
    assert found(opened, since=since, until=until) == expected


def test_names_and_dates_hold_together(opened):
    assert found(opened, documents=["*.html"], until="2022") == {"crane 2022.html"}
    assert found(opened, documents=["mail/"], until="2022") == set()
    with pytest.raises(DocumentNotFoundError):
        found(opened, documents=["no.txt"], since="2022")


def test_an_answer_comes_from_that_time_alone(opened):
    answer = opened.ask("Who repaired the crane?", since="2024", until="2024")
    assert {citation.document for citation in answer.citations} == {"2024-05-06 crane.txt"}
    assert answer.within == ()
    overview = opened.ask("What is this about?", since="2024", until="2024")
    assert {citation.document for citation in overview.citations} == {"2024-05-06 crane.txt"}
    read = opened.explain("Who repaired the crane?", since="2024", until="2024")
    assert {each.passage.document for each in read} == {"2024-05-06 crane.txt"}
    nothing = opened.ask("Who repaired the crane?", since="2026")
    assert nothing.kind == "refusal"
    assert nothing.message.startswith("There is no document to answer from")


@pytest.mark.parametrize("since", ["last year", "2025-13", "03/04/2025", ""])
def test_what_is_no_date_is_said(opened, since):
    with pytest.raises(SettingsError, match="'since' must be a day, a month or a year"):
        opened.retrieve("crane", since=since)


def test_the_first_day_must_not_be_after_the_last(opened):
    with pytest.raises(SettingsError, match="must not be later"):
        opened.ask("Who repaired the crane?", since="2025", until="2024-12")


def test_the_command_line_takes_dates(opened, capsys, monkeypatch):
    for name in ("index", "model", "cache", "reader", "caution"):
        monkeypatch.setenv(f"ASSISTANT_{name.upper()}", str(getattr(opened.settings, name)))
    assert main(["search", "crane", "--since", "2025-11", "--json"]) == 0
    assert {each["document"] for each in json.loads(capsys.readouterr().out)} == {"mail/crane.eml"}
    assert main(["ask", "Who repaired the crane?", "--until", "2022", "--why"]) == 0
    assert "crane 2022.html" in capsys.readouterr().out
    assert main(["search", "crane", "--since", "soon"]) == 2
    assert "2025-12" in capsys.readouterr().err
