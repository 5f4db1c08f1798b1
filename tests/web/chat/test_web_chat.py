import html
import re
from dataclasses import replace
from itertools import pairwise

from assistant.conversation.history.turns import turns_of
from assistant.conversation.history.types import Exchange
from assistant.settings import Settings
from assistant.types import Answer, Citation, Passage, Statement
from assistant.web.chat.answers import answer_html, count_words, partial_html
from assistant.web.chat.certainty import certainty
from assistant.web.chat.running_questions import RunningQuestions
from assistant.web.chat.streaming import (
    NOTHING_INDEXED,
    STOPPED,
    answer_exchange,
    converse,
    is_busy,
    messages,
    stop,
)
from assistant.web.citations.keys import CitationKey, parse_key
from assistant.web.citations.text import page_name
from assistant.web.state.library import Library

TEXT = "The house was founded in 1694. It closed in 1703."
FIRST = Citation("a.md", 2, 0, 30, TEXT[:30], 0.9, page_label="2")
SECOND = Citation("b.md", None, 31, 49, TEXT[31:], 0.8)
ANSWER = Answer(
    "When?",
    "answer",
    0.9,
    statements=(Statement(FIRST.quote, (1,)), Statement(SECOND.quote, (2, 1))),
    citations=(FIRST, SECOND),
    searched_for="When? (house)",
)


def shown(markup: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", markup)).split())


def test_an_answer_shows_statements_numbers_and_certainty() -> None:
    text = shown(answer_html(3, ANSWER))
    assert text == (
        "The house was founded in 1694. Citation 1 Keep in the notebook "
        "It closed in 1703. Citation 2 Citation 1 Keep in the notebook "
        "Searched for: When? (house) Well supported · from 2 documents "
        "Why this answer?"
    )
    assert re.findall(r'href="&#35;([^"]*)"', answer_html(3, ANSWER)) == [
        "cite&#45;3&#45;1",
        "cite&#45;3&#45;2",
        "cite&#45;3&#45;1",
        "read&#45;3&#45;1",
    ]


def test_the_short_answer_is_bold_wherever_it_stands() -> None:
    text = "It closed in <b>1703</b> for good."
    for span in ((0, 2), (13, 24), (29, len(text)), (0, len(text))):
        answer = replace(ANSWER, statements=(Statement(text, (1,), span),))
        markup = answer_html(1, answer)
        bold = "".join(re.findall(r'<strong class="short">(.*?)</strong>', markup))
        assert html.unescape(bold) == text[slice(*span)]
        assert text in html.unescape(re.sub(r"<[^>]*>", "", markup))
        for words in range(1, count_words(answer) + 1):
            assert "<b>" not in partial_html(1, answer, words)


def test_a_number_without_its_citation_is_not_shown() -> None:
    answer = Answer("Q", "answer", 0.9, statements=(Statement("Yes.", (1, 7)),), citations=(FIRST,))
    assert "7" not in shown(answer_html(1, answer))


def test_a_refusal_offers_the_closest_passages_and_calls_none_a_citation() -> None:
    closest = (Passage("a.md", 3, 0, 4, "Near <b>miss</b>."),)
    text = shown(
        answer_html(1, Answer("Q", "refusal", 0.1, message="Not in these documents.", closest=closest))
    )
    assert text == (
        "Not in these documents. Closest I found: a.md, page 3 Near <b>miss</b>. What was looked at?"
    )


def test_an_answer_grows_word_by_word() -> None:
    grown = [shown(partial_html(1, ANSWER, words)) for words in range(1, count_words(ANSWER) + 1)]
    assert grown[0] == "The"
    assert grown[5] == "The house was founded in 1694. Citation 1"
    assert all(len(before) < len(after) for before, after in pairwise(grown))


def test_certainty_in_words() -> None:
    assert [certainty(value) for value in (1.0, 0.7, 0.1, float("nan"))] == [
        "Well supported",
        "Likely",
        "Uncertain, please check the sources",
        "Uncertain, please check the sources",
    ]


def test_pages_are_named_as_people_name_them() -> None:
    def name(page: int | None, label: str) -> str:
        return page_name(Passage("a", page, 0, 1, "x", page_label=label))

    assert [name(None, ""), name(3, ""), name(3, "3"), name(3, "iv"), name(2, "Prices 2024")] == [
        "",
        "page 3",
        "page 3",
        "page iv",
        "Prices 2024",
    ]


def test_keys_are_read_strictly() -> None:
    assert parse_key("cite-3-12") == CitationKey("cite", 3, 12)
    assert parse_key(str(CitationKey("near", 1, 1))) == CitationKey("near", 1, 1)
    for wrong in (
        "cite-0-1",
        "cite-1",
        "open-1-1",
        "cite-1-1 ",
        "cite-1-٣",
        "cite-1-1-1",
        None,
        7,
        {},
        "cite-1-" + "9" * 9,
    ):
        assert parse_key(wrong) is None


def test_a_conversation_appears_bit_by_bit(library: Library) -> None:
    steps = list(converse(library, "Who founded the coffee house?", ()))
    first, last = steps[0][1], steps[-1][1]
    assert shown(first[-1]["content"]) == "Looking through your documents"
    lengths = [len(shown(said[-1]["content"])) for _, said in steps[1:]]
    assert len(steps) > 3
    assert lengths == sorted(lengths)
    assert "Margaret Thorne" in shown(last[-1]["content"])
    assert [message["role"] for message in last] == ["user", "assistant"]
    assert steps[-1][0][0].answer is not None


def test_history_is_handed_on(library: Library) -> None:
    conversation = list(converse(library, "Who founded the coffee house?", ()))[-1][0]
    history = turns_of(conversation)
    assert history[0].question == "Who founded the coffee house?"
    assert history[0].documents == ("coffee.md",)


def test_messages_hold_one_line_of_markup_each(library: Library) -> None:
    said = messages((Exchange("a\n\n**b**\n\n<i>c"), Exchange("d", note="e\n\nf")))
    for message in said:
        assert "\n" not in message["content"]
        assert message["content"].startswith("<div")
    assert shown(said[0]["content"]) == "a **b** <i>c"


def test_stopping_leaves_a_note_only_where_there_is_no_answer() -> None:
    assert stop((Exchange("q"),))[-1].note == STOPPED
    assert stop((Exchange("q", answer=ANSWER),))[-1].note == ""
    assert stop(()) == ()
    assert [is_busy(said) for said in ((), (Exchange("q"),), stop((Exchange("q"),)))] == [False, True, False]


def test_errors_become_one_sentence(tmp_path, monkeypatch) -> None:
    library = Library(Settings(corpus=str(tmp_path), index=str(tmp_path / "none")))
    assert answer_exchange(library, Exchange("q"), ()).note == NOTHING_INDEXED
    monkeypatch.setattr(library, "open", lambda: 1 / 0)
    assert answer_exchange(library, Exchange("q"), ()).note.startswith("Something went wrong")


def test_a_visitor_asks_one_question_at_a_time() -> None:
    running = RunningQuestions()
    first = running.begin("ann")
    assert first is not None
    assert running.begin("ann") is None
    assert running.begin("bob") is not None
    running.stop("ann")
    assert first.is_requested
    second = running.begin("ann")
    assert second is not None
    running.end("ann", first)
    assert running.begin("ann") is None
    running.end("ann", second)
    assert running.begin("ann") is not None
