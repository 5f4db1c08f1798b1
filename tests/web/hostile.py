"""Texts that try to be more than text, wherever they are shown."""

from __future__ import annotations

TURNED = "\u202egnp.exe\u202d \u2067abc"
HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=http://evil.example/a.png onerror=alert(2)>",
    "<a href=javascript:alert(3)>click</a>",
    "<a class=cite href=#cite-1-1>2</a>",
    "<link rel=stylesheet href=http://evil.example/b.css>",
    "<style>*{display:none}</style>",
    "<form action=http://evil.example><input name=q autofocus onfocus=alert(4)><button>Ask</button></form>",
    "<button data-remove=coffee.md data-show=cite-1-1>OK</button>",
    "<svg onload=alert(5)><image href=http://evil.example/c.svg /></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(6)>",
    r"$$\href{javascript:alert(7)}{x}$$ \(y\) \[z\] \begin{matrix}a\end{matrix} $w$",
    "![p](http://evil.example/d.png) [q](javascript:alert(8)) <http://evil.example> **b** _i_ `c` ~~d~~",
    "<!-- hidden --> --> <!--",
    "{{constructor.constructor('alert(9)')()}} ${alert(10)} {% include 'x' %} <%= 7*7 %> {@html x}",
    "```mermaid graph TD; A-->B``` | a | b | > quote # heading - item 1. item",
    "&lt;img src=x&gt; &#60;b&#62; &amp;",
    "<iframe srcdoc='<script>alert(11)</script>'></iframe><object data=x></object><embed src=x>",
    "<base href=http://evil.example/><meta http-equiv=refresh content='0;url=http://evil.example'>",
    "</bdi></p></div></article></td></table><details open ontoggle=alert(12)>x</details>",
    '" onmouseover="alert(13)" x="',
    TURNED,
)
# What none of these texts may bring into being.
MADE = (
    "script, img, image, svg, math, style, link, form, input, iframe, object, embed, base, meta, details, "
    "table table, code, pre, em, del, h1, blockquote, hr, .katex, .mermaid, [onerror], [onload], [onfocus], "
    "[onmouseover], [ontoggle], a[href^='javascript'], a[href*='evil']:not([href^='#document='])"
)
