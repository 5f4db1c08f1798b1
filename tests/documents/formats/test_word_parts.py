"""What Word keeps beside the body: headers, notes, comments, boxes, charts, fields, tracked changes."""

import pytest
from docx import Document
from raw_office import OFFICE, WORD, element, paragraph, rewrite, root, with_body

from assistant.documents.formats.word.parser import parse
from assistant.errors import ExtractionError

MAIN = "word/document.xml"
CHART = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"


def run(words, properties=""):
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{words}</w:t></w:r>'


def mark(kind):
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def field(instruction, result):
    return (
        f"{mark('begin')}<w:r><w:instrText xml:space='preserve'>{instruction}</w:instrText></w:r>"
        f"{mark('separate')}{run(result)}{mark('end')}"
    )


def drawing(content, properties='<wp:docPr id="1" name="x"/>'):
    return (
        f"<w:r><w:drawing><wp:inline>{properties}<a:graphic><a:graphicData uri='x'>{content}"
        "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )


def read(tmp_path, *blocks, parts=(), changes=(), document=None):
    path = tmp_path / "a.docx"
    with_body(*blocks, document=document).save(str(path))
    rewrite(path, changes, parts)
    return parse(path)


def test_equations_stand_in_their_sentence(tmp_path):
    equation = "<m:oMath><m:r><m:t>450 N</m:t></m:r></m:oMath>"
    extraction = read(tmp_path, f"<w:p>{run('limited to ')}{equation}{run(' for a beam')}</w:p>")
    assert extraction.text == "limited to 450 N for a beam"
    assert extraction.warnings == ()


def test_headers_and_footers_come_first_and_once(tmp_path):
    document = Document()
    for section in (document.sections[0], document.add_section()):
        section.header.is_linked_to_previous = False
        section.header.paragraphs[0].text = "Document QM-4471\tValid from 3 May"
        section.footer.paragraphs[0].text = "Approved by H. Sollmann"
    document.sections[0].first_page_header.paragraphs[0].text = "Not shown"
    document.sections[0].different_first_page_header_footer = False
    extraction = read(tmp_path, paragraph("Words."), document=document)
    assert extraction.text == (
        "Header: Document QM-4471\nHeader: Valid from 3 May\n\nFooter: Approved by H. Sollmann\n\nWords."
    )


@pytest.mark.parametrize("before", ["Manual 7\tPage ", "Manual 7, page ", "Manual 7 / ", "Manual 7\t"])
def test_numbers_of_pages_are_no_text(tmp_path, before):
    document = Document()
    footer = document.sections[0].footer.paragraphs[0]._p
    pages = f"{field('PAGE', '3')}{run(' of ')}{field('NUMPAGES', '9')}"
    for child in list(element(f"<w:p>{run(before)}{pages}</w:p>")):
        footer.append(child)
    assert read(tmp_path, paragraph("Words."), document=document).text == "Footer: Manual 7\n\nWords."


def test_comments_say_who_on_what(tmp_path):
    body = (
        f"<w:p>{run('Rinse for ')}<w:commentRangeStart w:id='4'/>{run('eight minutes')}"
        f"<w:commentRangeEnd w:id='4'/><w:r><w:commentReference w:id='4'/></w:r>{run('.')}</w:p>"
    )
    comments = "".join(
        f'<w:comment w:id="{identity}" w:author="{author}">'
        f'<w:p w14:paraId="{paragraph_id}">{run(words)}</w:p></w:comment>'
        for identity, author, paragraph_id, words in (
            ("4", "Ada", "0A", "Too short."),
            ("5", "Ben", "0B", "I agree."),
        )
    )
    extended = (
        '<w15:commentEx w15:paraId="0A" w15:done="1"/><w15:commentEx w15:paraId="0B" w15:paraIdParent="0A"/>'
    )
    parts = (
        (
            "word/c.xml",
            f"{WORD}.comments+xml",
            MAIN,
            f"{OFFICE}/comments",
            "c1",
            root("w:comments", comments),
        ),
        (
            *("word/e.xml", f"{WORD}.commentsExtended+xml", MAIN),
            "http://schemas.microsoft.com/office/2011/relationships/commentsExtended",
            *("c2", root("w15:commentsEx", extended)),
        ),
    )
    assert read(tmp_path, body, parts=parts).text == (
        "Rinse for eight minutes.\n\nComment by Ada on “eight minutes” (resolved): Too short.\n\n"
        "Reply by Ben: I agree."
    )


def test_notes_are_named_by_their_marks_and_in_the_order_of_the_text(tmp_path):
    def reference(kind, identity, more="", after=""):
        return f'<w:r><w:{kind}Reference w:id="{identity}"{more}/>{after}</w:r>'

    own = ' w:customMarkFollows="1"'
    body = (
        f"<w:p>{run('Leagues')}{reference('footnote', 8)}{run(' and miles')}{reference('footnote', 7)}"
        f"{run(', ells')}{reference('footnote', 9, own, '<w:t>*</w:t>')}"
        f"{run('.')}{reference('endnote', 3)}</w:p>"
    )
    footnotes = "".join(
        f'<w:footnote w:id="{identity}"{kind}><w:p><w:r><w:footnoteRef/></w:r>{run(words)}</w:p></w:footnote>'
        for identity, kind, words in (
            *((-1, ' w:type="separator"', ""), (7, "", "Of sea."), (8, "", "Three miles.")),
            (9, "", "An arm."),
        )
    )
    endnotes = f'<w:endnote w:id="3"><w:p>{run("Old measures.")}</w:p></w:endnote>'
    parts = tuple(
        (f"word/{kind}.xml", f"{WORD}.{kind}+xml", MAIN, f"{OFFICE}/{kind}", kind, root(f"w:{kind}", content))
        for kind, content in (("footnotes", footnotes), ("endnotes", endnotes))
    )
    assert read(tmp_path, body, parts=parts).text == (
        "Leagues and miles, ells.\n\nFootnote 1: Three miles.\n\nFootnote 2: Of sea.\n\nFootnote *: An arm."
        "\n\nEndnote i: Old measures."
    )


def test_deletions_are_not_read_and_are_told(tmp_path):
    extraction = read(
        tmp_path,
        f"<w:p>{run('sixty')}<w:del w:id='1'><w:r><w:delText>thirty</w:delText></w:r></w:del>"
        f"<w:ins w:id='2'>{run(' days')}</w:ins><w:moveFrom w:id='3'>{run('moved')}</w:moveFrom></w:p>",
        paragraph("The first half ", mark="<w:rPr><w:del w:id='4'/></w:rPr>"),
        paragraph("and the second."),
        "<w:tbl><w:tr><w:trPr><w:del w:id='5'/></w:trPr><w:tc>"
        f"{paragraph('gone')}</w:tc><w:tc>{paragraph('too')}</w:tc></w:tr>"
        f"<w:tr><w:tc>{paragraph('kept')}</w:tc><w:tc>{paragraph('as well')}</w:tc></w:tr></w:tbl>",
    )
    assert extraction.text == "sixty days\n\nThe first half and the second.\n\nkept | as well"
    assert extraction.warnings == ("2 deletions are tracked; the deleted text was left out.",)


def test_fields_show_their_results(tmp_path):
    nested = (
        f"{mark('begin')}<w:r><w:instrText> IF </w:instrText></w:r>{field(' MERGEFIELD x ', '1')}"
        f"<w:r><w:instrText> = 1 </w:instrText></w:r>{mark('separate')}{run('yes')}{mark('end')}"
    )
    box = (
        '<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox><w:default w:val="0"/><w:checked/>'
        f"</w:checkBox></w:ffData></w:fldChar></w:r>{mark('end')}"
    )
    simple = f'<w:fldSimple w:instr=" SEQ Table ">{run("4")}</w:fldSimple>'
    extraction = read(
        tmp_path, f"<w:p>{run('Table ')}{simple}{run(': ')}{nested}{run(' ')}{box}{run(' paid')}</w:p>"
    )
    assert extraction.text == "Table 4: yes ☒ paid"


def test_a_field_that_is_never_closed_hides_nothing(tmp_path):
    broken = f"<w:p>{mark('begin')}<w:r><w:instrText>REF x</w:instrText></w:r>{run('Words.')}</w:p>"
    assert read(tmp_path, broken, paragraph("More.")).text == "Words.\n\nMore."


def test_a_table_of_contents_is_left_out_and_told(tmp_path):
    begin = f"{mark('begin')}<w:r><w:instrText>TOC \\o</w:instrText></w:r>{mark('separate')}"
    extraction = read(
        tmp_path,
        f"<w:p>{begin}{run('1 Scope')}<w:r><w:tab/></w:r>{field('PAGEREF x', '3')}</w:p>",
        f"<w:p>{run('2 Terms')}<w:r><w:tab/></w:r>{run('5')}</w:p>",
        f"<w:p>{mark('end')}</w:p>",
        paragraph("The scope."),
    )
    assert extraction.text == "The scope."
    assert extraction.warnings == (
        "2 lines of tables of contents were left out; what they point to is read.",
    )


def test_hidden_text_and_prompts_are_left_out_and_told(tmp_path):
    prompt = (
        "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>"
        f"{run('Click to enter text.')}</w:sdtContent></w:sdt>"
    )
    extraction = read(tmp_path, f"<w:p>{run('Name: ')}{prompt}{run('secret', '<w:vanish/>')}{run('!')}</w:p>")
    assert extraction.text == "Name: !"
    assert extraction.warnings == (
        "1 stretch of hidden text was left out.",
        "1 field to be filled in is empty.",
    )


def test_symbols_are_the_characters_that_are_seen(tmp_path):
    symbols = '<w:r><w:sym w:font="Symbol" w:char="F0B3"/><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>'
    more = run("&#xF06D;", '<w:rFonts w:ascii="Symbol"/>') + run("m a")
    extraction = read(tmp_path, f"<w:p>{symbols}{more}<w:r><w:noBreakHyphen/></w:r></w:p>")
    assert extraction.text == "≥✓μm a-"


def test_raised_numbers_are_not_glued_to_what_they_stand_on(tmp_path):
    up, down = (f'<w:vertAlign w:val="{place}script"/>' for place in ("super", "sub"))
    runs = (("10", ""), ("6", up), (" m", ""), ("−2", up), (", H", ""), ("2", down), ("O, 1", ""), ("st", up))
    body = "".join(run(*each) for each in runs)
    assert read(tmp_path, f"<w:p>{body}</w:p>").text == "10⁶ m⁻², H2O, 1st"


def test_readings_above_words_stand_in_brackets(tmp_path):
    ruby = (
        f"<w:r><w:ruby><w:rt>{run('とうきょう')}</w:rt><w:rubyBase>{run('東京')}</w:rubyBase></w:ruby></w:r>"
    )
    assert read(tmp_path, f"<w:p>{ruby}{run('へ')}</w:p>").text == "東京(とうきょう)へ"


def test_a_large_first_letter_belongs_to_its_word(tmp_path):
    letter = paragraph("T", '<w:framePr w:dropCap="drop"/>')
    assert read(tmp_path, letter, paragraph("he castle.")).text == "The castle."


def test_text_boxes_pictures_and_watermarks(tmp_path):
    box = f"<wps:txbx><w:txbxContent>{paragraph('In the box.')}</w:txbxContent></wps:txbx>"
    picture = "<pic:pic><pic:nvPicPr><pic:cNvPr id='1' name='a.png'/></pic:nvPicPr></pic:pic>"
    shape = '<w:r><w:pict><v:shape><v:textpath string="DRAFT"/></v:shape></w:pict></w:r>'
    old_box = (
        f"<w:pict><v:textbox><w:txbxContent>{paragraph('In the box.')}</w:txbxContent></v:textbox></w:pict>"
    )
    both = (
        f"<w:r><mc:AlternateContent><mc:Choice Requires='wps'>{drawing(box)}</mc:Choice>"
        f"<mc:Fallback>{old_box}</mc:Fallback></mc:AlternateContent></w:r>"
    )
    described, named = (
        f'<wp:docPr id="2" name="x" descr="{d}"/>' for d in ("A crane lifts a boat", "IMG_1.png")
    )
    extraction = read(
        tmp_path,
        f"<w:p>{run('Text.')}{both}{shape}</w:p>",
        f"<w:p>{drawing(picture, described)}</w:p>",
        f"<w:p>{drawing(picture, named)}{drawing(picture)}</w:p>",
        '<w:p><w:r><w:object><v:shape><v:imagedata/></v:shape><o:OLEObject ProgID="Excel.Sheet.12"/>'
        "</w:object></w:r></w:p>",
        '<w:p><w:r><w:object><o:OLEObject ProgID="Equation.3"/></w:object></w:r></w:p>',
    )
    assert extraction.text == "Text.\n\nIn the box.\n\nDRAFT\n\nPicture: A crane lifts a boat"
    assert extraction.warnings == (
        "2 pictures without text.",
        "1 embedded object was left out.",
        "1 equation is a picture of an old equation editor and was left out.",
    )


def test_charts_and_diagrams(tmp_path):
    chart = (
        "<c:chart><c:title><c:tx><c:rich><a:p><a:r><a:t>Churn</a:t></a:r></a:p></c:rich></c:tx></c:title>"
        "<c:plotArea><c:barChart><c:ser><c:tx><c:strRef><c:strCache><c:pt idx='0'><c:v>Rate</c:v></c:pt>"
        "</c:strCache></c:strRef></c:tx><c:cat><c:strLit><c:pt idx='0'><c:v>Q1</c:v></c:pt><c:pt idx='1'>"
        "<c:v>Q2</c:v></c:pt></c:strLit></c:cat><c:val><c:numRef><c:numCache><c:formatCode>0.0%</c:formatCode>"
        "<c:pt idx='1'><c:v>4.7E-2</c:v></c:pt></c:numCache></c:numRef></c:val></c:ser></c:barChart>"
        "<c:catAx><c:title><c:tx><c:rich><a:p><a:r><a:t>Quarter</a:t></a:r></a:p></c:rich></c:tx></c:title>"
        "</c:catAx></c:plotArea></c:chart>"
    )
    points = "".join(
        f"<dgm:pt modelId='{n}' type='{kind}'><dgm:t><a:p><a:r><a:t>{text}</a:t></a:r></a:p></dgm:t></dgm:pt>"
        for n, kind, text in ((1, "doc", ""), (2, "node", "Board"), (3, "node", "Sales"), (4, "pres", "x"))
    )
    links = "<dgm:cxn srcId='1' destId='2' srcOrd='0'/><dgm:cxn srcId='2' destId='3' srcOrd='0'/>"
    diagram = f"<dgm:ptLst>{points}</dgm:ptLst><dgm:cxnLst>{links}</dgm:cxnLst>"
    shown = drawing('<c:chart r:id="ch"/>') + drawing('<dgm:relIds r:dm="dm"/>')
    missing = drawing('<c:chart r:id="missing"/>')
    parts = (
        ("word/charts/c.xml", CHART, MAIN, f"{OFFICE}/chart", "ch", root("c:chartSpace", chart)),
        (
            "word/d.xml",
            "application/xml",
            MAIN,
            f"{OFFICE}/diagramData",
            "dm",
            root("dgm:dataModel", diagram),
        ),
    )
    extraction = read(
        tmp_path,
        f"<w:p>{shown}</w:p>",
        f"<w:p>{missing}{run('Words.')}</w:p>",
        parts=parts,
    )
    assert extraction.text == (
        "Chart: Churn\n\nQuarter | Rate\nQuarter: Q1\nQuarter: Q2 | Rate: 4.7%\n\nBoard\n- Sales\n\nWords."
    )
    assert extraction.warnings == ("1 chart holds no stored values and was left out.",)


@pytest.mark.parametrize("tag", ["w:smartTag", "w:hyperlink", "w:customXml", "w:ins", "w:moveTo", "w:new"])
def test_text_in_wrappers_is_read(tmp_path, tag):
    assert read(tmp_path, f"<w:p>{run('See ')}<{tag}>{run('the wall')}</{tag}></w:p>").text == "See the wall"


def test_outline_levels_make_headings(tmp_path):
    extraction = read(
        tmp_path,
        paragraph("Scope", '<w:outlineLvl w:val="1"/>'),
        paragraph("It is wide.", '<w:outlineLvl w:val="9"/>'),
    )
    assert [(extraction.text[h.start : h.end], h.level) for h in extraction.headings] == [("Scope", 2)]


def test_a_document_of_pictures_says_so(tmp_path):
    picture = "<pic:pic><pic:nvPicPr><pic:cNvPr id='1' name='a.png'/></pic:nvPicPr></pic:pic>"
    with pytest.raises(ExtractionError, match="1 picture without text"):
        read(tmp_path, f"<w:p>{drawing(picture)}</w:p>")
