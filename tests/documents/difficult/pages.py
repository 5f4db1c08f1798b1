"""Web pages: scripts, hidden words, broken and deeply nested markup, false encodings."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from difficult.case import Case, fails, of

SENTENCE = "The ferry to the island leaves at noon every Sunday in summer."


def page(body: str, head: str = "") -> str:
    return f"<!doctype html><html><head>{head}</head><body>{body}</body></html>"


def _deep(tag: str, levels: int) -> bytes:
    return page(f"<p>Before it.</p>{f'<{tag}>' * levels}{SENTENCE}{f'</{tag}>' * levels}").encode()


def cases() -> Iterator[Case]:
    held = {"holds": (SENTENCE,)}
    yield of(
        "scripts.html",
        page(
            f"<script>evil('{'x' * 200}')</script><p onclick='evil()'>{SENTENCE}</p>"
            "<style>p{color:red}</style><noscript>noscript</noscript>"
            "<iframe src='javascript:evil()'></iframe><svg><text>drawn</text></svg>"
            "<template>unseen</template><!-- commented evil -->"
        ),
        **held,
        lacks=("evil", "color", "unseen", "commented"),
    )
    yield of(
        "hidden.html",
        page(
            f"<p hidden>secret one</p><p style='display: none'>secret two</p>"
            f"<p aria-hidden='true'>secret three</p><p>{SENTENCE}</p>"
        ),
        **held,
        lacks=("secret",),
    )
    yield of(
        "inject.html",
        page(f"<p>&lt;img src=x onerror=evil()&gt; {SENTENCE}</p>"),
        holds=("<img src=x", SENTENCE),
    )
    for tag, levels in (
        ("div", 5000),
        ("b", 5000),
        ("blockquote", 3000),
        ("ul><li", 2000),
        ("table><tr><td", 500),
    ):
        name = tag.partition(">")[0]
        yield Case(
            f"deep-{name}.html", partial(_deep, tag, levels), either=True, holds=("Before it.",), reason="."
        )
    yield of("unclosed.html", f"<p>{SENTENCE}<p><b>Bold<i>both<p>Then <a href='x", **held)
    yield of("unclosed-comment.html", f"<p>{SENTENCE}</p><!-- never closed <p>evil</p>", **held)
    yield of(
        "unclosed-script.html", f"<p>{SENTENCE}</p><script>evil(1); <p>evil</p>", **held, lacks=("evil",)
    )
    yield of("unclosed-title.html", f"<p>{SENTENCE}</p><title>never closed <p>more</p>", **held)
    yield of(
        "wrong-order.html", f"</p></div><b><i>{SENTENCE}</b></i></html><body><h1>A late heading</h1>", **held
    )
    yield of(
        "odd-attributes.html", f'<p a="b c=\'d\' <<>> ="" \'>"x" {SENTENCE}</p> <p>{SENTENCE}</p>', **held
    )
    yield of(
        "entities.html", page("<p>caf&eacute; &#65;&#x42; &#0; &#xD800; &#x110000; &nosuch; &amp;amp;</p>")
    )
    yield of("zeros.html", page(f"<p>{SENTENCE}\0\0</p>"), **held, lacks=("\0",))
    yield of(
        "frames.html",
        "<frameset><frame src=a.html><noframes>x</noframes></frameset>",
        either=True,
        reason=".",
    )
    yield fails("only-a-script.html", page("<script>document.write('x')</script>").encode(), "script")
    yield fails("only-tags.html", page("<div><p></p></div>").encode(), "no text")
    yield of("no-tags.html", SENTENCE, **held)
    yield of(
        "claims-latin.html", page(f"<p>caf\xe9 {SENTENCE}</p>", "<meta charset=latin-1>"), holds=("caf\xe9",)
    )
    latin = page(f"<p>caf\xe9 \u20ac {SENTENCE}</p>", "<meta charset=utf-8>").encode("cp1252")
    yield of("claims-utf8.html", latin, holds=("caf\xe9 \u20ac",))
    yield of("claims-nonsense.html", page(f"<p>{SENTENCE}</p>", "<meta charset='x-no-such'>"), **held)
    yield of("claims-utf16.html", page(f"<p>{SENTENCE}</p>", "<meta charset=utf-16>"), **held)
    yield of("claims-utf7.html", page(f"<p>+ADw-script+AD4- {SENTENCE}</p>", "<meta charset=utf-7>"), **held)
    yield of("utf16.html", page(f"<p>{SENTENCE}</p>").encode("utf-16"), **held)
    yield of(
        "shift-jis.html",
        page("<p>日本語の文章です。</p>", "<meta charset=shift_jis>").encode("cp932"),
        holds=("日本語",),
    )
    yield of(
        "right-to-left.html",
        page("<p dir=rtl>\u05e9\u05dc\u05d5\u05dd \u202ecod\u202c.</p>"),
        holds=("\u05e9",),
    )
    yield of(
        "data-picture.html",
        page(f"<img src='data:image/png;base64,{'A' * 300_000}'><p>{SENTENCE}</p>"),
        **held,
    )
    yield of(
        "wide-table.html", page(f"<table><tr>{'<td>x</td>' * 300}</tr></table><p>{SENTENCE}</p>"), **held
    )
    yield of("cells-without-table.html", f"<td>one<td>two<tr><td>three</table>{SENTENCE}", **held)
    yield of(
        "many-attributes.html", page(f"<p {' '.join(f'a{n}=x' for n in range(5000))}>{SENTENCE}</p>"), **held
    )
    yield of(
        "self-closed.xhtml",
        f'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><head><title/>'
        f"<script src='x'/></head><body><p>{SENTENCE}</p></body></html>",
        **held,
    )
    laughs = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "haha"><!ENTITY b "&a;&a;&a;&a;">]>'
    yield of("laughs.xhtml", f"{laughs}<html><body><p>&b; {SENTENCE}</p></body></html>", **held)
    yield of("preformatted.html", page(f"<pre>\n a\n  b\n\n\n{SENTENCE}</pre>"), **held)
    yield of(
        "headings.html",
        page(f"<h1>One</h1><h2></h2><h1><h2>Two</h2></h1><h3>{'x' * 900}</h3>{SENTENCE}"),
        **held,
        headings=("One", "Two"),
    )
    yield fails("binary.html", bytes(range(256)) * 40, "not text|no text")
