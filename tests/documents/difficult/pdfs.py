"""PDF files: torn, locked, looping, hostile, and laid out in ways that are hard to read."""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator, Sequence
from functools import partial

from PIL import Image, ImageDraw, ImageFont
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen import canvas

from difficult.case import SOME_REASON, Case, fails, of, truncations

SENTENCE = "The ferry to the island leaves at noon every Sunday in summer."
_WIDTH, _HEIGHT = 595, 842


def drawn(pages: Sequence[Sequence[str]], left: int = 60, size: int = 11) -> bytes:
    """Return a PDF with these lines on its pages."""
    file = io.BytesIO()
    sheet = canvas.Canvas(file)
    for lines in pages:
        sheet.setFont("Helvetica", size)
        for number, line in enumerate(lines):
            sheet.drawString(left, 780 - 14 * number, line)
        sheet.showPage()
    sheet.save()
    return file.getvalue()


def raw(objects: Sequence[bytes], trailer: bytes = b"", root: int = 1) -> bytes:
    """Return a PDF of these objects, numbered from 1, with a right table of where they lie."""
    out = bytearray(b"%PDF-1.7\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<</Size %d/Root %d 0 R%s>>\n" % (len(objects) + 1, root, trailer)
    return bytes(out + b"startxref\n%d\n%%%%EOF\n" % table)


def stream(data: bytes, entries: bytes = b"") -> bytes:
    return b"<</Length %d%s>>\nstream\n%s\nendstream" % (len(data), entries, data)


CATALOG = b"<</Type/Catalog/Pages 2 0 R>>"
PAGES = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"


def page(extra: bytes = b"", resources: bytes = b"/Font<</F 5 0 R>>") -> bytes:
    return b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<<%s>>%s>>" % (
        resources,
        extra,
    )


def said(words: str = SENTENCE) -> bytes:
    return stream(b"BT /F 11 Tf 60 700 Td (%s) Tj ET" % words.encode("latin-1"))


def simple(**changes: bytes) -> bytes:
    """Return a PDF of one page with one sentence, some of its objects changed."""
    parts = {"catalog": CATALOG, "pages": PAGES, "page": page(), "content": said(), "font": FONT}
    return raw(list({**parts, **changes}.values()))


def mapped(*characters: str) -> bytes:
    """Return a PDF whose font says that A, B, C, ... stand for these characters, words between."""
    lines = b"".join(
        b"<%02X> <%s>\n" % (65 + n, text.encode("utf-16-be").hex().upper().encode())
        for n, text in enumerate(characters)
    )
    rest = b"".join(b"<%02X> <%04X>\n" % (code, code) for code in (*range(97, 123), 32, 46))
    cmap = (
        b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
        b"/CMapName /X def /CMapType 2 def\n1 begincodespacerange <00> <FF> endcodespacerange\n"
        b"%d beginbfchar\n%s%sendbfchar\nendcmap end end" % (len(characters) + 28, lines, rest)
    )
    words = b" ".join(b"some words with %c in them." % (65 + n) for n in range(len(characters)))
    return raw(
        [
            CATALOG,
            PAGES,
            page(),
            stream(b"BT /F 11 Tf 60 700 Td (%s) Tj ET" % words),
            b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/ToUnicode 6 0 R>>",
            stream(cmap),
        ]
    )


def picture(lines: Sequence[str], dots_per_inch: int = 150) -> Image.Image:
    """Return a picture of a printed page."""
    scale = dots_per_inch / 72
    image = Image.new("L", (int(_WIDTH * scale), int(_HEIGHT * scale)), 255)
    font = ImageFont.load_default(size=11.5 * scale)
    pen = ImageDraw.Draw(image)
    for number, line in enumerate(lines):
        pen.text((60 * scale, (60 + 18 * number) * scale), line, fill=0, font=font)
    return image


def scanned(pages: Sequence[Sequence[str] | Image.Image], typed: Sequence[Sequence[str]] = ()) -> bytes:
    """Return a PDF of pictures of pages, and after them pages with text."""
    file = io.BytesIO()
    sheet = canvas.Canvas(file, pagesize=(_WIDTH, _HEIGHT))
    for content in pages:
        image = content if isinstance(content, Image.Image) else picture(content)
        sheet.drawImage(ImageReader(image), 0, 0, _WIDTH, _HEIGHT)
        sheet.showPage()
    for lines in typed:
        for number, line in enumerate(lines):
            sheet.drawString(60, 780 - 14 * number, line)
        sheet.showPage()
    sheet.save()
    return file.getvalue()


def _locked(user: str, algorithm: str) -> bytes:
    writer = PdfWriter(clone_from=io.BytesIO(drawn([[SENTENCE]])))
    writer.encrypt(user_password=user, owner_password="owner", algorithm=algorithm)
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def _many_pages(count: int) -> bytes:
    return drawn([[f"Page text {n}.", SENTENCE] for n in range(count)])


