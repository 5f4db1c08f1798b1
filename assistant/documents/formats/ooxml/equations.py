"""Equations of Office (OMML) → one line of text, in the linear form that Office itself uses.

"x=(-b±√(b^2-4ac))/(2a)": what is raised stands after "^", what is lowered after "_", and brackets hold
together what belongs together.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

from assistant.documents.formats.ooxml.namespaces import path, qn, value_of

_TEXTS = {qn("m:t"), qn("w:t"), qn("a:t")}
_DELETED = {qn("w:del"), qn("w:moveFrom")}
_FALLBACK = qn("mc:Fallback")
# One symbol, one number or one name of a function: needs no brackets.
_ATOM = re.compile(r"\w[\u0300-\u036f]?|\d+(?:[.,]\d+)?|[∞∅…′″°%]|[^\W\d_]{2,}(?=\Z)", re.UNICODE)
_BRACKETS = {"(": ")", "[": "]", "{": "}", "|": "|"}
# Alphabets of mathematics (bold, italic, ...) are plain letters to whoever searches.
_STYLED = re.compile("[\U0001d400-\U0001d7ff]")
_OVER = {
    **{"\u0302": "hat", "\u0303": "tilde", "\u0304": "bar"},
    **{"\u20d7": "vec", "\u0307": "dot", "\u0308": "ddot"},
}
_DIGITS_RAISED = str.maketrans("0123456789n", "⁰¹²³⁴⁵⁶⁷⁸⁹ⁿ")


def is_equation(element: Any) -> bool:
    """Whether an element holds an equation or several."""
    return element.tag in (qn("m:oMath"), qn("m:oMathPara"))


def equation_text(element: Any) -> str:
    """Return an `m:oMath` or `m:oMathPara` as text, the equations of the latter on lines of their own."""
    if element.tag == qn("m:oMathPara"):
        lines = (_inside(each) for each in element.iterchildren(qn("m:oMath")))
        return "\n".join(line for line in lines if line)
    return _inside(element)


def _inside(element: Any) -> str:
    """Return what stands in an element, its parts one after the other."""
    return _joined([_part(child) for child in element.iterchildren() if isinstance(child.tag, str)])


def _joined(parts: list[str]) -> str:
    """Join parts; a script or a fraction is kept apart from letters that follow ("r^2 h")."""
    parts = [part for part in parts if part]
    joined = parts[0] if parts else ""
    for before, after in pairwise(parts):
        ends_in_script = re.search(r"[\^_/√]\S*\w\Z", before) is not None
        apart = ends_in_script and (after[0].isalnum() or after[0] == "(")
        joined += (" " if apart else "") + after
    return joined


def _part(element: Any) -> str:
    tag = element.tag
    if tag in _TEXTS:
        return _STYLED.sub(lambda found: unicodedata.normalize("NFKC", found[0]), element.text or "")
    if tag in _DELETED or tag == _FALLBACK or tag.endswith("Pr"):
        return ""
    local = local_name(tag)
    write = _WRITERS.get(local) if tag == qn(f"m:{local}") else None
    return write(element) if write else _inside(element)


def local_name(tag: str) -> str:
    """Return the local name of a qualified one."""
    return tag.rpartition("}")[2]


def _child(element: Any, name: str) -> str:
    found = element.find(qn(f"m:{name}"))
    return _inside(found).strip() if found is not None else ""


def _group(text: str) -> str:
    """Put brackets around what is more than one symbol, number or name, unless it has some."""
    return text if not text or _ATOM.fullmatch(text) or _is_bracketed(text) else f"({text})"


def _base(text: str) -> str:
    """Return what a script belongs to; letters side by side are a product, so they get brackets."""
    product = len(text) > 1 and text.isalpha()
    return f"({text})" if product and text.islower() and len(text) < 3 else _group(text)


def _is_bracketed(text: str) -> bool:
    closing = _BRACKETS.get(text[0])
    if closing is None or not text.endswith(closing) or len(text) < 2:
        return False
    depth = 0
    for place, character in enumerate(text):
        depth += (character == text[0]) - (character == closing)
        if depth == 0 and place < len(text) - 1 and closing != text[0]:
            return False
    return True


def _scripted(element: Any) -> str:
    base, below, above = (_child(element, name) for name in ("e", "sub", "sup"))
    return _base(base) + (f"_{_group(below)}" if below else "") + (f"^{_group(above)}" if above else "")


def _prescripted(element: Any) -> str:
    below, above = _child(element, "sub"), _child(element, "sup")
    before = (f"_{_group(below)}" if below else "") + (f"^{_group(above)}" if above else "")
    return f"{before} {_base(_child(element, 'e'))}"


def _fraction(element: Any) -> str:
    above, below = _group(_child(element, "num")), _group(_child(element, "den"))
    if value_of(element, "m:fPr/m:type", "m:val") == "noBar":
        return f"({_child(element, 'num')} ¦ {_child(element, 'den')})"
    return f"{above}/{below}"


def _root(element: Any) -> str:
    degree = _child(element, "deg")
    if not degree or degree == "2":
        return f"√{_group(_child(element, 'e'))}"
    raised = degree.translate(_DIGITS_RAISED)
    is_raised = re.fullmatch(r"[⁰¹²³⁴⁵⁶⁷⁸⁹ⁿ]+", raised) is not None
    return f"{raised}√{_group(_child(element, 'e'))}" if is_raised else f"√({degree}&{_child(element, 'e')})"


def _delimited(element: Any) -> str:
    opening, between, closing = (
        _character(element, f"m:dPr/m:{name}", otherwise)
        for name, otherwise in (("begChr", "("), ("sepChr", "|"), ("endChr", ")"))
    )
    inner = between.join(_matrix_rows(each) for each in element.iterchildren(qn("m:e")))
    return f"{opening}{inner}{closing}"


def _character(element: Any, where: str, otherwise: str) -> str:
    """Return a character that properties name; one that is named and empty is none."""
    found = element.find(path(where))
    return found.get(qn("m:val"), "") if found is not None else otherwise


def _matrix_rows(element: Any) -> str:
    """Return an argument; the brackets around a matrix that is all of it are those of its parent."""
    text = _inside(element).strip()
    only_matrix = [local_name(child.tag) for child in element.iterchildren(qn("m:m"))] == ["m"]
    return text[1:-1] if only_matrix and _is_bracketed(text) else text


def _matrix(element: Any) -> str:
    rows = (
        ", ".join(_inside(cell).strip() for cell in row.iterchildren(qn("m:e")))
        for row in element.iterchildren(qn("m:mr"))
    )
    return f"[{'; '.join(rows)}]"


def _operator(element: Any) -> str:
    """Return a sum, a product or an integral with its limits and what it is over."""
    sign = _character(element, "m:naryPr/m:chr", "∫")
    below, above = _child(element, "sub"), _child(element, "sup")
    limits = (f"_{_group(below)}" if below else "") + (f"^{_group(above)}" if above else "")
    body = _child(element, "e")
    return f"{sign}{limits} {body}" if body else f"{sign}{limits}"


def _function(element: Any) -> str:
    name, argument = _child(element, "fName"), _child(element, "e")
    return f"{name}{argument}" if argument.startswith("(") else f"{name} {argument}".strip()


def _limit(mark: str) -> Callable[[Any], str]:
    return lambda element: f"{_child(element, 'e')}{mark}{_group(_child(element, 'lim'))}"


def _lines(element: Any) -> str:
    """Return the lines of an array of equations; its marks of alignment are none of its text."""
    lines = (_inside(each).replace("&", "").strip() for each in element.iterchildren(qn("m:e")))
    return "; ".join(line for line in lines if line)


def _accent(element: Any) -> str:
    mark = _character(element, "m:accPr/m:chr", "\u0302") or "\u0302"
    base = _child(element, "e")
    if len(base) == 1:
        return base + mark
    return f"{_OVER.get(mark, 'hat')}({base})"


def _bar(element: Any) -> str:
    above = value_of(element, "m:barPr/m:pos", "m:val") == "top"
    base = _child(element, "e")
    if len(base) == 1:
        return base + ("\u0305" if above else "\u0332")
    return f"{'bar' if above else 'underbar'}({base})"


def _phantom(element: Any) -> str:
    hidden = value_of(element, "m:phantPr/m:show", "m:val") in ("0", "false", "off")
    return "" if hidden else _child(element, "e")


_WRITERS: dict[str, Callable[[Any], str]] = {
    **dict.fromkeys(("sSup", "sSub", "sSubSup"), _scripted),
    "sPre": _prescripted,
    "f": _fraction,
    "rad": _root,
    "d": _delimited,
    "m": _matrix,
    "nary": _operator,
    "func": _function,
    "limLow": _limit("_"),
    "limUpp": _limit("^"),
    "eqArr": _lines,
    "acc": _accent,
    "bar": _bar,
    "phant": _phantom,
}


def equations_in(element: Any) -> Iterator[Any]:
    """Yield the outermost equations in an element, in order."""
    for child in element.iterchildren():
        if isinstance(child.tag, str) and is_equation(child):
            yield child
        elif isinstance(child.tag, str):
            yield from equations_in(child)
