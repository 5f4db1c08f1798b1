"""Which sentences can be cited, and what helps one to be chosen."""

import pytest

from assistant import build_index, open_index
from assistant.answering.selection import READER_MARGIN, add_antecedent
from assistant.retrieval.file_names import document_name_prefix
from assistant.retrieval.search import make_query, rank_passages

REPORT = (
    "Inventories came to {} million dollars at the end of the year. Debt fell by a third in the same year.\n"
)
BRIDGE = (
    "The council closed the harbour bridge to lorries. It did so because cracks had been found. "
    "Ferries carry the lorries now."
)


@pytest.fixture
def indexed(tmp_path):
    """Return what opens an index of some texts by file name."""
    (tmp_path / "corpus").mkdir()
    opened = []

    def index(**texts):
        for name, text in texts.items():
            (tmp_path / "corpus" / f"{name}.txt").write_text(text)
        build_index(tmp_path / "corpus", tmp_path / "index")
        opened.append(open_index(tmp_path / "index"))
        return opened[-1]

    yield index
    for each in opened:
        each.close()


def scored(index, question):
    with index.newest() as (snapshot, embedder, scorer):
        query = make_query(question, embedder)
        ranked = rank_passages(snapshot, query, 10)
        return scorer.score(query, ranked, snapshot.caches.lexical)


@pytest.mark.parametrize("company", ["Nordic Ferries", "Best Mills", "Harrow"])
def test_the_file_name_tells_which_document_is_meant(indexed, company):
    names = ("NORDICFERRIES_2019_10K", "BESTMILLS_2019_10K", "HARROW_2019_10K")
    index = indexed(**{name: REPORT.format(n + 3) for n, name in enumerate(names)})
    answer = index.ask(f"What were the inventories of {company} in FY2019?", refuse=False)
    assert answer.citations[0].document.startswith(company.upper().replace(" ", ""))


@pytest.mark.parametrize("line", ["Exhibit 5", "Table 2.1", "Costs of the repair:", "COSTS OF THE REPAIR"])
def test_a_line_that_only_announces_is_not_cited(indexed, line):
    index = indexed(
        repair=f"The bridge was mended in spring.\n\n{line}\n\nThe repair took 900 hours, at 40 each."
    )
    texts = [
        each.text for each in scored(index, "What were the costs of the repair in table 2.1 of exhibit 5?")
    ]
    assert line not in texts
    assert "The repair took 900 hours, at 40 each." in texts


@pytest.mark.parametrize("line", ["NET SALES 4,100", "Potatoes", "WHAT A DAY!", "BURKINA FASO", "北京 上海"])
def test_a_short_line_that_says_something_can_be_cited(indexed, line):
    index = indexed(lines=f"Among the sales of the year were these.\n\n• {line}\n\n• Other sales, 80")
    assert any(line in each.text for each in scored(index, f"What about {line} and net sales?"))


def test_a_sentence_that_leans_back_brings_the_one_before(indexed):
    evidence = scored(indexed(bridge=BRIDGE), "Why did the council close the harbour bridge to lorries?")
    before, leaning, after = sorted(evidence, key=lambda each: each.sentence.start)
    assert add_antecedent([[leaning]], evidence) == [[leaning], [before]]
    assert add_antecedent([[leaning], [before]], evidence) == [[leaning], [before]]
    assert add_antecedent([[after]], evidence) == [[after]]
    assert add_antecedent([[after], [before], [leaning]], evidence) == [[after], [before], [leaning]]


def test_a_sentence_that_leans_on_nothing_of_the_question_stays_alone(indexed):
    text = "Ferries were late. It is because of cracks that the council closed the harbour bridge to lorries."
    evidence = scored(indexed(bridge=text), "Why did the council close the harbour bridge to lorries?")
    _, leaning = sorted(evidence, key=lambda each: each.sentence.start)
    assert add_antecedent([[leaning]], evidence) == [[leaning]]


@pytest.mark.parametrize(
    ("text", "is_marked"),
    [
        ("The council closed the harbour bridge to lorries on Monday.", False),
        ("The council closed the harbour bridge because of cracks.", True),
    ],
)
def test_a_sentence_without_a_cause_has_no_answer_to_why_marked(indexed, text, is_marked):
    answer = indexed(bridge=text).ask("Why did the council close the harbour bridge?", refuse=False)
    assert (answer.citations[0].span is not None) == is_marked