def _with_bookmarks() -> bytes:
    writer = PdfWriter(
        clone_from=io.BytesIO(drawn([["Origins", SENTENCE], ["Growth", "More is said here."]]))
    )
    for number, words in enumerate(("Origins", "Growth", "Nowhere")):
        writer.add_outline_item(title=words, page_number=min(number, 1))
    script = {
        NameObject("/S"): NameObject("/JavaScript"),
        NameObject("/JS"): TextStringObject("app.alert(1)"),
    }
    writer.root_object[NameObject("/OpenAction")] = DictionaryObject(script)
    writer.add_attachment("evil.exe", b"MZ" * 100)
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def _two_columns() -> bytes:
    words = (SENTENCE[:-1] + " and comes back by night. ").split() * 30
    columns = [[" ".join(words[i : i + 6]) for i in range(start, start + 120, 6)] for start in (0, 120)]
    file = io.BytesIO()
    sheet = canvas.Canvas(file)
    sheet.setFont("Helvetica", 9)
    for left, lines in zip((40, 320), columns, strict=True):
        for number, line in enumerate(lines):
            sheet.drawString(left, 780 - 12 * number, line)
    sheet.save()
    return file.getvalue()


def _turned() -> bytes:
    file = io.BytesIO()
    sheet = canvas.Canvas(file)
    sheet.rotate(90)
    sheet.drawString(100, -200, SENTENCE)
    sheet.save()
    return file.getvalue()


def _looping_table() -> bytes:
    whole = simple()
    place = int(whole.rsplit(b"startxref\n", 1)[1].split()[0])
    return whole.replace(b"/Root 1 0 R", b"/Root 1 0 R/Prev %d" % place)


def _bomb(megabytes: int) -> bytes:
    packed = zlib.compress(b" " * (megabytes * 1_000_000), 9)
    return simple(content=stream(zlib.compress(packed, 9), b"/Filter[/FlateDecode/FlateDecode]"))


def _deep_arrays() -> bytes:
    return simple(page=page(b"/Junk " + b"[" * 5000 + b"]" * 5000))


def _deep_tree(levels: int) -> bytes:
    middle = [
        b"<</Type/Pages/Parent %d 0 R/Kids[%d 0 R]/Count 1>>" % (n - 1, n + 1) for n in range(6, 6 + levels)
    ]
    last = 6 + levels
    top = b"<</Type/Pages/Kids[6 0 R]/Count 1>>"
    leaf = page().replace(b"/Parent 2 0 R", b"/Parent %d 0 R" % (last - 1))
    return raw([CATALOG, top, b"null", said(), FONT, *middle, leaf])


def _form_loop() -> bytes:
    form = stream(
        b"BT /F 11 Tf 60 600 Td (Inside the form.) Tj ET /X Do",
        b"/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<</Font<</F 5 0 R>>/XObject<</X 6 0 R>>>>",
    )
    content = stream(b"BT /F 11 Tf 60 700 Td (%s) Tj ET /X Do" % SENTENCE.encode())
    resources = b"/Font<</F 5 0 R>>/XObject<</X 6 0 R>>"
    return raw([CATALOG, PAGES, page(resources=resources), content, FONT, form])


