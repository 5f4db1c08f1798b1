"""Shapes of slides that are no plain text, and what is hidden, said beside or shown on every slide."""

from datetime import date

import pytest
from pptx import Presentation
from pptx.chart.data import BubbleChartData, CategoryChartData, XyChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Cm
from raw_office import OFFICE, element, rewrite, root

from assistant.documents.formats.slides.parser import parse

SLIDE = "ppt/slides/slide1.xml"
PLACE = (Cm(1), Cm(5), Cm(9), Cm(6))


@pytest.fixture
def presentation():
    made = Presentation()
    made.slides.add_slide(made.slide_layouts[6])
    return made


def shapes_of(presentation, number=0):
    return presentation.slides[number].shapes


def add_raw(presentation, xml, number=0):
    shapes_of(presentation, number)._spTree.append(element(xml))


def shape(body, number=90):
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="{number}" name="x"/><p:cNvSpPr/><p:nvPr/></p:nvSpPr><p:spPr/>'
        f"<p:txBody><a:bodyPr/>{body}</p:txBody></p:sp>"
    )


def words(text, properties=""):
    return f"<a:p>{properties}<a:r><a:t>{text}</a:t></a:r></a:p>"


def frame(content):
    return (
        '<p:graphicFrame><p:nvGraphicFramePr><p:cNvPr id="91" name="x"/><p:cNvGraphicFramePr/><p:nvPr/>'
        f'</p:nvGraphicFramePr><p:xfrm/><a:graphic><a:graphicData uri="x">{content}</a:graphicData>'
        "</a:graphic></p:graphicFrame>"
    )


def read(presentation, tmp_path, parts=(), changes=()):
    path = tmp_path / "a.pptx"
    presentation.save(str(path))
    rewrite(path, changes, parts)
    return parse(path)


def test_hidden_slides_are_read_and_say_so(presentation, tmp_path):
    add_raw(presentation, shape(words("Shown.")))
    hidden = presentation.slides.add_slide(presentation.slide_layouts[6])
    hidden._element.set("show", "0")
    add_raw(presentation, shape(words("Kept back.")), 1)
    extraction = read(presentation, tmp_path)
    assert [page.label for page in extraction.pages] == ["slide 1", "slide 2 (hidden)"]
    assert extraction.text == "Shown.\n\nKept back."


def test_a_chart_gives_title_axes_and_values(presentation, tmp_path):
    data = CategoryChartData(number_format="0.0%")
    data.categories = ["2023", "2024"]
    data.add_series("North", (0.031, 0.047))
    data.add_series("South", (None, 0.2))
    chart = shapes_of(presentation).add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, *PLACE, data).chart
    chart.has_title = True
    chart.chart_title.text_frame.text = "Churn"
    chart.category_axis.axis_title.text_frame.text = "Year"
    chart.value_axis.axis_title.text_frame.text = "share of customers"
    assert read(presentation, tmp_path).text.split("\n") == [
        *("Chart: Churn (share of customers)", "", "Year | North | South", "Year: 2023 | North: 3.1%"),
        "Year: 2024 | North: 4.7% | South: 20.0%",
    ]


def test_categories_in_levels(presentation, tmp_path):
    data = CategoryChartData()
    for year in ("2023", "2024"):
        parent = data.add_category(year)
        parent.add_sub_category("Q1")
        parent.add_sub_category("Q2")
    data.add_series("Sales", (1, 2, 3, 4.5))
    shapes_of(presentation).add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, *PLACE, data)
    text = read(presentation, tmp_path).text
    assert "2023 › Q2" in text
    assert "2024 › Q2" in text
    assert "4.5" in text


def test_charts_of_points_and_bubbles(presentation, tmp_path):
    points = XyChartData()
    for name, pairs in (("a", [(1, 10), (2, 20)]), ("b", [(3, 30)])):
        series = points.add_series(name)
        for x, y in pairs:
            series.add_data_point(x, y)
    shapes_of(presentation).add_chart(XL_CHART_TYPE.XY_SCATTER, *PLACE, points)
    bubbles = BubbleChartData()
    bubbles.add_series("c").add_data_point(5, 50, 500)
    shapes_of(presentation).add_chart(XL_CHART_TYPE.BUBBLE, *PLACE, bubbles)
    text = read(presentation, tmp_path).text
    for number in ("10", "20", "30", "50", "500"):
        assert number in text


