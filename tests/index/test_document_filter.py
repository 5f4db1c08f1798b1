"""Questions kept to some documents: exactly those, counted before the best are taken."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from material import MEMO, POLICY

from assistant import build_index, open_index
from assistant.errors import DocumentNotFoundError
from assistant.index.document_filter import parse_document_filter
from assistant.retrieval.search import make_query, rank_passages

FILES = {
    "memo.txt": MEMO,
    "old/memo copy [1].txt": MEMO,
    "policies/travel.md": POLICY,
    "policies/goats.md": "# Goats\n\nGoats on the island are fed by the keepers. "
    "A single goat costs ten pounds.\n",
    "reports/2019/storm.txt": "A storm damaged the lighthouse. The keepers left by boat.\n",
    "reports/2020.txt": "Repairs of the lighthouse cost more than the hotel. Trains stood still.\n",
    "reports.txt": "Supplies came by train. The engineer built a hotel on Gull Island.\n",
}
QUESTIONS = ["Who built the lighthouse?", "goats on the island", "What does a hotel cost?", "boat"]
NOT_READ = "broken.pdf"


@pytest.fixture(scope="module")
def opened(tmp_path_factory, tiny):
    root = tmp_path_factory.mktemp("choice")
    for name, text in FILES.items():
        path = root / "corpus" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")
    (root / "corpus" / NOT_READ).write_text("no PDF")
    settings = tiny.using(corpus=str(root / "corpus"), index=str(root / "index"))
    build_index(settings=settings)
    with open_index(settings=settings) as index:
        yield index


@pytest.fixture(scope="module")
def stage(opened):
    with opened.newest() as (snapshot, embedder, _):
        yield snapshot, embedder


def wanted(name, names):
    """What the docs promise, said in another way than the program does."""
    return any(
        name == each
        or (each.endswith("/") and name.startswith(each))
        or (each == "*.md" and name[-3:] == ".md")
        or (each == "rep*" and name[:3] == "rep")
        or (each == "reports/20??.txt" and name == "reports/2020.txt")
        for each in names
    )


NAMES = st.lists(
    st.sampled_from(
        [*FILES, "policies/", "reports/", "reports/2019/", "old/", "*.md", "rep*", "reports/20??.txt"]
    ),
    min_size=1,
    max_size=4,
)


@given(NAMES, st.sampled_from(QUESTIONS), st.integers(1, 5))
@hypothesis_settings(max_examples=80)
def test_both_searches_find_what_a_filter_of_everything_finds(stage, names, question, limit):
    snapshot, embedder = stage
    query = make_query(question, embedder)
    chosen = snapshot.select_contents(names)
    caches = snapshot.caches
    allowed = {content for content, paths in caches.paths.items() if any(wanted(p, names) for p in paths)}
    assert set(chosen) == allowed
    searches = [(caches.dense.search, query.vector), (caches.lexical.search, query.terms)]
    for search, what in searches:
        everything = search(what, caches.dense.count)
        ids = list(everything)
        content = dict(zip(ids, caches.dense.contents(ids), strict=True))
        expected = sorted((everything[i] for i in ids if content[i] in allowed), reverse=True)[:limit]
        found = search(what, limit, chosen)
        assert all(content[i] in allowed for i in found)
        assert sorted(found.values(), reverse=True) == pytest.approx(expected)


@given(NAMES, st.sampled_from(QUESTIONS))
def test_only_allowed_names_are_cited(opened, names, question):
    found = opened.retrieve(question, 50, documents=names)
    assert found
    assert all(wanted(passage.document, names) for passage in found)
    answer = opened.ask(question, documents=names, refuse=False)
    assert answer.citations
    assert all(wanted(citation.document, names) for citation in answer.citations)
    overview = opened.ask("What is this about?", documents=names)
    assert overview.citations
    assert all(wanted(citation.document, names) for citation in overview.citations)


def test_a_filter_that_lets_everything_through_changes_nothing(stage):
    snapshot, embedder = stage
    for question in QUESTIONS:
        query = make_query(question, embedder)
        free, filtered = rank_passages(snapshot, query, 50), rank_passages(snapshot, query, 50, ["*"])
        assert [(r.passage.id, r.score) for r in free] == [(r.passage.id, r.score) for r in filtered]


@pytest.mark.parametrize("name", ["old/memo copy [1].txt", "memo.txt"])
def test_one_content_under_two_names_is_cited_by_the_one_that_was_chosen(opened, name):
    passages = opened.retrieve("Who built the lighthouse?", documents=[name])
    assert {passage.document for passage in passages} == {name}
    assert all(len(passage.also_in) == 1 for passage in passages)
    overview = opened.ask("What is this about?", documents=name)
    assert overview.citations[0].document == name


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (["nothing.txt"], "The document 'nothing.txt' is not in the index"),
        (["memo.txt", "Memo.txt"], "The document 'Memo.txt' is not in the index"),
        (["policies"], "The document 'policies' is not in the index"),
        (["nowhere/"], "No document in the folder 'nowhere/' is in the index."),
        ([NOT_READ], f"The document '{NOT_READ}' could not be read: It is not a PDF"),
        ([""], "The document '' is not in the index"),
    ],
)
def test_a_name_that_means_nothing_is_an_error(opened, names, words):
    for call in (opened.retrieve, opened.ask):
        with pytest.raises(DocumentNotFoundError) as error:
            call("Who built the lighthouse?", documents=names)
        assert str(error.value).startswith(words)
        assert "\n" not in str(error.value)
    with pytest.raises(DocumentNotFoundError):
        opened.ask("What is this about?", documents=names)


def test_a_pattern_may_match_nothing(opened):
    assert opened.retrieve("lighthouse", documents=["nothing*"]) == []
    assert opened.retrieve("lighthouse", documents=[]) == []
    assert "no document" in opened.ask("Who built the lighthouse?", documents=["nothing/*"]).message


def test_a_thousand_names_are_one_filter():
    names = [f"folder {number}/report [{number}].pdf" for number in range(2000)]
    document_filter = parse_document_filter(names)
    assert all(name in document_filter for name in names)
    assert "folder 1/report [2].pdf" not in document_filter


def test_opening_lines_leave_the_title_out(opened):
    lines = opened.opening_lines(["memo.txt", "policies/goats.md", "gone.txt", NOT_READ])
    assert set(lines) == {"memo.txt", "policies/goats.md"}
    assert lines["memo.txt"].startswith("The lighthouse on Gull Island was built in 1871")
    assert lines["policies/goats.md"] == (
        "Goats on the island are fed by the keepers. A single goat costs ten pounds."
    )
    assert all(line.endswith(".") for line in lines.values())