def cases() -> Iterator[Case]:
    whole = partial(drawn, [[SENTENCE, f"Page {n} ends here."] for n in range(5)])
    yield fails("empty.pdf", b"", "empty")
    yield fails("only-a-header.pdf", b"%PDF-1.7\n", "damaged")
    yield fails("spaces.pdf", b" " * 3000, "not a PDF")
    yield fails("text.pdf", b"This is no PDF at all.\n" * 90, "not a PDF")
    yield fails("zip.pdf", b"PK\x03\x04" + bytes(500), "not a PDF")
    yield fails("picture.pdf", b"\x89PNG\r\n\x1a\n" + bytes(2000), "not a PDF")
    yield from truncations("torn", ".pdf", whole, range(1, 10), either=True, reason="damaged|No text")
    yield fails("locked-rc4.pdf", partial(_locked, "secret", "RC4-128"), "password; remove")
    yield fails("locked-aes.pdf", partial(_locked, "secret", "AES-256"), "password; remove")
    yield Case("owner-rc4.pdf", partial(_locked, "", "RC4-128"), holds=(SENTENCE,))
    yield Case("owner-aes.pdf", partial(_locked, "", "AES-256"), holds=(SENTENCE,))
    yield Case("junk-before.pdf", lambda: b"junk\r\n" * 100 + simple(), holds=(SENTENCE,))
    yield Case("junk-behind.pdf", lambda: simple() + b"\x00junk" * 4000, holds=(SENTENCE,))
    yield Case("looping-table.pdf", _looping_table, holds=(SENTENCE,))
    yield Case(
        "wrong-startxref.pdf", lambda: simple().replace(b"startxref\n", b"startxref\n9"), holds=(SENTENCE,)
    )
    yield Case("no-table.pdf", lambda: simple().partition(b"xref\n")[0], either=True, reason="damaged")
    loop = b"<</Type/Pages/Kids[2 0 R 3 0 R]/Count 2>>"
    yield Case(
        "looping-tree.pdf", partial(simple, pages=loop), holds=(SENTENCE,), either=True, reason="damaged"
    )
    own_child = b"<</Type/Pages/Kids[2 0 R]/Count 1>>"
    yield fails("only-itself-as-page.pdf", partial(simple, pages=own_child), "damaged|No text")
    yield fails("no-pages.pdf", partial(simple, pages=b"<</Type/Pages/Kids[]/Count 0>>"), "damaged")
    yield Case(
        "claims-a-billion-pages.pdf",
        partial(simple, pages=b"<</Type/Pages/Kids[3 0 R]/Count 1000000000>>"),
        holds=(SENTENCE,),
        either=True,
        reason=SOME_REASON,
    )
    yield Case(
        "claims-minus-one-page.pdf",
        partial(simple, pages=b"<</Type/Pages/Kids[3 0 R]/Count -1>>"),
        holds=(SENTENCE,),
        either=True,
        reason=SOME_REASON,
    )
    yield Case("deep-tree.pdf", partial(_deep_tree, 60), either=True, holds=(SENTENCE,), reason=SOME_REASON)
    yield Case(
        "deeper-tree.pdf", partial(_deep_tree, 3000), either=True, holds=(SENTENCE,), reason=SOME_REASON
    )
    yield Case("deep-arrays.pdf", _deep_arrays, either=True, holds=(SENTENCE,), reason=SOME_REASON)
    yield Case("looping-form.pdf", _form_loop, holds=(SENTENCE, "Inside the form."))
    yield Case(
        "stream-without-end.pdf",
        lambda: simple(content=said().replace(b"/Length ", b"/Length 99999")),
        holds=(SENTENCE,),
        either=True,
        reason="damaged|No text",
    )
    yield fails(
        "unknown-filter.pdf", partial(simple, content=stream(b"abc", b"/Filter/Nonsense")), "damaged|No text"
    )
    yield fails("bomb.pdf", partial(_bomb, 400), "memory|No text|damaged|longer than")
    yield Case(
        "huge-sheet.pdf",
        lambda: simple().replace(b"[0 0 595 842]", b"[0 0 9e9 9e9]"),
        holds=(SENTENCE,),
    )
    yield Case(
        "sheet-without-size.pdf",
        lambda: simple().replace(b"/MediaBox[0 0 595 842]", b""),
        holds=(SENTENCE,),
    )
    yield Case("turned-sheet.pdf", partial(simple, page=page(b"/Rotate 90")), holds=(SENTENCE,))
    yield Case("turned-words.pdf", _turned, holds=(SENTENCE,))
    yield Case("odd-turn.pdf", partial(simple, page=page(b"/Rotate 37")), holds=(SENTENCE,))
    yield Case("two-columns.pdf", _two_columns, holds=("The ferry to the island leaves\nat noon",), pages=1)
    yield Case("a-hundred-pages.pdf", partial(_many_pages, 100), holds=("Page text 99.",), pages=100)
    yield Case(
        "bookmarks-script-attachment.pdf",
        _with_bookmarks,
        holds=(SENTENCE,),
        lacks=("alert", "MZMZ"),
        headings=("Origins", "Growth"),
        pages=2,
    )
    yield Case(
        "ligatures.pdf",
        partial(mapped, "\ufb01", "\ufb02", "\ufb03"),
        holds=("with fi in", "with fl in", "with ffi in"),
        lacks=("\ufb01",),
    )
    yield Case(
        "zeros-and-private.pdf",
        partial(mapped, "\0", "\ue123", "\uf0b7", "\u200b", "\U000f1234"),
        holds=("some words with",),
        lacks=("\0", "\ue123", "\u200b", "\U000f1234"),
    )
    yield Case("lone-surrogate.pdf", partial(mapped, "x\ufffd"), holds=("some words",))
    yield Case(
        "half-a-pair.pdf",
        lambda: mapped("Q").replace(b"<0051>", b"<D83D>"),
        holds=("some words with",),
        lacks=("\ud83d",),
    )
    yield Case(
        "hebrew.pdf",
        partial(mapped, "\u05e9\u05dc\u05d5\u05dd", "\u05e2\u05d5\u05dc\u05dd"),
        holds=("words",),
    )
    yield Case("arabic.pdf", partial(mapped, "\u0633\u0644\u0627\u0645", "\ufefb"), holds=("words",))
    lines = ["They agreed on closer coopera-", "tion in all matters of the North-", "South line."]
    yield Case("hyphens.pdf", partial(drawn, [lines]), holds=("closer cooperation\nin all", "North-South"))
    yield Case("one-word-a-line.pdf", partial(drawn, [SENTENCE.split()]), holds=("ferry",))
    yield Case("blank-pages.pdf", partial(drawn, [[], [SENTENCE], []]), holds=(SENTENCE,), pages=3)
    yield fails("only-blank-pages.pdf", partial(drawn, [[], []]), "No text")
    yield of(
        "old-mac-pdf.pdf",
        simple().replace(b"\n", b"\r", 3),
        either=True,
        holds=(SENTENCE,),
        reason=SOME_REASON,
    )
