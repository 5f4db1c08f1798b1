"""The first questions of a new user, on the shipped documents and on the article they retell."""

import pytest
from material import REPOSITORY

from assistant import build_index, open_index
from assistant.index.doctor.check import check_index

ARTICLE = REPOSITORY.parent / "shared" / "corpus"
REASON = "This move follows the August arrest of a French embassy staff member"

SHIPPED_WEIGHTS = [
    ("Why did France suspend cooperation with Mali?", "because of the arrest"),
    ("Who was arrested?", "Yann Vezilier"),
    ("What did Mali do in response?", "expelled five members"),
    ("Which mercenaries were deployed?", "Wagner"),
    ("Why did the Wagner Group withdraw from Mali?", "heavy losses"),
    ("Which Russian force remains in the region?", "Africa Corps"),
    ("How many French embassy employees were expelled?", "Five employees"),
    ("Where were the two Malian diplomats posted?", "posted to Paris"),
    ("Which other West African nations are distancing themselves from France?", "Burkina Faso and Niger"),
    ("Why did the European Union end its training mission?", "deteriorating relations"),
    ("How long had France and Mali been allies?", "over a decade"),
    ("What did the cooperation rest on?", "joint military operations"),
    ("Which groups is Mali's military fighting?", "al-Qaeda"),
    ("Is Mali drawing closer to Russia?", "drawing closer to Russia"),
]
FROM_THE_ARTICLE = [
    ("Why did France suspend cooperation with Mali?", REASON),
    ("Who was arrested?", "August arrest of a French embassy staff member"),
    ("What did Mali do in response?", "Mali responded by expelling five French embassy staff members"),
    ("Which mercenaries were deployed?", "Wagner Group mercenaries"),
]
NOT_HELD = ["Who won the 2018 World Cup?", "What is the population of Mali?"]


@pytest.fixture(scope="module")
def article(tmp_path_factory):
    if not ARTICLE.is_dir():
        pytest.skip(f"the article is not at {ARTICLE}")
    folder = tmp_path_factory.mktemp("article") / "index"
    build_index(ARTICLE, folder)
    with open_index(folder) as index:
        yield index


def said(answer):
    return [" ".join(citation.quote.split()) for citation in answer.citations]


@pytest.mark.parametrize(("question", "words"), SHIPPED_WEIGHTS)
def test_the_shipped_documents_answer(shipped, question, words):
    assert words in said(shipped.ask(question))[0]


@pytest.mark.parametrize(("question", "words"), FROM_THE_ARTICLE)
def test_the_article_answers(article, question, words):
    assert any(words in quote for quote in said(article.ask(question)))


@pytest.mark.parametrize("question", NOT_HELD)
def test_what_neither_holds_is_refused(shipped, article, question):
    for index in (shipped, article):
        assert not index.ask(question).answered


def test_a_page_is_cited_as_the_page_it_is(shipped):
    best = shipped.ask("Is Mali drawing closer to Russia?").citations[0]
    assert (best.document, best.page) == ("sahel-security-briefing.pdf", 3)


def test_every_range_of_every_format_is_exact(shipped):
    assert {info.path.rsplit(".")[-1] for info in shipped.documents()} >= {
        "txt",
        "md",
        "html",
        "pdf",
        "docx",
        "csv",
    }
    assert all(info.state == "indexed" for info in shipped.documents())
    assert all(finding.sound for finding in check_index(shipped.settings))
