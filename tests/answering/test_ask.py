"""Questions to answers through the public calls."""

import sqlite3
import threading
import zlib
from dataclasses import replace
from fnmatch import fnmatch

import pytest
from material import MEMO

from assistant import Turn, ask, build_index, open_index, retrieve
from assistant.index.store.digest import digest
from assistant.index.store.opening import open_store


def quotes(answer):
    return [citation.quote for citation in answer.citations]


def assert_verified(index, answer):
    for citation in answer.citations:
        assert index.document_text(citation.document)[citation.start : citation.end] == citation.quote
    numbers = [n for statement in answer.statements for n in statement.citations]
    assert sorted(numbers) == list(range(1, len(answer.citations) + 1))


def test_an_answer_cites_the_sentence_that_says_it(index):
    answer = index.ask("Why was the lighthouse closed?")
    assert answer.answered
    assert answer.kind == "answer"
    assert quotes(answer)[0] == ("It was closed in 1969 because its foundation had been damaged by a storm.")
    assert "[1]" in answer.text
    assert 0.5 <= answer.confidence <= 1
    assert_verified(index, answer)


@pytest.mark.parametrize(
    ("question", "document", "words"),
    [
        ("Who built the lighthouse?", "lighthouse.txt", "Ada Thornbury"),
        ("How much may a hotel room cost?", "policies/travel.md", "140 euros"),
        ("when do employees take the train", "policies/travel.md", "less than five hours"),
        ("What came to the island by boat?", "lighthouse.txt", "supplies"),
    ],
)
def test_the_first_citation_is_right(index, question, document, words):
    best = index.ask(question).citations[0]
    assert best.document == document
    assert words in best.quote


@pytest.mark.parametrize(
    "question",
    ["Who won the 2018 World Cup?", "What is the boiling point of mercury?", "Who wrote Don Quixote?"],
)
def test_what_the_documents_do_not_hold_is_refused(index, question):
    answer = index.ask(question)
    assert not answer.answered
    assert answer.kind == "refusal"
    assert answer.citations == ()
    assert "not find" in answer.text
    assert 0 < len(answer.closest) <= 3
    forced = index.ask(question, refuse=False)
    assert forced.answered
    assert_verified(index, forced)


def test_passages_come_with_exact_ranges(index):
    found = index.retrieve("Who kept goats on the island?", 3)
    assert 0 < len(found) <= 3
    assert found[0].score >= found[-1].score
    for passage in found:
        assert index.document_text(passage.document)[passage.start : passage.end] == passage.text
    assert index.retrieve("   ") == []


def test_documents_can_be_chosen(index):
    for pattern in ("policies/*", "*.md", "policies/travel.md"):
        found = index.retrieve("Who built the lighthouse?", 10, documents=[pattern])
        assert found
        assert all(fnmatch(passage.document, pattern) for passage in found)
    assert index.retrieve("lighthouse", documents=["nothing/*"]) == []
    assert not index.ask("Who built the lighthouse?", documents=["policies/*"]).answered


def test_a_follow_up_is_completed_from_the_conversation(index):
    first = index.ask("Who built the lighthouse on Gull Island?")
    second = index.ask("When was it closed?", [Turn(first.question, first.text)])
    assert "Gull Island" in second.searched_for
    assert second.question == "When was it closed?"
    assert "1969" in quotes(second)[0]


@pytest.mark.parametrize("text", ["", "   ", "hello", "Hi there!", "thanks", "help", "???", "x" * 5000])
def test_what_is_no_question_gets_a_reply(index, text):
    answer = index.ask(text)
    assert answer.kind == "conversation"
    assert answer.message
    assert answer.citations == ()


@pytest.mark.parametrize(
    "text", ["What is this about?", "Summarize the documents", "what do these documents cover?"]
)
def test_an_overview_cites_the_openings(index, text):
    answer = index.ask(text)
    assert answer.kind == "overview"
    assert {citation.document for citation in answer.citations} == {"lighthouse.txt", "policies/travel.md"}
    assert_verified(index, answer)


def test_one_word_is_enough(index):
    assert "goats" in quotes(index.ask("goats"))[0]


