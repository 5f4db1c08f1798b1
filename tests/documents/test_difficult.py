"""One index over every difficult file: what comes of each, and that none costs the others anything."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from difficult import mails, names, office, pages, pdfs, scans, tables, texts
from difficult.places import PLACES
from material import MEMO

from assistant import open_index
from assistant.index.doctor.check import check_index
from assistant.settings import Settings

FAMILIES = {family.__name__.rpartition(".")[2]: family for family in (
    mails, names, office, pages, pdfs, scans, tables, texts,
)}  # fmt: skip
CASES = {
    (case.name if family == "names" else f"{family}/{case.name}"): case
    for family, module in FAMILIES.items()
    for case in module.cases()
}
PARSE_SECONDS, MEMORY_MB = 300, 2048

# In a process of its own, so that what the system says of children is said of those of this build.
BUILD = """
import json, resource, sys
from assistant import build_index
corpus, index, seconds, memory = sys.argv[1:]
report = build_index(corpus, index, parse_seconds=float(seconds), parse_memory_mb=int(memory))
children = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps({
    "changes": {change.path: [change.kind, change.reason] for change in report.changes},
    "peak_bytes": children.ru_maxrss * (1 if sys.platform == "darwin" else 1024),
    "documents": report.documents,
}))
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """The report of a build over all cases, places and one ordinary document, and where the index is."""
    if os.name == "nt":
        pytest.skip("names and pipes of this kind need a POSIX file system")
    folder = tmp_path_factory.mktemp("difficult")
    corpus = folder / "corpus"
    for path, case in CASES.items():
        location = corpus / path
        location.parent.mkdir(parents=True, exist_ok=True)
        location.write_bytes(case.make())
    (corpus / "ordinary.txt").write_text(MEMO)
    (corpus / "places").mkdir()
    missing = {place.name for place in PLACES if place.put(corpus / "places" / place.name) is False}
    command = [sys.executable, "-c", BUILD, corpus, folder / "index", str(PARSE_SECONDS), str(MEMORY_MB)]
    done = subprocess.run(command, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    report = json.loads(done.stdout)
    with open_index(folder / "index") as index:
        infos = {info.path: info for info in index.documents()}
        yield report, index, infos, missing


def shown(path):
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def test_there_are_many_cases():
    assert len(CASES) + len(PLACES) >= 300


@pytest.mark.parametrize(
    "path", CASES, ids=[path.encode("unicode_escape", "backslashreplace").decode() for path in CASES]
)
def test_a_difficult_file(built, path):
    report, index, infos, _ = built
    case = CASES[path]
    info = infos[name_of(path, infos)]
    if info.state == "failed":
        assert case.reason, info.reason
        assert re.search(case.reason, info.reason)
        assert_one_sentence(info.reason)
        assert report["changes"][info.path] == ["failed", info.reason]
        return
    assert case.either or not case.reason
    text = index.document_text(info.path)
    assert_fit_to_store(text)
    assert all(words in text for words in case.holds)
    assert not any(words in text for words in case.lacks)
    found = [text[h.start : h.end] for h in index.document_headings(info.path)]
    assert [heading for heading in case.headings if heading not in found] == []
    assert case.pages is None or info.pages == case.pages
    assert not case.warning or any(re.search(case.warning, warning) for warning in info.warnings)
    assert_ranges(index, info.path, text)


def name_of(path, infos):
    """Return what a file is called in the report; a name that is not Unicode may have a number behind."""
    try:
        path.encode()
    except UnicodeEncodeError:
        wrong = [info.path for info in infos.values() if "not valid Unicode" in info.reason]
        return next(name for name in wrong if name.startswith(shown(path)))
    return path


def assert_one_sentence(reason):
    assert reason.endswith(".")
    assert "\n" not in reason
    assert reason[0].isupper() or reason[0] == "'"
    assert len(reason) < 250


def assert_fit_to_store(text):
    assert text.strip()
    assert "\0" not in text
    text.encode()


def assert_ranges(index, path, text):
    position = 0
    for page in index.document_pages(path):
        assert position <= page.start <= page.end <= len(text)
        position = page.end
    with index.newest() as (snapshot, _, _):
        record = snapshot.store.content(snapshot.content(path))
        last = record.first_passage + record.passages
        for passage in snapshot.passages(list(range(record.first_passage, last))):
            assert text[passage.start : passage.end] == passage.text
            assert passage.start == passage.sentences[0].start
            assert passage.end == passage.sentences[-1].end
            for sentence in passage.sentences:
                assert (
                    text[sentence.start : sentence.end].strip() == text[sentence.start : sentence.end] != ""
                )


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.name)
def test_what_is_no_ordinary_file(built, place):
    _, index, infos, missing = built
    if place.name in missing:
        pytest.skip("this system does not allow such a thing here")
    info = infos[f"places/{place.name}"]
    if not place.reason:
        assert "The target of a link." in index.document_text(info.path)
        return
    assert info.state == "failed"
    assert re.search(place.reason, info.reason)
    assert_one_sentence(info.reason)


def test_every_file_is_accounted_for(built):
    report, _, infos, missing = built
    files = {shown(path) for path in CASES} | {f"places/{place.name}" for place in PLACES} - missing
    told = {re.sub(r" \(\d+\)\Z", "", path) for path in infos}
    assert files <= told
    assert set(report["changes"]) == set(infos)
    assert report["documents"] == sum(info.state == "indexed" for info in infos.values())


def test_the_ordinary_document_among_them_answers(built):
    _, index, _, _ = built
    answer = index.ask("Who built the lighthouse on Gull Island?", documents=["ordinary.txt"])
    assert "Ada Thornbury" in answer.citations[0].quote
    assert index.verify(answer.citations[0])


def test_no_child_used_more_memory_than_allowed(built):
    report, *_ = built
    assert 0 < report["peak_bytes"] <= MEMORY_MB * 1_000_000


def test_the_index_of_them_is_sound(built):
    _, index, *_ = built
    assert [finding for finding in check_index(Settings(index=str(index.path))) if not finding.sound] == []


def test_nothing_was_written_beside_the_index(built):
    _, index, *_ = built
    folder = index.path.parent
    assert {path.name for path in folder.iterdir()} == {"corpus", "index"}
    for place in (folder, Path.cwd(), folder / "corpus" / "names"):
        assert not list(place.glob("evil*"))
