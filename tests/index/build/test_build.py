"""Bringing an index up to date: what is planned, what is done, and how little of it."""

import os
import shutil
import sys

import pytest
from material import MEMO
from states import passages, visible

from assistant import build_index, load_settings, open_index
from assistant.errors import AssistantError, IndexLockedError
from assistant.index.build.build import plan_build
from assistant.index.build.lock import writer_lock


def state(folder):
    """Everything a reader can see, and everything that is stored."""
    return visible(folder), passages(folder)


def kinds(report):
    return {change.path: change.kind for change in report.changes}


def test_first_build_then_nothing_to_do(corpus, index_folder):
    first = build_index(corpus, index_folder)
    assert kinds(first) == {"lighthouse.txt": "added", "policies/travel.md": "added"}
    assert first.documents == 2
    assert first.embedded_passages == first.passages > 0
    before = state(index_folder)
    second = build_index(corpus, index_folder)
    assert not second.changed
    assert (second.commit, second.embedded_passages) == (first.commit, 0)
    assert state(index_folder) == before


def test_adding_one_file_embeds_one_file(corpus, index_folder):
    build_index(corpus, index_folder)
    (corpus / "new.txt").write_text("A new harbour was opened in 1999.")
    report = build_index(corpus, index_folder)
    assert kinds(report)["new.txt"] == "added"
    assert report.embedded_passages == 1
    with open_index(index_folder) as index:
        assert index.retrieve("When was the harbour opened?", 1)[0].document == "new.txt"


def test_changed_text_replaces_the_old_text(corpus, index_folder):
    build_index(corpus, index_folder)
    (corpus / "lighthouse.txt").write_text(MEMO.replace("1871", "1902"))
    assert kinds(build_index(corpus, index_folder))["lighthouse.txt"] == "changed"
    with open_index(index_folder) as index:
        assert "1902" in index.document_text("lighthouse.txt")
        assert not any("1871" in passage.text for passage in index.retrieve("1871 lighthouse", 20))


def test_removed_files_leave_nothing_behind(corpus, index_folder, tmp_path):
    (corpus / "extra.txt").write_text("Extra words about submarines.")
    build_index(corpus, index_folder)
    (corpus / "extra.txt").unlink()
    assert kinds(build_index(corpus, index_folder))["extra.txt"] == "removed"
    build_index(corpus, tmp_path / "never-had-it")
    assert state(index_folder) == state(tmp_path / "never-had-it")


def test_a_renamed_file_keeps_its_embeddings(corpus, index_folder):
    build_index(corpus, index_folder)
    (corpus / "lighthouse.txt").rename(corpus / "renamed.txt")
    report = build_index(corpus, index_folder)
    renamed = report.of_kind("renamed")[0]
    assert (renamed.path, renamed.previous_path) == ("renamed.txt", "lighthouse.txt")
    assert report.embedded_passages == 0
    with open_index(index_folder) as index:
        assert index.retrieve("Who built the lighthouse?", 1)[0].document == "renamed.txt"


def test_the_same_content_under_two_names_is_stored_once(corpus, index_folder):
    build_index(corpus, index_folder)
    (corpus / "copy.txt").write_text(MEMO, newline="")
    report = build_index(corpus, index_folder)
    assert report.embedded_passages == 0
    with open_index(index_folder) as index:
        best = index.retrieve("Who built the lighthouse?", 2)
        assert (best[0].document, best[0].also_in) == ("copy.txt", ("lighthouse.txt",))
        assert best[1].text != best[0].text
        assert index.document_text("copy.txt") == index.document_text("lighthouse.txt") == MEMO


def test_changed_settings_rebuild_what_they_affect(corpus, index_folder):
    build_index(corpus, index_folder)
    report = build_index(corpus, index_folder, passage_tokens=30)
    assert set(kinds(report).values()) == {"reindexed"}
    assert report.notices
    assert all(p.end - p.start < 300 for p in open_index(index_folder).retrieve("lighthouse", 50))


def test_what_cannot_be_read_is_listed_and_the_rest_is_indexed(corpus, index_folder):
    (corpus / "picture.jpg").write_bytes(b"\xff\xd8\xff")
    (corpus / "broken.pdf").write_bytes(b"%PDF-1.7 nothing else")
    (corpus / "empty.txt").write_bytes(b"")
    (corpus / "noise.txt").write_bytes(bytes(range(256)) * 20)
    (corpus / ".hidden.txt").write_text("not looked at")
    report = build_index(corpus, index_folder)
    reasons = {change.path: change.reason for change in report.of_kind("failed")}
    assert set(reasons) == {"picture.jpg", "broken.pdf", "empty.txt", "noise.txt"}
    assert all(reason.endswith(".") for reason in reasons.values())
    assert report.documents == 2
    with open_index(index_folder) as index:
        assert {info.path: info.reason for info in index.documents() if info.state == "failed"} == reasons
    again = build_index(corpus, index_folder)
    assert not again.changed
    assert {change.path: change.reason for change in again.of_kind("failed")} == reasons


