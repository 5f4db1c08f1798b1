from hypothesis import given
from hypothesis import strategies as st

from assistant.documents.registry import extract
from assistant.passages.pages import page_at
from assistant.passages.splitting import split_passages
from assistant.types import Extraction, Heading, Page

WORDS = st.lists(
    st.sampled_from(
        ["alpha", "beta.", "gamma\n", "delta!\n\n", "1.", "x" * 300, "é", "字", "\t", "| a | b |", "😀"]
    ),
    max_size=300,
).map(" ".join)


def count_words(texts):
    """Stands for a tokenizer: a token is four characters of a word."""
    return [sum(-(-len(word) // 4) for word in text.split()) for text in texts]


def check(extraction, most):
    text = extraction.text
    found = split_passages(extraction, count_words, most)
    position = 0
    for passage in found:
        assert text[position : passage.start].strip() == ""
        assert passage.start == passage.sentences[0].start
        assert passage.end == passage.sentences[-1].end
        inner = passage.start
        for sentence in passage.sentences:
            assert text[inner : sentence.start].strip() == ""
            inner = sentence.end
        position = passage.end
    assert text[position:].strip() == ""
    return found


@given(WORDS, st.integers(min_value=16, max_value=60), st.sampled_from(["hard", "wrapped"]))
def test_passages_cover_all_text_and_fit(text, most, line_breaks):
    for passage in check(Extraction(text, line_breaks=line_breaks), most):
        assert count_words([text[passage.start : passage.end]])[0] <= most


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=2000))
def test_passages_cover_any_text(text):
    check(Extraction(text), 20)


def test_a_passage_does_not_cross_a_heading_and_knows_the_headings_above():
    text = "Top\n\nAn introduction.\n\nInner\n\nSomething else is said here.\n\nOther\n\nThe end is near."
    levels = {"Top": 1, "Inner": 2, "Other": 1}
    headings = tuple(Heading(text.index(t), text.index(t) + len(t), level) for t, level in levels.items())
    found = check(Extraction(text, headings=headings), 100)
    assert [passage.heading for passage in found] == ["Top", "Top › Inner", "Other"]
    assert text[found[1].start : found[1].end] == "Inner\n\nSomething else is said here."


def test_a_passage_of_markdown_has_its_own_heading_and_not_the_one_before(tmp_path):
    text = "# Prices\n\n## Tyres\n\nA change costs 96 euros.\n\n## Service\n\nA service costs 310 euros.\n"
    (tmp_path / "prices.md").write_text(text, encoding="utf-8")
    found = split_passages(extract(tmp_path / "prices.md"), count_words, 100)
    assert [passage.heading for passage in found] == ["Prices › Tyres", "Prices › Service"]


def test_slides_are_not_mixed_but_pages_of_a_book_may_be():
    text = "One thing is said here.\n\nAnother thing is said there."
    pages = (Page(1, 0, 23), Page(2, 25, len(text)))
    assert [p.page.number for p in check(Extraction(text, pages=pages, line_breaks="hard"), 100)] == [1, 2]
    assert len(check(Extraction(text, pages=pages), 100)) == 1


def test_a_long_paragraph_is_cut_into_parts_of_like_size():
    text = " ".join(f"Sentence number {n} says something about things." for n in range(40))
    sizes = [count_words([text[p.start : p.end]])[0] for p in check(Extraction(text), 100)]
    assert len(sizes) > 3
    assert min(sizes) > 50


def test_page_at_an_offset():
    pages = (Page(1, 0, 10), Page(2, 12, 20))
    assert page_at((), 5) is None
    assert [page.number for position in (0, 9, 11, 12, 19, 25) if (page := page_at(pages, position))] == [
        1, 1, 1, 2, 2, 2,
    ]  # fmt: skip


def sentences_of(text):
    extraction = Extraction(text, line_breaks="wrapped")
    return [
        text[s.start : s.end]
        for passage in split_passages(extraction, lambda texts: [len(t.split()) for t in texts], 200)
        for s in passage.sentences
    ]


def test_lines_of_an_invoice_are_not_glued():
    lines = [
        "Halden Klimatechnik",
        "Kastanienweg 9, 24103 Kiel",
        "Invoice HK-21986 for the customer 55-1203",
        "Date of the invoice: 15 March 2025",
        "Place of delivery: Kiel, harbour gate",
        "Heat pump HP 40 with its outdoor unit",
        "Fitting by two men of the company, 16 hours",
        "Pipes of copper, insulated, 14 metres",
        "Removal of the old boiler and its tank",
        "Terms of payment: 14 days, no discount",
        "Account 4711 at the savings bank in Kiel",
    ]
    assert sentences_of("\n".join(lines)) == lines


def test_wrapped_prose_goes_on_with_names_numbers_and_nouns():
    english = (
        "The crane that came to the harbour in the spring of\n1998 was hired from the firm of the brothers\n"
        "Lind, who had bought it two years before and who\nhad it painted green by the men of the yard."
    )
    german = (
        "Der Kran steht seit dem Frühjahr am Hafen, weil die\nGenehmigung für den Abbau noch fehlt und die\n"
        "Gemeinde erst im Herbst darüber entscheidet, ob die\nKosten von ihr getragen werden."
    )
    for text in (english, german):
        assert sentences_of(text) == [text]


def test_items_of_a_receipt_stay_with_their_price():
    items = [
        "Wool blanket\n140 x 200, grey\nFJ-2212 1 @ 48.50\n48.50",
        "Head torch\nFJ-3307 1 @ 32.95\n32.95",
    ]
    text = "\n".join(["Receipt 20431", "-----------------", *items, "-----------------", "TOTAL 81.45"])
    assert [each for each in sentences_of(text) if "@" in each] == items
    assert sentences_of("A blanket cost him\n48.50\nand he was glad of it.")[0] == "A blanket cost him"