def test_dates_of_a_chart(presentation, tmp_path):
    data = CategoryChartData()
    data.categories = [date(2024, 1, 31), date(2024, 2, 29)]
    data.add_series("Ships", (3, 4))
    shapes_of(presentation).add_chart(XL_CHART_TYPE.LINE, *PLACE, data)
    assert "Category: 2024-02-29 | Ships: 4" in read(presentation, tmp_path).text


def test_newer_charts_and_diagrams(presentation, tmp_path):
    chart = (
        "<cx:chartData><cx:data id='0'><cx:strDim type='cat'><cx:lvl ptCount='2'><cx:pt idx='0'>Start</cx:pt>"
        "<cx:pt idx='1'>End</cx:pt></cx:lvl></cx:strDim><cx:numDim type='val'><cx:lvl ptCount='2' formatCode="
        "'General'><cx:pt idx='0'>7</cx:pt><cx:pt idx='1'>9.5</cx:pt></cx:lvl></cx:numDim></cx:data>"
        "</cx:chartData><cx:chart><cx:title><cx:tx><cx:rich><a:p><a:r><a:t>Bridge</a:t></a:r></a:p></cx:rich>"
        "</cx:tx></cx:title><cx:plotArea><cx:plotAreaRegion><cx:series><cx:tx><cx:txData><cx:v>Cash</cx:v>"
        "</cx:txData></cx:tx><cx:dataId val='0'/></cx:series></cx:plotAreaRegion></cx:plotArea></cx:chart>"
    )
    shown = frame('<cx:chart r:id="cx"/>')
    alternative = (
        f"<mc:AlternateContent><mc:Choice Requires='cx1'>{shown}</mc:Choice>"
        f"<mc:Fallback>{shape(words('This chart is not available.'))}</mc:Fallback></mc:AlternateContent>"
    )
    add_raw(presentation, alternative)
    add_raw(presentation, frame('<dgm:relIds r:dm="dm"/>'))
    points = "".join(
        f"<dgm:pt modelId='{n}'><dgm:t><a:p><a:r><a:t>{text}</a:t></a:r></a:p></dgm:t></dgm:pt>"
        for n, text in ((2, "Second"), (1, "First"))
    )
    links = "<dgm:cxn srcId='0' destId='2' srcOrd='1'/><dgm:cxn srcId='0' destId='1' srcOrd='0'/>"
    model = f"<dgm:ptLst><dgm:pt modelId='0' type='doc'/>{points}</dgm:ptLst><dgm:cxnLst>{links}</dgm:cxnLst>"
    extraction = read(
        presentation,
        tmp_path,
        [
            ("ppt/cx.xml", "application/xml", SLIDE, "http://x/chartEx", "cx", root("cx:chartSpace", chart)),
            (
                "ppt/d.xml",
                "application/xml",
                SLIDE,
                f"{OFFICE}/diagramData",
                "dm",
                root("dgm:dataModel", model),
            ),
        ],
    )
    assert extraction.text.startswith("Chart: Bridge\n\n")
    assert "End" in extraction.text
    assert "9.5" in extraction.text
    assert extraction.text.endswith("\n\nFirst\nSecond")
    assert extraction.warnings == ()


def test_unknown_and_broken_shapes_cost_only_themselves(presentation, tmp_path):
    add_raw(presentation, shape(words("First.")))
    add_raw(
        presentation,
        frame("<p:unknown><a:txBody><a:p><a:r><a:t>Inside.</a:t></a:r></a:p></a:txBody></p:unknown>"),
    )
    add_raw(presentation, frame("<p:nobody/>"))
    add_raw(presentation, frame('<c:chart r:id="rId77"/>'))
    add_raw(presentation, '<p:contentPart r:id="rId78"/>')
    add_raw(presentation, "<p:graphicFrame><a:graphic/></p:graphicFrame>")
    add_raw(
        presentation, "<p:sp><p:nvSpPr/><p:txBody><a:p><a:r><a:t>Half.</a:t></a:r></a:p></p:txBody></p:sp>"
    )
    extraction = read(presentation, tmp_path)
    assert sorted(extraction.text.split()) == ["First.", "Half.", "Inside."]
    assert "1 chart holds no stored values and was left out." in extraction.warnings
    assert "1 drawing by hand was left out." in extraction.warnings