def test_other_languages_get_a_sensible_reply(index):
    answer = index.ask("Pourquoi le chat de la voisine est-il parti avec les enfants ?")
    assert not answer.answered
    assert "English" in answer.message


@pytest.mark.parametrize(
    "question", ['"); DROP TABLE passages; --', "AND OR NOT ( ) * ^ ~ : \\", "a" * 300, "\x00", "🙂"]
)
def test_odd_questions_do_no_harm(index, question):
    index.ask(question)
    index.retrieve(question)
    assert index.ask("Who built the lighthouse?").answered


def test_module_level_calls(corpus, index_folder):
    report = build_index(corpus, index_folder)
    assert report.documents == 2
    assert retrieve("goats", k=1, index=index_folder)[0].document == "lighthouse.txt"
    assert ask("Who built the lighthouse?", index=index_folder, caution=0.0).answered
    assert not ask("Who built the lighthouse?", index=index_folder, caution=1.0).answered


def test_plain_text_is_the_file_itself(index, corpus):
    raw = (corpus / "lighthouse.txt").read_bytes()
    assert index.document_text("lighthouse.txt") == raw.decode() == MEMO


def test_a_citation_of_changed_text_no_longer_verifies(index, corpus, index_folder):
    citation = index.ask("Who built the lighthouse?").citations[0]
    assert index.verify(citation)
    (corpus / "lighthouse.txt").write_text("Corrected: " + MEMO)
    build_index(corpus, index_folder)
    assert not index.verify(citation)


def test_questions_during_builds_see_one_state(corpus, index_folder):
    build_index(corpus, index_folder)
    errors = []
    stop = threading.Event()

    def keep_asking():
        with open_index(index_folder) as index:
            while not stop.is_set():
                answer = index.ask("Who built the lighthouse?", refuse=False)
                if not answer.citations:
                    errors.append(answer)

    threads = [threading.Thread(target=keep_asking) for _ in range(3)]
    for thread in threads:
        thread.start()
    try:
        for n in range(6):
            (corpus / "changing.txt").write_text(f"Version {n}: the lighthouse was painted {n} times.")
            build_index(corpus, index_folder)
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert errors == []


def test_a_sentence_that_only_has_a_date_is_no_answer(tmp_path):
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "a.txt").write_text(
        "The lighthouse was painted by Robert in the spring.\n\nA cow was sold at the market in 1999."
    )
    build_index(tmp_path / "corpus", tmp_path / "index")
    with open_index(tmp_path / "index") as index:
        answer = index.ask("When was the lighthouse painted?", refuse=False)
    assert not any("cow" in quote for quote in quotes(answer))


def test_a_question_with_odd_spaces_may_follow_another(index):
    history = [Turn("Who built the lighthouse?", "Ada Thornbury built it. [1]")]
    assert index.ask("When did Ada\nThornbury  finish her work?", history).question


def test_the_documents_asked_for_are_the_ones_named(index, corpus, index_folder):
    (corpus / "copy [1].txt").write_text(MEMO, newline="")
    build_index(corpus, index_folder)
    for name in ("lighthouse.txt", "copy [1].txt"):
        for documents in ([name], name):
            answer = index.ask("Who built the lighthouse?", documents=documents)
            assert answer.citations[0].document == name
            assert answer.within == (name,)
    refused = index.ask("Who built the lighthouse?", documents=["nothing*"])
    assert "no document" in refused.message


def test_a_follow_up_about_it_is_no_overview(index):
    history = [Turn("What is the travel policy?", "Employees travel by train. [1]")]
    assert index.ask("What does it cover?", history).kind != "overview"
    assert index.ask("What is this about?", history).kind == "overview"


