"""Automatic numbers of Word stand before the text of their paragraphs."""

import pytest
from docx import Document
from docx.oxml.ns import qn
from raw_office import element, paragraph

from assistant.documents.formats.ooxml.numerals import numeral
from assistant.documents.formats.word.parser import parse


def level(number, text, numerals="decimal", start=1, more=""):
    return (
        f'<w:lvl w:ilvl="{number}"><w:start w:val="{start}"/><w:numFmt w:val="{numerals}"/>{more}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def numbered(number, words, of_list=1, style=""):
    style = f'<w:pStyle w:val="{style}"/>' if style else ""
    place = f'<w:numPr><w:ilvl w:val="{number}"/><w:numId w:val="{of_list}"/></w:numPr>'
    return paragraph(words, style + place)


def document_with(definitions, lists):
    """A document whose numbering part holds exactly these `w:abstractNum` and `w:num`."""
    document = Document()
    document.core_properties.title = ""
    root = document.part.numbering_part.element
    for child in list(root):
        root.remove(child)
    for identity, content in definitions.items():
        root.append(element(f'<w:abstractNum w:abstractNumId="{identity}">{content}</w:abstractNum>'))
    for identity, (definition, content) in lists.items():
        root.append(
            element(f'<w:num w:numId="{identity}"><w:abstractNumId w:val="{definition}"/>{content}</w:num>')
        )
    return document


def lines(document, tmp_path, *blocks):
    body = document.element.body
    for xml in blocks:
        body.insert(len(body) - 1, element(xml))
    path = tmp_path / "a.docx"
    document.save(str(path))
    return [line for line in parse(path).text.split("\n") if line]


LEGAL = level(0, "%1.") + level(1, "%1.%2") + level(2, "(%3)", "lowerLetter") + level(3, "%4)", "lowerRoman")


def test_levels_count_and_begin_anew_below_each_other(tmp_path):
    document = document_with({0: LEGAL}, {1: (0, "")})
    order = [(0, "a"), (1, "b"), (2, "c"), (2, "d"), (3, "e"), (1, "f"), (2, "g"), (0, "h"), (1, "i")]
    assert lines(document, tmp_path, *(numbered(*each) for each in order)) == [
        *("1. a", "1.1 b", "(a) c", "(b) d", "i) e", "1.2 f", "(a) g", "2. h", "2.1 i")
    ]


def test_a_level_that_never_begins_anew_goes_on(tmp_path):
    levels = level(0, "Part %1", "upperRoman") + level(1, "§ %2", more='<w:lvlRestart w:val="0"/>')
    document = document_with({0: levels}, {1: (0, "")})
    order = [(0, "a"), (1, "b"), (1, "c"), (0, "d"), (1, "e")]
    assert lines(document, tmp_path, *(numbered(*each) for each in order)) == [
        *("Part I a", "§ 1 b", "§ 2 c", "Part II d", "§ 3 e")
    ]


def test_legal_numbers_are_digits_on_every_level(tmp_path):
    levels = level(0, "Article %1", "upperRoman") + level(1, "%1.%2", more="<w:isLgl/>")
    document = document_with({0: levels}, {1: (0, "")})
    found = lines(document, tmp_path, numbered(0, "a"), numbered(0, "b"), numbered(1, "c"))
    assert found == ["Article I a", "Article II b", "2.1 c"]


def test_lists_of_one_definition_count_on_unless_they_begin_anew(tmp_path):
    again = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>'
    document = document_with({0: level(0, "%1.")}, {1: (0, ""), 2: (0, ""), 3: (0, again)})
    order = [(0, "a", 1), (0, "b", 2), (0, "c", 3), (0, "d", 3), (0, "e", 1)]
    found = lines(document, tmp_path, *(numbered(*each) for each in order))
    assert found == ["1. a", "2. b", "5. c", "6. d", "7. e"]


def test_a_list_may_have_levels_of_its_own(tmp_path):
    own = f'<w:lvlOverride w:ilvl="0">{level(0, "Rule %1:", start=3)}</w:lvlOverride>'
    document = document_with({0: level(0, "%1.")}, {1: (0, own)})
    assert lines(document, tmp_path, numbered(0, "a"), numbered(0, "b")) == ["Rule 3: a", "Rule 4: b"]


def test_numbers_come_from_the_style_and_from_what_it_is_based_on(tmp_path):
    levels = level(0, "%1", more='<w:pStyle w:val="Heading1"/>') + level(
        1, "%1.%2", more='<w:pStyle w:val="Heading2"/>'
    )
    document = document_with({0: levels}, {7: (0, "")})
    for name in ("Heading 1", "Heading 2"):
        style = document.styles[name].element
        style.get_or_add_pPr().append(element('<w:numPr><w:numId w:val="7"/></w:numPr>'))
    based = document.styles.add_style("House Heading", 1)
    based.base_style = document.styles["Heading 2"]
    found = lines(
        document,
        tmp_path,
        paragraph("Scope", '<w:pStyle w:val="Heading1"/>'),
        paragraph("Terms", '<w:pStyle w:val="Heading2"/>'),
        paragraph("Rates", f'<w:pStyle w:val="{based.style_id}"/>'),
        paragraph("Annex", '<w:pStyle w:val="Heading1"/><w:numPr><w:numId w:val="0"/></w:numPr>'),
    )
    assert found == ["1 Scope", "1.1 Terms", "1.2 Rates", "Annex"]
    extraction = parse(tmp_path / "a.docx")
    headings = [(extraction.text[h.start : h.end], h.level) for h in extraction.headings]
    assert headings == [("1 Scope", 1), ("1.1 Terms", 2), ("1.2 Rates", 2), ("Annex", 1)]
    assert extraction.title == "Scope"


def test_a_definition_may_lie_in_a_numbering_style(tmp_path):
    definitions = {0: '<w:numStyleLink w:val="Outline"/>', 1: '<w:styleLink w:val="Outline"/>' + LEGAL}
    document = document_with(definitions, {1: (0, ""), 2: (1, "")})
    document.styles.element.append(
        element(
            '<w:style w:type="numbering" w:styleId="Outline"><w:name w:val="Outline"/>'
            '<w:pPr><w:numPr><w:numId w:val="2"/></w:numPr></w:pPr></w:style>'
        )
    )
    assert lines(document, tmp_path, numbered(0, "a"), numbered(1, "b")) == ["1. a", "1.1 b"]


def test_empty_paragraphs_count_and_deleted_ones_do_not(tmp_path):
    document = document_with({0: level(0, "%1.")}, {1: (0, "")})
    place = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
    deleted = (
        f'<w:p><w:pPr>{place}<w:rPr><w:del w:id="1"/></w:rPr></w:pPr>'
        '<w:del w:id="2"><w:r><w:delText>gone</w:delText></w:r></w:del></w:p>'
    )
    found = lines(document, tmp_path, numbered(0, "a"), deleted, numbered(0, ""), numbered(0, "b"))
    assert found == ["1. a", "3. b"]


def test_numbers_in_cells_and_items_without_numbers(tmp_path):
    levels = level(0, "%1.") + level(1, "\uf0b7", "bullet") + level(2, "", "none")
    document = document_with({0: levels}, {1: (0, "")})
    cell = f"<w:tc>{numbered(0, 'in a cell')}</w:tc>"
    table = f"<w:tbl><w:tr>{cell}<w:tc><w:p/></w:tc></w:tr><w:tr>{cell}{cell}</w:tr></w:tbl>"
    found = lines(document, tmp_path, numbered(0, "a"), numbered(1, "b"), numbered(2, "c"), table)
    assert found[:3] == ["1. a", "- b", "c"]
    assert "2. in a cell" in found[3]
    assert "3. in a cell" in found[4]
    assert "4. in a cell" in found[4]


def test_a_custom_format_keeps_its_zeros(tmp_path):
    document = document_with({0: level(0, "%1")}, {1: (0, "")})
    written = document.part.numbering_part.element.find(f".//{qn('w:numFmt')}")
    written.set(qn("w:val"), "custom")
    written.set(qn("w:format"), "001, 002, 003, ...")
    assert lines(document, tmp_path, numbered(0, "a")) == ["001 a"]


def test_a_clause_in_the_style_of_a_heading_is_text(tmp_path):
    document = document_with({0: LEGAL}, {1: (0, "")})
    clause = "The supplier delivers within forty-eight hours of the order."
    found = lines(document, tmp_path, numbered(1, clause, style="Heading2"))
    assert found == [f"1.1 {clause}"]
    assert parse(tmp_path / "a.docx").headings == ()


@pytest.mark.parametrize(
    ("number", "style", "written"),
    [
        (4, "lowerRoman", "iv"),
        (1994, "upperRoman", "MCMXCIV"),
        (28, "lowerLetter", "bb"),
        (7, "decimalZero", "07"),
        (23, "ordinalText", "Twenty-third"),
        (112, "ordinal", "112th"),
        (1042, "cardinalText", "One thousand forty-two"),
        (105, "chineseCounting", "一百零五"),
        (12, "japaneseCounting", "十二"),
        (3, "decimalEnclosedCircle", "③"),
        (3, "nobody knows", "3"),
        (3, "none", ""),
        (0, "lowerLetter", "0"),
        (99_999, "upperRoman", "99999"),
    ],
)
def test_numerals(number, style, written):
    assert numeral(number, style) == written
