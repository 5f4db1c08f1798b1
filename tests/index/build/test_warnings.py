"""What was left out of a document is said wherever a build or the documents are reported."""

import json

import pytest
from openpyxl import Workbook

from assistant import build_index, open_index
from assistant.cli import main
from assistant.mcp.tools import make_tools
from assistant.terminal.text import build_text
from assistant.types import BuildReport, Change

WARNING = "1 hidden column left out"


@pytest.fixture
def settings(tiny, corpus, index_folder):
    book = Workbook()
    book.active.append(["Ship", "Tons", "Secret"])
    book.active.append(["Anna", 12, 7])
    book.active.column_dimensions["C"].hidden = True
    book.save(corpus / "ships.xlsx")
    return tiny.using(corpus=str(corpus), index=str(index_folder))


def options(settings):
    return [f"--{name}={getattr(settings, name)}" for name in ("corpus", "index", "model")]


def test_a_build_reports_the_warnings_of_what_it_read(settings, corpus):
    report = build_index(settings=settings)
    (change,) = report.with_warnings()
    assert change.path == "ships.xlsx"
    assert WARNING in change.warnings[0]
    assert f"Read with warnings:\n  ships.xlsx: {change.warnings[0]}" in build_text(report)
    assert build_index(settings=settings).with_warnings() == ()
    with open_index(settings=settings) as index:
        assert {info.path: info.warnings for info in index.documents()}["ships.xlsx"] == change.warnings


def test_warnings_are_in_json_and_for_language_models(settings, monkeypatch, capsys):
    monkeypatch.setenv("ASSISTANT_CACHE", settings.cache)
    assert main(["index", *options(settings), "--json"]) == 0
    changes = {change["path"]: change for change in json.loads(capsys.readouterr().out)["changes"]}
    assert WARNING in changes["ships.xlsx"]["warnings"][0]
    assert changes["lighthouse.txt"]["warnings"] == []
    (tool,) = (tool for tool in make_tools(settings) if tool.name == "documents")
    text, data = tool.call({})
    assert WARNING in text
    assert WARNING in {each["document"]: each for each in data["documents"]}["ships.xlsx"]["warnings"][0]


def report_of(changes):
    return BuildReport(tuple(changes), 1, len(changes), len(changes))


def test_many_warnings_are_grouped_and_counted():
    pictures = [
        Change("added", f"{n}.docx", warnings=(f"{n} pictures without text.",)) for n in range(10, 60)
    ]
    one = Change("added", "z.docx", warnings=("1 picture without text.", "2 charts were left out."))
    lines = build_text(report_of([*pictures, one])).splitlines()[1:-1]
    assert lines == [
        "Read with warnings, 51 files:",
        "  10.docx: 10 pictures without text. (so or alike in 51 files)",
        "  z.docx: 2 charts were left out.",
    ]


def test_one_file_with_many_warnings_does_not_flood():
    change = Change("added", "a.eml", warnings=tuple(f"Warning {n}." for n in range(100)))
    assert "a.eml: Warning 0. Warning 1. Warning 2. (and 97 more)\n" in build_text(report_of([change]))
