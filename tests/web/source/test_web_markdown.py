"""Markdown in the source panel: rendered, with every mark around exactly what it quotes."""

from __future__ import annotations

import html
import re

from hypothesis import given
from hypothesis import strategies as st

from assistant.web.source.markdown import MarkdownDocument
from assistant.web.source.view import Mark

GUIDE = """---
title: Guide
---
# The *guest* network

Ask [the desk](http://evil.example/w1) & ![logo](http://evil.example/l.png) for **the code**.

1. Turn on `orla-guest`.
   - It is *slow*.

> Off at
> night, <b onclick="x()">always</b>.

| Floor | Speed |
|-------|------:|
| First | 85 \\| 90 |

```sh
reset <all>
```

<script>alert(1)</script>

[desk]: http://evil.example/d
"""


def rendered(text: str, *marks: Mark) -> str:
    parsed = MarkdownDocument(text)
    assert parsed.window(0, len(text)) == (0, len(text))
    shown = parsed.html(0, len(text), marks)
    assert shown is not None
    return shown


def marked(text: str, start: int, end: int, answer: tuple[int, int] | None = None) -> str:
    found = re.findall("<mark.*?</mark>", rendered(text, Mark(start, end, 1, True, answer=answer)), re.DOTALL)
    return html.unescape(re.sub("<[^>]*>", "", " ".join(found)))


def test_blocks_are_elements_and_nothing_of_the_document_is_markup() -> None:
    shown = rendered(GUIDE)
    for element in ("h3", "strong", "em", "ol", "ul", "li", "blockquote", "th", "td", "pre", "code"):
        assert f"<{element}" in shown
    for element in ("<script", "<b ", "<b>", "<img", "<a ", "href", "src", "evil.example/l"):
        assert element not in html.unescape(re.sub(r"&#\d+;", "?", shown))
    words = html.unescape(re.sub("<[^>]*>", "", shown))
    assert "<script>alert(1)</script>" in words
    assert '<b onclick="x()">always</b>' in words
    assert "title: Guide" in words
    assert "[desk]: http" in words
    assert "the desk" in words
    assert "logo" in words


def test_marks_are_exact_inside_markup_lists_tables_and_code() -> None:
    for quote, said in {
        "for **the code**": "for the code",
        "Turn on `orla-guest`.": "Turn on orla-guest.",
        "It is *slow*.": "It is slow.",
        "Off at\n> night": "Off at night",
        "| First | 85 \\| 90 |": "First 85 | 90",
        "reset <all>": "reset <all>",
        "http://evil.example/d": "http://evil.example/d",
    }.items():
        start = GUIDE.index(quote)
        assert marked(GUIDE, start, start + len(quote)) == said
    start = GUIDE.index("Turn")
    assert '<strong class="short">on</strong>' in rendered(
        GUIDE, Mark(start, start + 8, 1, True, answer=(start + 5, start + 7))
    )


PIECES = st.sampled_from(
    [
        "*{}*",
        "**{} a**",
        "`{}`",
        "`` {} ` ``",
        "[{}](t/x 'q')",
        "[{}][r]",
        "{}\\*",
        "&amp;{}",
        "~~{}~~",
        "<i>{}</i>",
    ]
)
LINES = st.sampled_from(
    ["{}", "# {} #", "- {}", "> {}\n> and", "2. {}", "| {} | b |\n|---|---|\n| c | d |", "{}  \nx"]
)
BLOCKS = st.lists(st.tuples(LINES, st.lists(PIECES, min_size=1, max_size=4)), min_size=1, max_size=5)


@given(BLOCKS, st.data())
def test_a_mark_holds_the_words_of_its_quote(
    blocks: list[tuple[str, list[str]]], data: st.DataObject
) -> None:
    numbers = iter(range(1000))
    lines = [line.format(" ".join(p.format(f"w{next(numbers)}w") for p in pieces)) for line, pieces in blocks]
    text = "\n\n".join(lines) + "\n\n[r]: target\n"
    words = [found.span() for found in re.finditer(r"w\d+w", text)]
    first = data.draw(st.integers(0, len(words) - 1))
    last = data.draw(st.integers(first, len(words) - 1))
    start, end = words[first][0], words[last][1]
    assert re.findall(r"w\d+w", marked(text, start, end)) == re.findall(r"w\d+w", text[start:end])
