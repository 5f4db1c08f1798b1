"""What the elements of a web page are: shown or not, blocks, lines, numbers beside the text, quotations."""

from __future__ import annotations

import re
from collections.abc import Mapping

Attributes = Mapping[str, str]

BLOCKS = frozenset(
    (
        *("address", "article", "aside", "blockquote", "body", "center", "details", "dialog", "div"),
        *(
            "dl",
            "fieldset",
            "figcaption",
            "figure",
            "footer",
            "form",
            "header",
            "hgroup",
            "hr",
            "html",
            "legend",
        ),
        *("main", "menu", "ol", "p", "search", "section", "summary", "ul"),
    )
)
LINES = frozenset(("option", "optgroup"))
PREFORMATTED = frozenset(("pre", "listing", "xmp"))

_UNSEEN = frozenset(
    (
        *(
            "script",
            "style",
            "template",
            "noscript",
            "nav",
            "iframe",
            "frameset",
            "object",
            "applet",
            "canvas",
        ),
        *("audio", "video", "svg", "datalist", "rp"),
    )
)
_HIDING_STYLE = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)\b", re.IGNORECASE)
_NO_TEXT_ROLES = frozenset(("navigation", "menu", "menubar", "search", "doc-pagebreak", "doc-backlink"))

# Names that authors give to what stands around a text on every page of a site.
_CLUTTER = re.compile(
    r"(?:cookie|consent|gdpr)[-_]?(?:banner|consent|notice|bar|popup|overlay|message|law|dialog|modal)?\d*"
    r"|onetrust-.*|(?:related|recommended|more|similar)[-_]?(?:posts|articles|content|links"
    r"|stories|news|pages)?"
    r"|teasers?|(?:social[-_]?)?(?:share|sharing)(?:[-_]?(?:bar|buttons|links))?"
    r"|newsletter(?:[-_]?(?:signup|box|form))?"
    r"|breadcrumbs?|skip[-_]?link|navbox|site[-_]?(?:nav|menu)|main[-_]?(?:nav|menu)|navigation"
    r"|mw-editsection|noprint"
    r"|mw-cite-backlink|footnote-backref|footnote-back",
    re.IGNORECASE,
)
_CLUTTER_TAGS = frozenset(
    ("div", "aside", "section", "ul", "span", "sup", "dialog", "form", "table", "ol", "p", "a")
)
# A name such as "related" says less of what may hold the text itself.
_VAGUE = frozenset(("related", "recommended", "more", "similar", "share", "teaser", "teasers", "consent"))
_VAGUE_TAGS = frozenset(("aside",))

_NUMBERING = re.compile(
    r"(?:line|code|row)[-_]?(?:no|nos|num|nums|number|numbers)|linenumber.*|lineno.*|linenum.*"
    r"|gutter|blob-num|lnt|lntd"
    r"|ln|hljs-ln-n(?:umbers)?|page[-_]?(?:no|num|number|break)s?|pb",
    re.IGNORECASE,
)
_ONLY_NUMBERS = re.compile(
    r"[\s\[\](){}|.:pgPGseite-]*(?:\d+|[ivxlcIVXLC]+)?(?:[\s\]\[|.:)}]+\d+)*[\s\])}|.:]*\Z"
)

_QUOTES = re.compile(
    r"gmail_quote(?:_container)?|gmail_extra|yahoo_quoted|moz-cite-prefix|moz-forward-container"
    r"|protonmail_quote"
    r"|zmail_extra|OutlookMessageHeader|(?:gmail|moz|protonmail|x)[-_]signature(?:_block)?"
    r"|ms-outlook-mobile-.*signature"
    r"|signature|replyfwd|divrplyfwdmsg|appendonsend|tutanota_quote|quote",
    re.IGNORECASE,
)
# Everything below these is the older message, though it is not in the element.
_QUOTE_BEGINS = frozenset(("divrplyfwdmsg", "appendonsend", "moz-cite-prefix", "outlookmessageheader"))


def is_hidden(tag: str, attributes: Attributes) -> bool:
    """Whether an element is not shown; pages that hide all of themselves show it by a script later."""
    if tag in _UNSEEN:
        return True
    if not attributes or tag in ("html", "body"):
        return False
    return (
        "hidden" in attributes
        or attributes.get("aria-hidden", "").strip().lower() == "true"
        or _HIDING_STYLE.search(attributes.get("style", "")) is not None
    )


def is_clutter(tag: str, attributes: Attributes) -> bool:
    """Whether an element is a menu, a banner about cookies or a list of other pages, by role or name."""
    if not attributes or tag not in _CLUTTER_TAGS:
        return False
    kinds = {*attributes.get("role", "").lower().split(), *attributes.get("epub:type", "").lower().split()}
    if kinds & _NO_TEXT_ROLES or "pagebreak" in kinds:
        return True
    for name in _names(attributes):
        if _CLUTTER.fullmatch(name) and (name.lower() not in _VAGUE or tag in _VAGUE_TAGS):
            return True
    return False


def is_numbering(attributes: Attributes) -> bool:
    """Whether an element is named as one that holds the number of a line or page beside the text."""
    return "data-line-number" in attributes or any(_NUMBERING.fullmatch(name) for name in _names(attributes))


def holds_only_numbers(text: str) -> bool:
    """Whether the text of such an element is nothing but numbers ("[Pg 12]", "1 2 3")."""
    return _ONLY_NUMBERS.match(text) is not None


def quotes(tag: str, attributes: Attributes) -> bool:
    """Whether an element of a message holds a quoted older message or a signature."""
    if tag == "blockquote":
        return True
    return any(_QUOTES.fullmatch(name) for name in _names(attributes))


def begins_quotation(attributes: Attributes) -> bool:
    """Whether all that follows in a message is quoted, too."""
    return any(name.lower() in _QUOTE_BEGINS for name in _names(attributes))


def _names(attributes: Attributes) -> list[str]:
    return f"{attributes.get('class', '')} {attributes.get('id', '')}".split()
