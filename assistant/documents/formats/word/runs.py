"""Runs of a Word paragraph → its text as it is seen, and what is anchored in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from assistant.documents.formats.ooxml.equations import equation_text
from assistant.documents.formats.ooxml.namespaces import is_on, path, qn
from assistant.documents.formats.ooxml.pictures import own_words
from assistant.documents.formats.ooxml.symbols import raised, symbol, without_private
from assistant.documents.formats.word.context import Context
from assistant.documents.formats.word.fields import Fields
from assistant.documents.formats.word.notes import NoteKind

_IGNORED = {
    *(qn(tag) for tag in ("w:pPr", "w:rPr", "w:sdtPr", "w:sdtEndPr", "w:tblPr", "w:delText", "w:rt")),
    qn("mc:Fallback"),
}
_CHARACTERS = {
    qn("w:tab"): "\t",
    qn("w:ptab"): "\t",
    qn("w:br"): "\n",
    qn("w:cr"): "\n",
    qn("w:noBreakHyphen"): "-",
}
_OLD_EQUATIONS = ("Equation.", "MathType", "Unknown.Equation")


AnchoredKind = Literal["box", "chart", "diagram", "picture", "drawn text"]
_ANCHORED: dict[str, AnchoredKind] = {
    qn("w:txbxContent"): "box",
    qn("c:chart"): "chart",
    qn("cx:chart"): "chart",
    qn("dgm:relIds"): "diagram",
}
_PICTURES = {qn("pic:pic"), qn("v:imagedata")}


@dataclass(frozen=True, slots=True)
class Anchored:
    """What stands beside the text of a paragraph: a text box, a chart, a diagram, words of a picture."""

    kind: AnchoredKind
    element: Any = None
    text: str = ""


class Runs:
    """Reads the paragraphs of one story (the body, a header, the notes) in their order."""

    def __init__(self, context: Context) -> None:
        self.fields = Fields(context.left_out)
        self._context = context
        self._is_hidden = False
        self._hid_text = False
        self._font = ""
        self._is_raised = False
        self._anchored: list[Anchored] = []
        self._handlers: dict[str, Callable[[Any], Iterator[str]]] = {
            qn("w:t"): self._text,
            qn("w:r"): self._run,
            qn("w:sym"): self._symbol,
            qn("w:del"): self._deletion,
            qn("w:moveFrom"): self._deletion,
            qn("w:fldChar"): self._field_mark,
            qn("w:instrText"): self._instruction,
            qn("w:fldSimple"): self._simple_field,
            qn("w:sdt"): self._control,
            qn("w:ruby"): self._ruby,
            qn("w:footnoteReference"): self._note,
            qn("w:endnoteReference"): self._note,
            qn("w:commentRangeStart"): self._comment_mark,
            qn("w:commentRangeEnd"): self._comment_mark,
            qn("m:oMath"): self._equation,
            qn("m:oMathPara"): self._equation,
            qn("w:drawing"): self._drawing,
            qn("w:pict"): self._drawing,
            qn("w:object"): self._drawing,
        }

    def text(self, paragraph: Any) -> tuple[str, list[Anchored]]:
        """Return the text of a paragraph, not yet cleaned, and what is anchored in it, in order."""
        self._anchored = []
        self._is_hidden = self._context.styles.is_hidden(self._context.styles.identity(paragraph))
        self._hid_text = False
        text = "".join(self._pieces(paragraph))
        if self._hid_text:
            self._context.left_out.count("hidden text")
        return text, self._anchored

    def mark_comments(self, element: Any) -> None:
        """Take the mark of a comment that stands between paragraphs."""
        for _ in self._comment_mark(element):
            pass

    def _pieces(self, element: Any) -> Iterator[str]:
        for child in element.iterchildren():
            tag = child.tag
            if not isinstance(tag, str) or tag in _IGNORED:
                continue
            if tag in _CHARACTERS:
                yield from self._shown(_CHARACTERS[tag])
            elif tag in self._handlers:
                yield from self._handlers[tag](child)
            else:
                yield from self._pieces(child)

    def _shown(self, text: str) -> Iterator[str]:
        """Yield text unless it is hidden or a field shows something else at this place."""
        if text and self.fields.is_shown:
            yield from self._seen(text)

    def _seen(self, text: str) -> Iterator[str]:
        """Yield text that no field hides, unless it is formatted as hidden."""
        if self._is_hidden:
            self._hid_text = self._hid_text or bool(text.strip())
            return
        self._context.commented.write(text)
        yield text

    def _text(self, element: Any) -> Iterator[str]:
        text = element.text or ""
        text = without_private(self._font, text) if self._font else text
        yield from self._shown(raised(text) if self._is_raised else text)

    def _run(self, run: Any) -> Iterator[str]:
        properties = run.find(qn("w:rPr"))
        before = self._is_hidden
        for each in properties if properties is not None else ():
            if each.tag == qn("w:vanish"):
                self._is_hidden = each.get(qn("w:val"), "1") not in ("0", "false", "off")
            elif each.tag == qn("w:rStyle"):
                self._is_hidden = before or self._context.styles.is_hidden(each.get(qn("w:val")))
            elif each.tag == qn("w:vertAlign"):
                self._is_raised = each.get(qn("w:val")) == "superscript"
            elif each.tag == qn("w:rFonts"):
                self._font = each.get(qn("w:ascii")) or ""
        yield from self._pieces(run)
        self._is_hidden, self._font, self._is_raised = before, "", False

    def _symbol(self, element: Any) -> Iterator[str]:
        try:
            code = int(element.get(qn("w:char"), ""), 16)
        except ValueError:
            return
        yield from self._shown(symbol(element.get(qn("w:font"), ""), code))

    def _deletion(self, element: Any) -> Iterator[str]:
        tags = (qn("w:t"), qn("w:delText"))
        if any(text.text and text.text.strip() for text in element.iter(*tags)):
            self._context.left_out.count("deletion")
        yield from ()

    def _field_mark(self, element: Any) -> Iterator[str]:
        text = self.fields.mark(element)
        if text:
            yield from self._seen(text)

    def _instruction(self, element: Any) -> Iterator[str]:
        self.fields.instruction(element.text or "")
        yield from ()

    def _simple_field(self, element: Any) -> Iterator[str]:
        self.fields.begin_simple(element.get(qn("w:instr"), ""))
        yield from self._pieces(element)
        yield from self._shown(self.fields.end_simple())

    def _control(self, element: Any) -> Iterator[str]:
        if is_prompt(element):
            self._context.left_out.count("prompt")
        else:
            yield from self._pieces(element)

    def _ruby(self, element: Any) -> Iterator[str]:
        """Yield words with the reading that stands above them in brackets."""
        base, above = element.find(qn("w:rubyBase")), element.find(qn("w:rt"))
        if base is not None:
            yield from self._pieces(base)
        reading = "".join(self._pieces(above)) if above is not None else ""
        if reading.strip():
            yield f"({reading.strip()})"

    def _note(self, element: Any) -> Iterator[str]:
        """Take a reference to a note; the mark itself is no part of the sentence."""
        if not self.fields.is_shown:
            return
        kind: NoteKind = "footnote" if element.tag == qn("w:footnoteReference") else "endnote"
        own_mark = None
        if element.get(qn("w:customMarkFollows")) in ("1", "true", "on"):
            following = list(element.itersiblings(qn("w:t"), qn("w:sym")))
            own_mark = "".join(each.text or "" for each in following)
            for each in following:
                each.text = ""
        self._context.notes.refer(kind, element.get(qn("w:id"), ""), own_mark)
        yield from ()

    def _comment_mark(self, element: Any) -> Iterator[str]:
        commented, identity = self._context.commented, element.get(qn("w:id"), "")
        if element.tag == qn("w:commentRangeStart"):
            commented.begin(identity)
        else:
            commented.end(identity)
        yield from ()

    def _equation(self, element: Any) -> Iterator[str]:
        text = equation_text(element)
        apart = element.tag == qn("m:oMathPara")
        yield from self._shown(f"\n{text}\n" if apart and text else text)

    def _drawing(self, element: Any) -> Iterator[str]:
        if self.fields.is_shown and not self._is_hidden:
            self._anchored += _anchored_in(element, self._context)
        yield from ()


def is_prompt(control: Any) -> bool:
    """Whether a content control (`w:sdt`) shows only what is to be filled in."""
    return is_on(control, "w:sdtPr/w:showingPlcHdr")


def _anchored_in(element: Any, context: Context) -> Iterator[Anchored]:
    """Yield what a drawing holds, in order; pictures without words and objects are counted."""
    for child in element.iterchildren():
        tag = child.tag
        if not isinstance(tag, str) or tag == qn("mc:Fallback"):
            continue
        if tag in _ANCHORED:
            yield Anchored(_ANCHORED[tag], child)
        elif tag == qn("a:txBody"):
            yield from _drawn_texts(child)
        elif tag == qn("v:textpath"):
            if child.get("string"):
                yield Anchored("drawn text", text=child.get("string"))
        elif tag == qn("o:OLEObject"):
            is_equation = (child.get("ProgID") or "").startswith(_OLD_EQUATIONS)
            context.left_out.count("old equation" if is_equation else "object")
        elif tag in _PICTURES:
            yield from _picture(child, context)
        else:
            yield from _anchored_in(child, context)


def _drawn_texts(element: Any) -> Iterator[Anchored]:
    for paragraph in element.iter(qn("a:p")):
        text = "".join(each.text or "" for each in paragraph.iter(qn("a:t")))
        if text.strip():
            yield Anchored("drawn text", text=text)


def _picture(picture: Any, context: Context) -> Iterator[Anchored]:
    """Yield the words that the author gave a picture; count it if there are none."""
    if next(picture.iterancestors(qn("w:object")), None) is not None:
        return  # what an embedded object looks like
    frames = list(picture.iterancestors(qn("wp:inline"), qn("wp:anchor")))
    holders = [frame.find(qn("wp:docPr")) for frame in frames[:1]]
    holders += [picture.find(path("pic:nvPicPr/pic:cNvPr")), *picture.iterancestors(qn("v:shape"))]
    found = [holder for holder in holders if holder is not None]
    if any(mark.get("val") == "1" for holder in found for mark in holder.iter(qn("adec:decorative"))):
        return
    words = next((w for each in found if (w := own_words(each.get("descr") or each.get("alt") or ""))), "")
    if words:
        yield Anchored("picture", text=words)
    else:
        context.left_out.count("picture")
