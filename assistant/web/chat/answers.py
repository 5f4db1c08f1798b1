"""An `Answer` as markup of one chat message: statements, citation numbers and confidence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import PurePosixPath

from assistant.answering.same_fact import say_the_same
from assistant.terminal.text import snippet
from assistant.types import Answer, Citation, Passage, Statement
from assistant.web.chat.certainty import certainty
from assistant.web.chat.cited_rows import rows_html, table_of
from assistant.web.chat.message_buttons import keep_button
from assistant.web.chat.written import note_html, summary_of, unproven_html
from assistant.web.citations.keys import CitationKey
from assistant.web.citations.text import document_link, place, shorten
from assistant.web.escape import Html, join, one_line, tag
from assistant.web.languages import count, say
from assistant.web.languages.core_sentences import translated

_LONGEST_WORD = 30
_GLUE = "\N{NO-BREAK SPACE}"


def answer_html(turn: int, answer: Answer) -> Html:
    """Return a finished answer.

    Args:
        turn: Number of the question in the conversation, from 1.
        answer: What was answered.
    """
    return tag(
        "div",
        note_html(answer),
        _message(answer),
        *(_written(turn, answer) if answer.is_written else _statements_and_rows(turn, answer)),
        _closest(turn, answer.nearest) if answer.closest else None,
        _foot(turn, answer),
        class_=f"answer {answer.kind}",
    )


def partial_html(turn: int, answer: Answer, words: int) -> Html:
    """Return the first `words` words of an answer, for showing it word by word."""
    shown: list[Statement] = []
    left = words - len(translated(answer.message).split())
    for statement in answer.said:
        own = statement.text.split()
        if left <= 0:
            break
        whole = len(own) <= left
        shown.append(statement if whole else Statement(" ".join(own[:left]), (), statement.span))
        left -= len(own)
    message = " ".join(translated(answer.message).split()[:words])
    part = replace(
        answer, statements=tuple(shown), message=message, closest=(), closest_sentences=(), computed=None
    )
    statements = (_statement(turn, statement, part.citations) for statement in part.said)
    return tag("div", _message(part), *statements, class_="answer writing")


def count_words(answer: Answer) -> int:
    """Return how many words `partial_html` can show of an answer."""
    return len(translated(answer.message).split()) + sum(
        len(statement.text.split()) for statement in answer.said
    )


def _message(answer: Answer) -> Html | None:
    return tag("p", one_line(translated(answer.message)), class_="message") if answer.message else None


def _statements_and_rows(turn: int, answer: Answer) -> Iterator[Html]:
    """Yield the statements, and below those that follow each other with rows of one table these rows."""

    def cited(statement: Statement) -> list[Citation]:
        return [answer.citations[n - 1] for n in statement.citations if n <= len(answer.citations)]

    said = enumerate(answer.said, start=1)
    for table, group in groupby(said, key=lambda numbered: table_of(cited(numbered[1]))):
        numbers, statements = zip(*group, strict=True)
        yield from (
            _statement(turn, statement, answer.citations, number)
            for number, statement in zip(numbers, statements, strict=True)
        )
        if table is not None:
            citations = [citation for statement in statements for citation in cited(statement)]
            yield rows_html(table, citations, " ".join(statement.text for statement in statements))


def _written(turn: int, answer: Answer) -> Iterator[Html]:
    """Yield the sentences of a written answer; those that are not proven are numbered for their evidence."""
    closest = 0
    for number, statement in enumerate(answer.statements, start=1):
        if statement.is_proven:
            yield _statement(turn, statement, answer.citations, number)
        else:
            closest += statement.proof is not None and statement.proof.closest is not None
            yield unproven_html(turn, closest, statement)


def _statement(turn: int, statement: Statement, citations: tuple[Citation, ...], number: int = 0) -> Html:
    """Return a statement and its citation numbers; the first number does not break from the last word.

    Where further documents say the same their numbers are below it, to be opened. A statement with a number
    in a finished answer has a button that keeps it.
    """
    cited = {each: citations[each - 1] for each in statement.citations if each <= len(citations)}
    text = statement.text
    if not cited:
        return tag("p", _words(statement, 0, len(text)), dir="auto")
    others = list(cited)[1:] if say_the_same(citation.quote for citation in cited.values()) else []
    numbers = [_number(turn, each, citations) for each in cited if each not in others]
    if number:  # no line begins with the button
        numbers[-1] = join(numbers[-1], _GLUE, keep_button(turn, number))
    last = text.rfind(" ") + 1
    short = len(text) - last <= _LONGEST_WORD
    ending = tag(
        "span",
        _words(statement, last, len(text)),
        _GLUE,
        *numbers[:1],
        class_="ending" if short else None,
    )
    said = tag("p", _words(statement, 0, last), ending, *numbers[1:], dir="auto")
    return join(said, _others(turn, others, citations) if others else None)


def _others(turn: int, others: Sequence[int], citations: tuple[Citation, ...]) -> Html:
    """Return the further citations of a statement, closed at first."""
    many = len(others)
    words = say("also in {count} others", count=many) if many > 1 else say("also in 1 other")
    each = (
        tag("li", _number(turn, number, citations), " ", tag("bdi", place(citations[number - 1])))
        for number in others
    )
    return tag("details", tag("summary", words), tag("ul", *each), class_="others")


def _words(statement: Statement, start: int, end: int) -> Html | None:
    """Return a part of a statement with the short answer in it set in bold.

    It is an element of its own, so that right-to-left text in it does not reorder the numbers after it.
    """
    first, last = statement.span or (end, end)
    first, last = max(start, min(first, end)), max(start, min(last, end))
    text = statement.text
    bold = tag("strong", text[first:last], class_="short") if first < last else None
    return tag("span", text[start:first], bold, text[last:end], class_="words") if start < end else None


def _number(turn: int, number: int, citations: tuple[Citation, ...]) -> Html:
    return tag(
        "a",
        tag("span", f"{say('Citation')} ", class_="visually-hidden"),
        str(number),
        class_="cite",
        href=f"#{CitationKey('cite', turn, number)}",
        title=f"{citations[number - 1].text}\n{place(citations[number - 1])}",
    )


def _closest(turn: int, nearest: tuple[Citation | Passage, ...]) -> Html:
    items = (
        tag(
            "li",
            tag("a", tag("bdi", place(item)), class_="near", href=f"#{CitationKey('near', turn, number)}"),
            tag("bdi", shorten(snippet(item)), class_="snippet"),
        )
        for number, item in enumerate(nearest, start=1)
    )
    return join(tag("p", say("Closest I found:"), class_="closest"), tag("ul", *items, class_="closest"))


def _foot(turn: int, answer: Answer) -> Html | None:
    parts = []
    if answer.searched_for and one_line(answer.searched_for) != one_line(answer.question):
        completed = tag("q", tag("bdi", one_line(answer.searched_for)))
        change = tag(
            "button",
            completed,
            type="button",
            class_=f"edit-search turn-{turn}",
            title=say("Change this and search again"),
        )
        parts.append(join(say("Searched for:"), " ", change))
    if answer.citations:
        files = sorted({citation.document for citation in answer.citations})
        from_where = (
            document_link(files[0], name=PurePosixPath(files[0]).name)
            if len(files) == 1
            else count(len(files), "document")
        )
        # An overview makes no claim that could be more or less certain.
        sure = [say("Overview") if answer.kind == "overview" else certainty(answer.confidence)]
        if answer.is_written:
            sure = list(summary_of(answer))
        parts.append(join(f"{' · '.join(sure)} · {say('from')} ", from_where))
    if answer.kind == "answer" or answer.closest or answer.computed:
        words = say("Why this answer?") if answer.said else say("What was looked at?")
        parts.append(tag("a", words, class_="read", href=f"#{CitationKey('read', turn, 1)}"))
    if not parts:
        return None
    return tag("div", *(tag("p", part) for part in parts), class_="foot")
