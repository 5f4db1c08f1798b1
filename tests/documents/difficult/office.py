"""Word, Excel, PowerPoint and EPUB files: torn, bombs, entities, macros, odd archives."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Iterator
from functools import partial

from docx import Document
from openpyxl import Workbook
from pptx import Presentation
from pptx.util import Inches

from difficult.case import Case, fails, truncations, unzipped, with_members, zipped

SENTENCE = "The ferry to the island leaves at noon every Sunday in summer."
MEGABYTE = 1_000_000
LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 12}">' for n in range(9)
)
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">'


def word(*paragraphs: str) -> bytes:
    document = Document()
    document.add_heading("The Ferry", 1)
    for paragraph in (SENTENCE, *paragraphs):
        document.add_paragraph(paragraph)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def sheets(*rows: tuple[object, ...]) -> bytes:
    workbook = Workbook()
    for row in (("Island", "Boats", "Crew"), ("Gull", 3, 12), ("Tern", 1, 4), *rows):
        workbook.active.append(row)
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


def slides(count: int = 2) -> bytes:
    presentation = Presentation()
    for number in range(count):
        slide = presentation.slides.add_slide(presentation.slide_layouts[1])
        slide.shapes.title.text = f"Slide {number}"
        slide.placeholders[1].text = SENTENCE
    file = io.BytesIO()
    presentation.save(file)
    return file.getvalue()


def book(
    *chapters: str, spine: str = "", href: str = "{}", extra: dict[str, bytes | str] | None = None
) -> bytes:
    chapters = chapters or (f"<h1>The Ferry</h1><p>{SENTENCE}</p>",)
    names = [f"c{n}" for n in range(len(chapters))]
    items = "".join(
        f'<item id="{n}" href="{href.format(n + ".xhtml")}" media-type="application/xhtml+xml"/>'
        for n in names
    )
    order = spine or "".join(f'<itemref idref="{n}"/>' for n in names)
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf" version="3.0">'
        f"<manifest>{items}</manifest><spine>{order}</spine></package>"
    )
    container = (
        '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
        '<rootfile full-path="OEBPS/book.opf"/></rootfiles></container>'
    )
    members: dict[str, bytes | str] = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": container,
        "OEBPS/book.opf": package,
    }
    for name, body in zip(names, chapters, strict=True):
        members[f"OEBPS/{name}.xhtml"] = (
            f'<html xmlns="http://www.w3.org/1999/xhtml"><body>{body}</body></html>'
        )
    return zipped({**members, **(extra or {})})


_MAKERS = {".docx": word, ".xlsx": sheets, ".pptx": slides, ".epub": book}
_MAIN = {
    ".docx": "word/document.xml",
    ".xlsx": "xl/worksheets/sheet1.xml",
    ".pptx": "ppt/slides/slide1.xml",
    ".epub": "OEBPS/c0.xhtml",
}
_WORDS = {".docx": SENTENCE, ".xlsx": "Island: Gull | Boats: 3", ".pptx": SENTENCE, ".epub": SENTENCE}


def _bomb(suffix: str) -> bytes:
    members = unzipped(_MAKERS[suffix]())
    main = members[_MAIN[suffix]]
    members[_MAIN[suffix]] = main + b" " * (310 * MEGABYTE)
    return zipped(members, level=1)


def _lying_bomb() -> bytes:
    """Return a bomb whose archive claims that it unpacks to ten bytes."""
    size = 12 * MEGABYTE
    data = zipped({**unzipped(word()), "word/media/picture.bin": bytes(size)})
    return data.replace(struct.pack("<I", size), struct.pack("<I", 10))


def _many_bombs() -> bytes:
    block = bytes(11 * MEGABYTE)
    return zipped({**unzipped(word()), **{f"word/media/{n}.bin": block for n in range(29)}}, level=1)


def _overlapping() -> bytes:
    """Return an archive that lists one member four hundred times, as the smallest bombs do."""
    file = io.BytesIO(zipped({**unzipped(word()), "word/media/picture.bin": bytes(MEGABYTE)}))
    with zipfile.ZipFile(file, "a") as archive:
        info = archive.getinfo("word/media/picture.bin")
        archive.filelist.extend([info] * 400)
        archive._didModify = True
    return file.getvalue()


def _with_doctype(suffix: str, doctype: str, entity: str) -> bytes:
    data = _MAKERS[suffix]()
    main = unzipped(data)[_MAIN[suffix]].decode()
    start = main.index("?>") + 2 if main.startswith("<?xml") else 0
    words = {".docx": SENTENCE, ".pptx": SENTENCE, ".epub": SENTENCE, ".xlsx": "<v>3</v>"}[suffix]
    hidden = f"<v>{entity}</v>" if suffix == ".xlsx" else words + entity
    changed = main[:start] + doctype + "]>" + main[start:].replace(words, hidden, 1)
    return with_members(data, **{_MAIN[suffix]: changed})


def _with_macros() -> bytes:
    data = word()
    types = unzipped(data)["[Content_Types].xml"].decode()
    types = types.replace(
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
        "application/vnd.ms-word.document.macroEnabled.main+xml",
    )
    return with_members(data, **{"[Content_Types].xml": types, "word/vbaProject.bin": b"\xd0\xcf" * 500})


def _workbook_with_macros() -> bytes:
    data = sheets()
    types = unzipped(data)["[Content_Types].xml"].decode()
    types = types.replace(
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
        "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    )
    return with_members(data, **{"[Content_Types].xml": types, "xl/vbaProject.bin": b"\xd0\xcf" * 500})


def _tricky_names() -> bytes:
    evil = {
        "../../evil.txt": b"x",
        "/etc/evil": b"x",
        "C:\\evil.txt": b"x",
        "word/../../up": b"x",
        "a\0b": b"x",
    }
    return zipped({**unzipped(word()), **evil})


def _twice(name: str) -> bytes:
    file = io.BytesIO(word())
    import warnings

    with warnings.catch_warnings(action="ignore"), zipfile.ZipFile(file, "a") as archive:
        archive.writestr(name, unzipped(word("Said twice."))[name])
    return file.getvalue()


def _deep_word(levels: int) -> bytes:
    data = word()
    main = unzipped(data)["word/document.xml"].decode()
    nested = "<w:sdt><w:sdtContent>" * levels + "<w:p><w:r><w:t>Deep inside.</w:t></w:r></w:p>"
    nested += "</w:sdtContent></w:sdt>" * levels
    return with_members(data, **{"word/document.xml": main.replace("<w:sectPr", nested + "<w:sectPr", 1)})


def _nested_tables(levels: int) -> bytes:
    data = word()
    main = unzipped(data)["word/document.xml"].decode()
    nested = "<w:tbl><w:tr><w:tc>" * levels + "<w:p><w:r><w:t>Deep cell.</w:t></w:r></w:p>"
    nested += "</w:tc></w:tr></w:tbl>" * levels
    return with_members(data, **{"word/document.xml": main.replace("<w:sectPr", nested + "<w:sectPr", 1)})


def _odd_characters() -> bytes:
    data = word("ODD")
    main = unzipped(data)["word/document.xml"].decode()
    odd = "a\u200bb \ue000c \ufeffd so\u00adft \u202etxt.exe\u202c e\u0301"
    return with_members(data, **{"word/document.xml": main.replace("ODD", odd)})


def _far_cell() -> bytes:
    workbook = Workbook()
    workbook.active["A1"], workbook.active["XFD1048576"] = "near the corner", "far away"
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


def _kinds_of_cells() -> bytes:
    workbook = Workbook()
    sheet = workbook.active
    sheet.append(["text", True, 0.1 + 0.2, -5, "#DIV/0!", "a\nb", "=1+1", "<b>bold</b>"])
    hidden = workbook.create_sheet("Secret")
    hidden.append(["hidden words"])
    hidden.sheet_state = "hidden"
    workbook.create_sheet("Second & 'odd'").append(["more words here"])
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


def _nested_groups(levels: int) -> bytes:
    presentation = Presentation()
    slide = presentation.slides.add_slide(presentation.slide_layouts[5])
    slide.shapes.title.text = "Groups"
    shapes = slide.shapes
    for _ in range(levels):
        shapes = shapes.add_group_shape().shapes
    shapes.add_textbox(Inches(1), Inches(1), Inches(4), Inches(1)).text_frame.text = SENTENCE
    file = io.BytesIO()
    presentation.save(file)
    return file.getvalue()


def _without_words() -> bytes:
    file = io.BytesIO()
    presentation = Presentation()
    presentation.slides.add_slide(presentation.slide_layouts[6])
    presentation.save(file)
    return file.getvalue()


def _flagged_encrypted() -> bytes:
    data = bytearray(word())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = data.find(mark)
        while place >= 0:
            data[place + offset] |= 1
            place = data.find(mark, place + 1)
    return bytes(data)


def cases() -> Iterator[Case]:
    yield from _of_every_kind()
    yield from _word_files()
    yield from _other_files()
    yield from _books()


def _of_every_kind() -> Iterator[Case]:
    for suffix, make in _MAKERS.items():
        name = suffix[1:]
        yield Case(f"ordinary{suffix}", make, holds=(_WORDS[suffix],))
        yield fails(f"empty{suffix}", b"", "empty")
        yield fails(f"text-as-{name}{suffix}", b"Just words.\n" * 50, "not what its suffix says")
        yield fails(
            f"picture-as-{name}{suffix}", b"\x89PNG\r\n\x1a\n" + bytes(900), "not what its suffix says"
        )
        yield fails(f"other-zip-as-{name}{suffix}", zipped({"a.txt": "words"}), "not|damaged")
        yield fails(
            f"old-office-as-{name}{suffix}", bytes.fromhex("d0cf11e0a1b11ae1") + bytes(4000), "old Office"
        )
        locked = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(900) + "EncryptedPackage".encode("utf-16-le")
        yield fails(f"locked{suffix}", locked, "password")
        yield from truncations(f"torn-{name}", suffix, make, range(3, 10, 3), reason="damaged")
        yield fails(f"bomb-{name}{suffix}", partial(_bomb, suffix), "unpacks to more than 300 MB")
        yield Case(
            f"laughs{suffix}",
            partial(_with_doctype, suffix, LAUGHS, "&j;"),
            either=True,
            lacks=("haha",),
            reason=".",
        )
        yield Case(
            f"reads-outside{suffix}",
            partial(_with_doctype, suffix, OUTSIDE, "&a;"),
            either=True,
            lacks=("root:",),
            reason=".",
        )


def _word_files() -> Iterator[Case]:
    yield fails("lying-bomb.docx", _lying_bomb, "damaged|unpacks to more")
    yield fails("many-bombs.docx", _many_bombs, "unpacks to more than 300 MB")
    yield fails("overlapping.docx", _overlapping, "damaged|unpacks to more")
    yield Case("macros-renamed.docx", _with_macros, either=True, holds=(SENTENCE,), reason="Word document")
    yield fails("macros.docm", _with_macros, "'.docm' files are not supported")
    yield Case("macros.xlsm", _workbook_with_macros, holds=("Gull",), lacks=("\xd0",))
    yield Case("macros-renamed.xlsx", _workbook_with_macros, holds=("Gull",), lacks=("\xd0",))
    yield fails("sheets-as-word.docx", sheets, "Word document")
    yield fails("page-as-word.docx", b"<html><p>Words</p></html>", "not what its suffix says")
    yield Case("tricky-names.docx", _tricky_names, holds=(SENTENCE,))
    yield Case("twice.docx", partial(_twice, "word/document.xml"), holds=(SENTENCE,))
    yield Case("comment-behind.docx", lambda: word() + b"", holds=(SENTENCE,))
    yield Case(
        "junk-behind.docx", lambda: word() + bytes(500), either=True, holds=(SENTENCE,), reason="damaged"
    )
    yield fails("junk-before.docx", lambda: b"junk" * 10 + word(), "not what its suffix says")
    yield fails("flagged-encrypted.docx", _flagged_encrypted, "password")
    yield Case("deep.docx", partial(_deep_word, 100), holds=("Deep inside.", SENTENCE))
    yield Case("deeper.docx", partial(_deep_word, 3000), either=True, holds=(SENTENCE,), reason=".")
    yield Case("tables.docx", partial(_nested_tables, 50), holds=("Deep cell.", SENTENCE))
    yield Case(
        "deeper-tables.docx", partial(_nested_tables, 2000), either=True, holds=(SENTENCE,), reason="."
    )
    yield Case(
        "odd-characters.docx",
        _odd_characters,
        holds=("soft", "ab", "e\u0301"),
        lacks=("\u200b", "\ue000", "\u00ad"),
    )
    yield fails("without-words.docx", lambda: _empty_word(), "no text")
    yield Case(
        "lost-part.docx", lambda: with_members(word(), **{"word/styles.xml": None}), either=True, reason="."
    )
    yield fails(
        "lost-main.docx", lambda: with_members(word(), **{"word/document.xml": None}), "Word document"
    )
    yield fails(
        "broken-main.docx", lambda: with_members(word(), **{"word/document.xml": "<w:doc"}), "Word document"
    )


def _empty_word() -> bytes:
    file = io.BytesIO()
    Document().save(file)
    return file.getvalue()


def _other_files() -> Iterator[Case]:
    yield Case("far-cell.xlsx", _far_cell, holds=("near the corner",), either=True, reason=".")
    yield Case(
        "cells.xlsx",
        _kinds_of_cells,
        holds=("TRUE", "0.3", "<b>bold</b>", "more words here", "a b"),
        lacks=("hidden words",),
        pages=2,
        warning="formulas",
    )
    yield fails(
        "no-cells.xlsx", lambda: with_members(sheets(), **{"xl/worksheets/sheet1.xml": _NO_CELLS}), "no text"
    )
    yield Case(
        "no-shared-strings.xlsx",
        lambda: with_members(sheets(), **{"xl/sharedStrings.xml": None}),
        either=True,
        reason=".",
    )
    yield fails("lost-sheet.xlsx", lambda: with_members(sheets(), **{"xl/workbook.xml": None}), "workbook")
    yield Case("groups.pptx", partial(_nested_groups, 30), holds=(SENTENCE,), pages=1)
    yield fails("without-words.pptx", _without_words, "no text|No text")
    yield Case("forty-slides.pptx", partial(slides, 40), holds=("Slide 39",), pages=40)
    yield fails("word-as-slides.pptx", word, "as slides")


_NO_CELLS = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData/></worksheet>'
)


def _books() -> Iterator[Case]:
    yield Case(
        "chapters.epub",
        partial(book, "<p>One is here.</p>", "<p>Two is here.</p>"),
        pages=2,
        holds=("Two is",),
    )
    yield Case(
        "outside.epub",
        partial(book, href="../../../etc/passwd?{}"),
        either=True,
        lacks=("root:",),
        reason=".",
    )
    yield Case("encoded-outside.epub", partial(book, href="..%2f..%2f{}"), either=True, reason=".")
    looping = '<itemref idref="c0"/>' * 5000
    yield Case("same-chapter-often.epub", partial(book, spine=looping), holds=(SENTENCE,), pages=1)
    yield fails("no-chapters.epub", partial(book, spine="<itemref/>"), "no text|chapters")
    yield fails("no-book.epub", zipped({"mimetype": "application/epub+zip"}), "EPUB")
    encryption = '<encryption><CipherReference URI="OEBPS/c0.xhtml"/></encryption>'
    yield fails(
        "copy-protected.epub", partial(book, extra={"META-INF/encryption.xml": encryption}), "copy protection"
    )
    yield Case(
        "lost-chapter.epub",
        lambda: with_members(book("<p>One is here.</p>", "<p>Two is here.</p>"), **{"OEBPS/c0.xhtml": None}),
        holds=("Two is here.",),
        warning="left out",
    )
    yield Case("script.epub", partial(book, f"<script>evil()</script><p>{SENTENCE}</p>"), lacks=("evil",))
    yield fails("scripts-only.epub", partial(book, "<script>evil()</script>"), "no text")
