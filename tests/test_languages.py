"""Documents in other languages than English: with a multilingual model, by one setting, and without."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from languages import CHINESE, FRENCH, GERMAN, save_multilingual_model
from material import MEMO

from assistant import Index, build_index, load_settings, open_index
from assistant.common.language import languages_of
from assistant.models.embedder import load_embedder
from assistant.models.reader import can_read
from assistant.settings import Settings

ASKED = [
    ("Qui a construit le phare ?", "phare.md", "Le phare de l'île aux Mouettes a été construit en 1871 par"),
    (
        "Quelle tempête avait endommagé ses fondations ?",
        "phare.md",
        "Il a été fermé en 1969 parce qu'une",
    ),
    ("Que cultivaient les gardiens ?", "phare.md", "Ils cultivaient des pommes de terre et élevaient"),
    ("Wer hat das Kaffeehaus gegründet?", "kaffee/haus.md", "Das Kaffeehaus von Aldermoor wurde 1694 von"),
    ("Was kostete eine Tasse Kaffee?", "kaffee/haus.md", "Eine Tasse Kaffee kostete einen Groschen."),
    ("谁创办了茶馆？", "茶馆.txt", "青石镇的茶馆由陈玉兰于1902年创办。"),
    ("茶馆什么时候被毁？", "茶馆.txt", "茶馆在1938年的洪水中被毁。"),
    ("绿茶的价格是多少？", "茶馆.txt", "一壶绿茶的价格是三个铜板！"),
    ("桥是谁建造的？", "茶馆.txt", "镇上的桥由石匠李明建造。"),
]


@pytest.fixture(scope="module")
def corpus_of_languages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("languages")
    (folder / "kaffee").mkdir()
    for name, text in (("phare.md", FRENCH), ("kaffee/haus.md", GERMAN), ("茶馆.txt", CHINESE)):
        (folder / name).write_text(text, encoding="utf-8", newline="")
    return folder


@pytest.fixture(scope="module")
def multilingual(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The one setting that other languages need, and a cache of its own."""
    folder = tmp_path_factory.mktemp("multilingual")
    return load_settings({"model": str(save_multilingual_model(folder)), "cache": str(folder / "cache")})


@pytest.fixture(scope="module")
def index(
    corpus_of_languages: Path, multilingual: Settings, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Index]:
    folder = tmp_path_factory.mktemp("index") / "index"
    report = build_index(corpus_of_languages, folder, settings=multilingual)
    assert len(report.of_kind("added")) == 3
    with open_index(folder, settings=multilingual) as opened:
        yield opened


@pytest.mark.parametrize(("question", "document", "sentence"), ASKED)
def test_a_question_in_its_language_finds_the_sentence(
    index: Index, question: str, document: str, sentence: str
) -> None:
    answer = index.ask(question)
    assert answer.kind == "answer", answer.message
    best = answer.citations[0]
    assert best.document == document
    assert best.quote.startswith(sentence)
    for citation in answer.citations:
        assert index.document_text(citation.document)[citation.start : citation.end] == citation.quote
        assert index.verify(citation)


def test_chinese_sentences_end_at_their_own_stops(index: Index) -> None:
    asked = [question for question, document, _ in ASKED if document == "茶馆.txt"]
    cited = [citation for question in asked for citation in index.ask(question).citations]
    chinese = {citation.quote for citation in cited if citation.document == "茶馆.txt"}
    assert len(chinese) > 3
    assert all(sum(quote.count(stop) for stop in "。！") == 1 and quote[-1] in "。！" for quote in chinese)


def test_accents_make_no_difference_to_the_words(multilingual: Settings, tmp_path: Path) -> None:
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "split.txt").write_text(unicodedata.normalize("NFD", FRENCH), encoding="utf-8", newline="")
    (folder / "whole.txt").write_text(GERMAN, encoding="utf-8", newline="")
    build_index(folder, tmp_path / "index", settings=multilingual)
    with open_index(tmp_path / "index", settings=multilingual.using(reader="none")) as opened:
        for written in ("ingénieure Adèle", "ingenieure ADELE", "inge\u0301nieure Ade\u0300le"):
            best, *_ = opened.explain(written)
            assert best.passage.document == "split.txt"
            assert best.bm25 > 0
        for written in ("Größer", "grosser", "Gro\u0308ßer"):
            assert opened.explain(written)[0].passage.document == "whole.txt"


@pytest.mark.filterwarnings("ignore")
def test_the_model_is_run_as_its_makers_do(multilingual: Settings) -> None:
    texts = [FRENCH[:200], GERMAN[:200], CHINESE[:40], "谁创办了茶馆？"]
    by_onnx = load_embedder(multilingual)
    by_torch = load_embedder(multilingual.using(backend="torch"))
    for embed in ("embed_questions", "embed_passages"):
        likeness = (getattr(by_onnx, embed)(texts) * getattr(by_torch, embed)(texts)).sum(axis=1)
        assert likeness.mean() > 0.98, embed  # one multiplies in 8 bits
    asked, told = by_onnx.embed_questions(texts), by_onnx.embed_passages(texts)
    assert abs(asked - told).max() > 1e-3  # "query: " and "passage: "