def test_a_citation_that_does_not_verify_is_not_shown(corpus, index_folder):
    build_index(corpus, index_folder)
    packed = zlib.compress(MEMO.replace("Ada", "Eve").encode())
    store = open_store(index_folder)
    record = store.content(store.documents()["lighthouse.txt"].content)
    tables = store.packed_tables(record.id)
    store.close()
    row = replace(record, text_digest=digest((), packed)).row(packed, tables)
    db = sqlite3.connect(index_folder / "store.sqlite")
    db.execute(f"REPLACE INTO contents VALUES ({','.join('?' * len(row))})", row)
    db.commit()
    db.close()
    with open_index(index_folder) as index:
        answer = index.ask("Who built the lighthouse?", refuse=False)
    assert not any("Ada" in quote for quote in quotes(answer))


def test_a_held_snapshot_does_not_change(index, corpus, index_folder):
    with index.newest() as (snapshot, _, _):
        commit, text = snapshot.commit, snapshot.store.text(snapshot.content("lighthouse.txt"))
        (corpus / "lighthouse.txt").write_text("Something else entirely.")
        build_index(corpus, index_folder)
        assert snapshot.commit == commit
        assert snapshot.store.text(snapshot.content("lighthouse.txt")) == text
        assert snapshot.caches.lexical.passage_frequency("thornburi") == 1
    assert index.document_text("lighthouse.txt") == "Something else entirely."


def test_the_short_answer_is_marked_inside_its_quote(index):
    answer = index.ask("Who built the lighthouse?")
    best = answer.citations[0]
    start, end = best.span
    assert best.start <= start < end <= best.end
    assert index.document_text(best.document)[start:end] in ("Ada Thornbury", "the engineer Ada Thornbury")
    said = next(statement for statement in answer.statements if 1 in statement.citations)
    assert said.text[slice(*said.span)] == index.document_text(best.document)[start:end]


def test_a_short_answer_over_a_line_break_is_marked_in_the_flowing_text(corpus, index_folder):
    (corpus / "mill.txt").write_text(
        "The mill at Harrow Bridge was   built by the old miller\nThomas  Ashdown in the year 1902.\n"
    )
    build_index(corpus, index_folder)
    with open_index(index_folder) as opened:
        answer = opened.ask("Who built the mill at Harrow Bridge?")
    best, said = answer.citations[0], answer.statements[0]
    assert (
        " ".join(best.quote[best.span[0] - best.start : best.span[1] - best.start].split())
        == (said.text[slice(*said.span)])
    )
    assert "Ashdown" in said.text[slice(*said.span)]


def test_without_a_reader_answers_are_sentences_alone(index, index_folder):
    with open_index(index_folder, reader="none") as plain:
        answer = plain.ask("Who built the lighthouse?")
    assert "Ada Thornbury" in answer.citations[0].quote
    assert all(citation.span is None for citation in answer.citations)
    assert all(statement.span is None for statement in answer.statements)


def test_a_sentence_that_only_supports_the_answer_has_none_of_its_own_marked(shipped):
    answer = shipped.ask("Why did France suspend cooperation with Mali?")
    first = answer.citations[0]
    assert "arrest" in first.quote[first.span[0] - first.start : first.span[1] - first.start]
    marked = [c for c in answer.citations[1:] if c.span]
    assert all("arrest" in c.quote for c in marked)
    assert len(answer.citations) > 1


def test_why_an_answer_is_what_it_is_can_be_seen(index):
    question = "Who built the lighthouse?"
    read = index.explain(question)
    assert [each.passage for each in read] == index.retrieve(question, k=index.settings.passages_read)
    best = next(each for each in read if each.sentence_place == 1)
    cited = index.ask(question).citations[0]
    assert (best.passage.document, best.sentence) == (cited.document, (cited.start, cited.end))
    assert all(0 <= each.holds <= 1 and -1 <= each.cosine <= 1 and each.bm25 >= 0 for each in read)
    places = [each.sentence_place for each in read if each.sentence_place]
    assert len(set(places)) == len(places)


@pytest.mark.parametrize(
    ("question", "marked"),
    [
        ("Was the lighthouse built by Ada Thornbury?", False),
        ("Who built the lighthouse?", True),
    ],
)
def test_yes_or_no_is_answered_by_whole_sentences(index, question, marked):
    answer = index.ask(question)
    assert "Ada Thornbury" in answer.citations[0].quote
    assert (answer.citations[0].span is not None) == marked