@pytest.mark.skipif(sys.platform == "win32", reason="symbolic links need rights there")
def test_links_out_of_the_corpus_are_not_followed(corpus, index_folder, tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("The password is swordfish.")
    (corpus / "link.txt").symlink_to(secret)
    (corpus / "loop").symlink_to(corpus)
    os.mkfifo(corpus / "pipe.txt")
    report = build_index(corpus, index_folder)
    assert {c.path for c in report.of_kind("failed")} == {"link.txt", "loop", "pipe.txt"}
    with open_index(index_folder) as index:
        assert not any("swordfish" in p.text for p in index.retrieve("password swordfish", 50))


def test_planning_changes_nothing(corpus, index_folder):
    settings = load_settings({"corpus": corpus, "index": index_folder})
    assert [change.kind for change in plan_build(settings).changes] == ["added", "added"]
    assert not index_folder.exists()
    build_index(settings=settings)
    (corpus / "lighthouse.txt").unlink()
    assert [change.kind for change in plan_build(settings).changes] == ["removed", "unchanged"]
    assert build_index(settings=settings).of_kind("removed")


def test_a_missing_corpus_is_said(tmp_path, index_folder):
    with pytest.raises(AssistantError, match="does not exist"):
        build_index(tmp_path / "nowhere", index_folder)


def test_an_empty_corpus_gives_an_empty_index(tmp_path, index_folder):
    (tmp_path / "empty").mkdir()
    assert build_index(tmp_path / "empty", index_folder).documents == 0
    with open_index(index_folder) as index:
        assert index.retrieve("anything") == []
        assert not index.ask("Who built the lighthouse?").answered


def test_only_one_build_at_a_time(corpus, index_folder):
    with writer_lock(index_folder), pytest.raises(IndexLockedError, match=str(os.getpid())):
        build_index(corpus, index_folder)
    build_index(corpus, index_folder)


def test_progress_reaches_the_end(corpus, index_folder):
    seen = []
    build_index(corpus, index_folder, progress=seen.append)
    assert seen[0].stage == "plan"
    assert seen[-1].stage == "done"
    assert (seen[-1].files_done, seen[-1].files_total) == (2, 2)
    assert seen[-1].passages_done == seen[-1].passages_total
    assert seen[-1].tokens > 0


def test_an_open_index_sees_a_later_build(index, corpus, index_folder):
    assert index.retrieve("submarines", 1)[0].document != "new.txt"
    (corpus / "new.txt").write_text("Submarines were built in the new dockyard.")
    build_index(corpus, index_folder)
    assert index.retrieve("submarines", 1)[0].document == "new.txt"


def test_files_of_others_in_the_index_folder_are_left_alone(corpus, index_folder):
    index_folder.mkdir()
    names = ("dense-forest.txt", "notes.new", "lexical-papers.txt")
    for name in names:
        (index_folder / name).write_text("mine")
    for n in range(2):
        (corpus / "new.txt").write_text(f"Version {n} of a text about harbours.")
        build_index(corpus, index_folder)
    assert all((index_folder / name).read_text() == "mine" for name in names)
    assert len(list(index_folder.glob("dense-*.faiss"))) == 1


def test_the_index_may_lie_in_the_corpus_but_not_be_it(corpus):
    build_index(corpus, corpus / "index")
    assert not build_index(corpus, corpus / "index").changed
    with pytest.raises(AssistantError, match="at once"):
        build_index(corpus, corpus)


def test_an_index_that_was_put_in_the_place_of_another_is_noticed(index, corpus, index_folder, tmp_path):
    other = tmp_path / "other"
    other.mkdir()
    (other / "whales.txt").write_text("Whales live in the northern ocean.")
    shutil.rmtree(index_folder)
    build_index(other, index_folder)
    assert [p.document for p in index.retrieve("whales", 5)] == ["whales.txt"]


def test_a_document_that_becomes_unreadable_is_a_change(corpus, index_folder):
    build_index(corpus, index_folder)
    (corpus / "lighthouse.txt").write_bytes(bytes(range(256)) * 10)
    report = build_index(corpus, index_folder)
    assert report.changed
    assert kinds(report)["lighthouse.txt"] == "failed"
    assert report.documents == 1


def test_text_that_a_tokenizer_gives_up_on_still_makes_short_passages(corpus, index_folder):
    (corpus / "hex.txt").write_text("0123456789abcdef" * 5000)
    (corpus / "invisible.txt").write_text("word\u200b\u200b " * 3000)
    build_index(corpus, index_folder)
    with open_index(index_folder) as index:
        for question in ("0123456789abcdef", "word"):
            assert all(len(p.text) < 5000 for p in index.retrieve(question, 50))


def test_long_lines_of_figures_and_long_texts_are_cut_in_time(tiny, corpus, index_folder):
    # Patterns that try every start of a long line would take hours with these.
    (corpus / "figures.txt").write_text("1 " * 100_000 + "x\n" + "- " * 100_000 + "x")
    (corpus / "prose.txt").write_text("This is a sentence of a long line. " * 20_000)
    settings = tiny.using(corpus=str(corpus), index=str(index_folder), passage_tokens=200)
    assert build_index(settings=settings).documents == 4