def test_a_refusal_names_the_setting_only_where_it_would_help(
    corpus_of_languages: Path, index: Index, tmp_path: Path
) -> None:
    question = "Qui a gagné la coupe du monde de football ?"
    always = index.settings.using(caution=1.0)
    with open_index(settings=always) as cautious:
        assert "multilingual" not in cautious.ask(question).message
    build_index(corpus_of_languages, tmp_path / "index")
    with open_index(tmp_path / "index") as english:
        refused = english.ask(question)
        assert refused.kind == "refusal"
        assert "set a multilingual model" in refused.message
        # An English question about documents that are not.
        refused = english.ask("Who won the 2018 football World Cup?")
        assert "The closest documents do not seem to be in English" in refused.message
        assert "The closest documents" in english.ask("Who founded Aldermoor in 1694?", refuse=False).message
        # Question and document share words, so the shipped model does find this.
        found = english.ask(ASKED[4][0])
        assert found.citations[0].quote == ASKED[4][2]
        assert not found.message


def test_a_question_in_another_language_is_told_so_beside_its_answer(shipped: Index) -> None:
    answer = shipped.ask("Pourquoi la France a-t-elle suspendu la coopération avec le Mali ?", refuse=False)
    assert answer.answered
    assert "Your question does not seem to be in English" in answer.message
    assert not shipped.ask("Why did France suspend cooperation with Mali?").message
    assert "multilingual" not in shipped.ask("Who won the 2018 football World Cup?").message


def test_the_build_that_brings_other_languages_proposes_the_model(
    corpus: Path, multilingual: Settings, tmp_path: Path
) -> None:
    def notices() -> tuple[str, ...]:
        return build_index(corpus, tmp_path / "index").notices

    for number in range(3):
        (corpus / f"{number}.txt").write_text(f"{MEMO}\n\nMemo {number}.", encoding="utf-8")
    assert notices() == ()
    (corpus / "phare.md").write_text(FRENCH, encoding="utf-8")
    assert notices() == ()  # one of six
    (corpus / "numbers.csv").write_text("1,2\n3,4\n", encoding="utf-8")  # in no language
    (corpus / "haus.md").write_text(GERMAN, encoding="utf-8")
    (said,) = notices()
    assert said.startswith("About 29% of the documents do not seem to be in English")
    (corpus / "茶馆.txt").write_text(CHINESE, encoding="utf-8")
    assert notices() == ()  # it was said before
    whole = build_index(corpus, tmp_path / "whole")
    assert whole.notices[0].startswith("About 38%")  # the first build says it, too
    assert build_index(corpus, tmp_path / "other", settings=multilingual).notices == ()


@pytest.mark.parametrize(
    ("text", "languages"),
    [
        ("Who built the lighthouse?", {"en"}),
        ("Who was Die Zeit founded by?", {"en"}),
        ("Which shaman's proclamation aided his rise?", {"en"}),
        ("What is α-synuclein?", {"en"}),
        ("Les Misérables author", set()),
        ("Net sales 2023", set()),
        ("1 | 2\n3 | 4", set()),
        ("Vem byggde fyren?", {"sv"}),
        ("Quem construiu o farol?", {"pt"}),
        ("Kto zbudował latarnię morską?", {"pl"}),
        ("Кто построил маяк?", {"cyrillic"}),
        ("谁创办了 IBM？", {"zh"}),
        ("誰が灯台を建てましたか。", {"ja"}),
        (FRENCH, {"fr"}),
        (GERMAN, {"de"}),
        (MEMO, {"en"}),
        ("def main():\n    print(x)\n" * 20, set()),
    ],
)
def test_the_language_of_questions_and_texts(text: str, languages: set[str]) -> None:
    assert languages_of(text) == languages


@pytest.mark.parametrize(
    ("question", "readable"),
    [
        ("Who built it?", True),
        ("Où est l'île ?", True),
        ("1871?", True),
        ("谁创办了 IBM？", False),
        ("谁创办了茶馆？", False),
        ("Кто построил маяк?", False),
        ("من بنى المنارة؟", False),
    ],
)
def test_the_reader_reads_latin_letters(question: str, readable: bool) -> None:
    assert can_read(question) is readable


def test_a_word_that_a_table_repeats_tells_no_language() -> None:
    rows = [
        f"Feature: {name} | Basic: {n} | Plus: {n} | Pro: {n}"
        for n, name in enumerate(("Price", "Calls", "Mail"))
    ]
    table = "Plans\n\nFeature | Basic | Plus | Pro\n" + "\n".join(rows * 2)
    assert languages_of(table) == frozenset()
    assert languages_of(GERMAN) == frozenset({"de"})