def test_a_passage_is_read_with_the_name_of_its_document(indexed):
    text = (
        "The increase in stocks of grain was primarily due to the opening of 47 new mills. Ferries were late."
    )
    index = indexed(BESTMILLS_2019_10K=text, harrow=text.replace("47", "31").replace("stocks", "inventories"))
    with index.newest() as (snapshot, embedder, _):
        query = make_query("What drove the increase in the stocks of Best Mills?", embedder)
        read_with = {
            each.passage.documents[0]: document_name_prefix(query, each.passage)
            for each in rank_passages(snapshot, query, 10)
        }
    assert read_with == {"BESTMILLS_2019_10K.txt": "Best Mills: ", "harrow.txt": ""}


def test_reading_with_a_name_leaves_ranges_as_they_are(indexed):
    index = indexed(BESTMILLS_2019_10K="Ferries were late. Grain was stored in nine towers by the river.")
    citation = index.ask("How many towers of Best Mills stored grain?", refuse=False).citations[0]
    assert citation.quote == "Grain was stored in nine towers by the river."
    start, end = (place - citation.start for place in citation.span)
    assert citation.quote[start:end] == "nine"


MAIL = (
    "From: {0} <x@example.org>\nTo: team@example.org\nDate: Mon, 05 Oct 2026 {1}:00:00 +0200\n"
    "Subject: {2}Budget meeting\n\n{3}\n"
)
OLD = "The budget meeting is on Tuesday at ten."


@pytest.fixture
def mails(tmp_path):
    (tmp_path / "corpus").mkdir()
    opened = []

    def index(*texts):
        for number, text in enumerate(texts):
            (tmp_path / "corpus" / f"{number}.eml").write_text(text)
        build_index(tmp_path / "corpus", tmp_path / "index")
        opened.append(open_index(tmp_path / "index"))
        return opened[-1]

    yield index
    for each in opened:
        each.close()


def test_newer_text_of_mails_stands_before_older_that_answers_as_well(mails):
    reply = f"The budget meeting is moved to Thursday.\n\nOn Mon, 5 Oct 2026 at 09:00, Arvid wrote:\n> {OLD}"
    index = mails(MAIL.format("Arvid", "09", "", OLD), MAIL.format("Arvid", "13", "Re: ", reply))
    first, *others = scored(index, "On which day is the budget meeting?")
    assert "Thursday" in first.text
    assert not first.sentence.is_quoted
    assert {e.sentence.is_quoted for e in others if e.text == OLD} == {True, False}


def test_a_quotation_gives_way_to_newer_text_of_its_own_thread_only(mails):
    reply = f"I agree with you.\n\nOn Mon, 5 Oct 2026 at 09:00, Arvid wrote:\n> {OLD}"
    other = "The choir has its own budget meeting on Wednesday."
    index = mails(
        MAIL.format("Hedda", "13", "Re: ", reply),
        MAIL.format("Runa", "15", "", other).replace("Subject: Budget meeting", "Subject: Choir"),
    )
    question = "On which day is the budget meeting?"
    best, *others = scored(index, question)
    assert (best.text, best.sentence.is_quoted) == (OLD, True)
    assert any(e.text == other and e.score > best.score - READER_MARGIN for e in others)


def test_new_text_without_a_date_stands_before_what_it_quotes(mails):
    reply = f"The budget meeting is moved to Thursday.\n\nOn Mon, 5 Oct 2026 at 09:00, Arvid wrote:\n> {OLD}"
    undated = "\n".join(
        line for line in MAIL.format("Arvid", "13", "Re: ", reply).split("\n") if "Date:" not in line
    )
    assert "Thursday" in scored(mails(undated), "On which day is the budget meeting?")[0].text


def test_what_is_only_said_in_a_quotation_is_found(mails):
    reply = f"I agree with you.\n\nOn Mon, 5 Oct 2026 at 09:00, Arvid wrote:\n> {OLD}"
    best = scored(mails(MAIL.format("Hedda", "13", "Re: ", reply)), "On which day is the budget meeting?")[0]
    assert (best.text, best.sentence.is_quoted) == (OLD, True)


def test_page_numbers_are_never_evidence(indexed):
    index = indexed(filing="We served 515 casinos.\n\n16\n\nWe own many patents.\n\n17\n\n- 18 -\n")
    assert not any(
        each.text.strip("- ").isdecimal() for each in scored(index, "How many customers are there?")
    )