def test_a_slide_that_is_not_there_costs_only_itself(presentation, tmp_path):
    add_raw(presentation, shape(words("First.")))
    presentation.slides.add_slide(presentation.slide_layouts[6])
    add_raw(presentation, shape(words("Second.")), 1)
    torn = [("ppt/slides/slide1.xml", lambda xml: xml.replace(b"spTree", b"spThree"))]
    extraction = read(presentation, tmp_path, changes=torn)
    assert [extraction.text[page.start : page.end] for page in extraction.pages] == ["", "Second."]
    assert extraction.warnings == ("1 slide could not be read.",)


def test_equations_numbers_and_links(presentation, tmp_path):
    equation = "<a14:m><m:oMath><m:r><m:t>x=2</m:t></m:r></m:oMath></a14:m>"
    numbered = '<a:pPr><a:buAutoNum type="alphaLcParenR" startAt="2"/></a:pPr>'
    second = '<a:pPr lvl="1"><a:buAutoNum type="romanUcPeriod"/></a:pPr>'
    body = (
        f"<a:p><a:r><a:t>So </a:t></a:r>{equation}<a:r><a:t> here.</a:t></a:r></a:p>"
        f"{words('one', numbered)}{words('deeper', second)}{words('two', numbered)}{words('plain')}"
        f"{words('again', numbered)}<a:p><a:fld type='slidenum'><a:t>12</a:t></a:fld></a:p>"
    )
    alternative = (
        f"<mc:AlternateContent><mc:Choice Requires='a14'>{shape(body)}</mc:Choice>"
        f"<mc:Fallback>{shape(words('picture'))}</mc:Fallback></mc:AlternateContent>"
    )
    add_raw(presentation, alternative)
    assert read(presentation, tmp_path).text.split("\n") == [
        *("So x=2 here.", "b) one", "I. deeper", "c) two", "plain", "b) again")
    ]


def test_comments_old_and_new(presentation, tmp_path):
    add_raw(presentation, shape(words("Text.")))
    old = '<p:cm authorId="0"><p:text>Too long.</p:text></p:cm>'
    new = (
        f'<p188:cm authorId="{{A}}"><p188:replyLst><p188:reply authorId="{{B}}"><p188:txBody>{words("Yes.")}'
        f"</p188:txBody></p188:reply></p188:replyLst><p188:txBody>{words('Check this.')}</p188:txBody>"
        "</p188:cm>"
    )
    authors = '<p188:author id="{A}" name="Ada"/><p188:author id="{B}" name="Ben"/>'
    main = "ppt/presentation.xml"
    extraction = read(
        presentation,
        tmp_path,
        [
            (
                *("ppt/c1.xml", "application/xml", SLIDE, f"{OFFICE}/comments", "c1"),
                root("p:cmLst", old),
            ),
            (
                "ppt/c2.xml",
                "application/xml",
                SLIDE,
                "http://x/2018/10/comments",
                "c2",
                root("p188:cmLst", new),
            ),
            (
                *("ppt/a1.xml", "application/xml", main, f"{OFFICE}/commentAuthors", "a1"),
                root("p:cmAuthorLst", '<p:cmAuthor id="0" name="Cleo"/>'),
            ),
            (
                "ppt/a2.xml",
                "application/xml",
                main,
                "http://x/authors",
                "a2",
                root("p188:authorLst", authors),
            ),
        ],
    )
    assert extraction.text == (
        "Text.\n\nComment by Cleo: Too long.\nComment by Ada: Check this.\nReply by Ben: Yes."
    )


def test_merged_cells_belong_to_each_row_and_column(presentation, tmp_path):
    table = shapes_of(presentation).add_table(4, 3, *PLACE).table
    for place, text in {
        **{(0, 0): "Region", (0, 1): "2024", (1, 1): "Q1", (1, 2): "Q2", (2, 0): "North", (2, 1): "Plan"},
        **{(3, 1): "1", (2, 2): "5", (3, 2): "6"},
    }.items():
        table.cell(*place).text = text
    table.cell(0, 0).merge(table.cell(1, 0))
    table.cell(0, 1).merge(table.cell(0, 2))
    table.cell(2, 0).merge(table.cell(3, 0))
    text = read(presentation, tmp_path).text
    assert "Region: North | 2024 › Q1: Plan | 2024 › Q2: 5" in text
    assert "Region: North | 2024 › Q1: 1 | 2024 › Q2: 6" in text


def test_pictures_media_and_objects(presentation, tmp_path):
    def picture(description, more=""):
        return (
            f'<p:pic><p:nvPicPr><p:cNvPr id="95" name="x" descr="{description}"/><p:cNvPicPr/><p:nvPr>{more}'
            "</p:nvPr></p:nvPicPr><p:blipFill/><p:spPr/></p:pic>"
        )

    add_raw(presentation, picture("A crane lifts a boat"))
    add_raw(presentation, picture("A dog. Description automatically generated"))
    add_raw(presentation, picture("", '<a:videoFile r:link="rId9"/>'))
    add_raw(presentation, frame('<p:oleObj progId="Excel.Sheet.12"/>'))
    extraction = read(presentation, tmp_path)
    assert extraction.text == "Picture: A crane lifts a boat"
    assert extraction.warnings == (
        "1 picture without text.",
        "1 embedded object was left out.",
        "1 sound or film was left out.",
    )


def test_footers_are_told_once(presentation, tmp_path):
    footer = (
        '<p:sp><p:nvSpPr><p:cNvPr id="96" name="f"/><p:cNvSpPr/><p:nvPr><p:ph type="ftr" idx="11"/></p:nvPr>'
        f"</p:nvSpPr><p:spPr/><p:txBody><a:bodyPr/>{words('House of Harbours')}</p:txBody></p:sp>"
    )
    presentation.slides.add_slide(presentation.slide_layouts[6])
    for number in (0, 1):
        add_raw(presentation, shape(words(f"Text {number}.")), number)
        add_raw(presentation, footer, number)
    text = read(presentation, tmp_path).text
    assert text.count("House of Harbours") == 1
    assert "Footer: House of Harbours" in text


def add_below(part, text, place=""):
    part.shapes._spTree.append(element(shape(words(text)).replace("<p:spPr/>", f"<p:spPr>{place}</p:spPr>")))


def test_words_on_layout_and_master_are_told_once_and_hints_never(tmp_path):
    presentation = Presentation()
    layout = presentation.slide_layouts[6]
    low = '<a:xfrm><a:off x="0" y="6400000"/><a:ext cx="9000" cy="9000"/></a:xfrm>'
    add_below(layout, "Draft of May")
    add_below(layout.slide_master, "House of Harbours: confidential", low)
    for number in (0, 1):
        slide = presentation.slides.add_slide(layout)
        slide.shapes.add_textbox(0, 0, 9, 9).text_frame.text = f"Text {number}."
    plain = presentation.slides.add_slide(presentation.slide_layouts[5])
    plain.shapes.title.text = "Another layout"
    found = read(presentation, tmp_path)
    assert [found.text[page.start : page.end] for page in found.pages] == [
        "Text 0.\n\nHeader: Draft of May\nFooter: House of Harbours: confidential",
        "Text 1.",
        "Another layout",
    ]


def test_layouts_and_masters_that_a_slide_hides_are_not_told(tmp_path):
    presentation = Presentation()
    layout = presentation.slide_layouts[6]
    add_below(layout, "Draft")
    add_below(layout.slide_master, "Confidential")
    first, second = presentation.slides.add_slide(layout), presentation.slides.add_slide(layout)
    first._element.set("showMasterSp", "0")
    layout._element.set("showMasterSp", "0")
    for slide in (first, second):
        slide.shapes.add_textbox(0, 0, 9, 9).text_frame.text = "Text."
    assert read(presentation, tmp_path).text == "Text.\n\nText.\n\nHeader: Draft"
