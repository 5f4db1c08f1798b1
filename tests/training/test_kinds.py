"""Question sets of every kind of document, made from what is kept back."""

import gzip
import json
import sys
from pathlib import Path

import pytest

from assistant.evaluation.sets.question_set import find_sets
from assistant.evaluation.sets.questions import load_questions
from training.kept_back import part_of
from training.kinds.__main__ import main
from training.kinds.documents import join_texts
from training.reader.sources import all_items

DATA = Path(__file__).parents[3] / "shared" / "data"
FILES = ("reading", "near_misses", "reading_more", "tables", "sentences")


def named(prefix, part, count):
    """Names that the rule puts into a part."""
    names = (f"{prefix} {n}" for n in range(10_000))
    return [next(name for name in names if part_of(name) == part) for _ in range(count)]


def row(source, question, context, *answers, **more):
    places = [{"start": context.index(answer), "text": answer} for answer in answers]
    return {"source": source, "question": question, "context": context, "answers": places, **more}


def mill(name):
    return f"The mill of {name} was built by Tom {name} in a dry year. It grinds rye for the whole valley."


@pytest.fixture
def data(tmp_path):
    """A small data folder: every kind, in every part."""
    reading, more, near = [], [], []
    for number in range(200):
        text = f"Site {number} keeps an address for {number} days. Other data is kept for a year."
        reading.append(row("policyqa", "How long is data kept?", text, f"{number} days"))
    for source in ("squadshifts/reddit", "squadshifts/amazon_reviews", "qed(nq)"):
        for part in ("train", "tune", "measure"):
            for text in named(f"About {source} ,", part, 20):
                reading.append(row(source, f"what is told {text}", text, source))
    for part in ("train", "tune", "measure"):
        for title in named("Mill", part, 20):
            more.append(
                row("tydiqa-goldp/train", f"Who built {title}?", mill(title), f"Tom {title}", title=title)
            )
            more.append(row("fairytaleqa/val", f"What did {title} grind?", mill(title), "rye", title=title))
            page = (
                f"{mill(title)} It was sold to Ann {title} in 1902, then to Bo {title} in 1911, as is known."
            )
            windows = (page[:110], page[40:])
            asked = (
                (f"Who built {title} first?", f"Tom {title}"),
                (f"Who had {title} in 1911?", f"Bo {title}"),
            )
            for window, (question, answer) in zip(windows, asked, strict=True):
                more.append(row("timeqa/human-test-easy", question, window, answer, title=title))
            more.append(row("timeqa/human-test-easy", f"Who had {title} in 1800?", windows[0], title=title))
            near.append(row("squad2-cr/train", f"Who pulled {title} down?", mill(title), title=title))
    (tmp_path / "data" / "training").mkdir(parents=True)
    rows = {"reading": reading, "reading_more": more, "near_misses": near, "tables": [], "sentences": []}
    for name in FILES:
        with gzip.open(tmp_path / "data" / "training" / f"{name}.jsonl.gz", "wt", encoding="utf-8") as file:
            file.writelines(json.dumps(each) + "\n" for each in rows[name])
    return tmp_path / "data"


@pytest.fixture
def build(monkeypatch, capsys, tmp_path):
    def run(data, *options, out="kinds"):
        monkeypatch.setattr(sys, "argv", ["kinds", str(data), str(tmp_path / out), *options])
        main()
        return tmp_path / out, capsys.readouterr().out

    return run


def lines_of(folder):
    return [json.loads(line) for line in (folder / "questions.jsonl").read_text("utf-8").splitlines()]


def texts_of(folder):
    return {path.name: path.read_text("utf-8") for path in (folder / "corpus").iterdir()}


def test_every_kind_becomes_a_set_that_can_be_evaluated(build, data):
    out, printed = build(data)
    sets = find_sets([out])
    assert list(sets) == sorted(("policies", "posts", "reviews", "web", "articles", "stories", "times"))
    assert "posts: 20 documents, 20 questions, 0 near misses" in printed
    groups = {name: {q.group for q in load_questions(each.questions)} for name, each in sets.items()}
    assert groups["articles"] == groups["times"] == {"answerable", "near miss", "foreign"}
    assert groups["stories"] == {"answerable", "foreign"}
    for name in sets:
        texts = texts_of(out / name)
        for line in lines_of(out / name):
            assert "document" not in line or line["document"] in texts
            for answer in line["answers"]:
                start, text = answer["start"], answer["text"]
                assert texts[answer.get("document", line["document"])][start : start + len(text)] == text


def test_paragraphs_of_one_document_are_joined_and_windows_only_once(build, data):
    out, _ = build(data)
    assert all(text.count("was built by") == 1 for text in texts_of(out / "times").values())
    assert len(texts_of(out / "policies")) == 3  # the last 12% of 200 paragraphs, ten a document
    (asked,) = (line for line in lines_of(out / "policies") if line["source"] == "policyqa")
    # The same words asked of several documents: any of the answers is right.
    assert len(asked["answers"]) == 24
    assert {answer.get("document") for answer in asked["answers"]} == {
        None,
        *set(texts_of(out / "policies")) - {asked["document"]},
    }


def test_tokens_that_were_spaced_apart_are_put_right(build, data):
    out, _ = build(data)
    texts = texts_of(out / "web").values()
    assert texts
    assert all(" ," not in text for text in texts)


def test_foreign_questions_have_no_answer_in_the_corpus(build, data):
    out, _ = build(data)
    for name in ("articles", "stories"):
        corpus = "\n".join(texts_of(out / name).values())
        foreign = [line["question"] for line in lines_of(out / name) if line["id"].startswith("foreign-")]
        assert foreign
        built = [q.removeprefix("Who built ").removesuffix("?") for q in foreign if q.startswith("Who built")]
        assert not any(f"Tom {title.removesuffix(' first')} " in corpus for title in built)


def test_the_same_data_give_the_same_files_and_caps_hold(build, data):
    first, _ = build(data, "--answerable", "7", "--near-misses", "3", "--foreign", "2", out="first")
    second, _ = build(data, "--answerable", "7", "--near-misses", "3", "--foreign", "2", out="second")
    build(data, "--answerable", "7", "--near-misses", "3", "--foreign", "2", out="second")  # replaced
    for name in find_sets([first]):
        assert (first / name / "questions.jsonl").read_bytes() == (
            second / name / "questions.jsonl"
        ).read_bytes()
        assert texts_of(first / name) == texts_of(second / name)
    ids = [line["id"] for line in lines_of(first / "times")]
    assert ids == [*(f"times-{n:03d}" for n in range(7)), "v2-000", "v2-001", "v2-002", *ids[-2:]]
    assert ids[-2:] == ["foreign-000", "foreign-001"]


def test_a_folder_with_other_files_is_left_alone(build, data, tmp_path):
    (tmp_path / "kinds" / "posts").mkdir(parents=True)
    (tmp_path / "kinds" / "posts" / "mine.txt").write_text("mine")
    with pytest.raises(FileExistsError, match="holds other files"):
        build(data)
    assert (tmp_path / "kinds" / "posts" / "mine.txt").read_text() == "mine"


def test_texts_are_joined_where_they_overlap():
    page = "".join(f"{n} mills stood there. " for n in range(30))
    parts = [page[200:420], page[:250], page[380:], page[210:300]]
    assert join_texts(parts) == page
    assert join_texts(["one text", "another text"]) == "one text\n\nanother text"


@pytest.mark.parametrize("part", ["measure", "tune"])
def test_the_parts_have_no_document_in_common(build, data, part):
    out, _ = build(data, "--part", part, out=part)
    others = [item.text.text for item in all_items(data / "training") if item.part != part]
    assert not known_to(out, others)


def test_a_text_that_another_part_knows_is_left_out(build, data):
    before, _ = build(data, out="before")
    title = next(iter(lines_of(before / "articles")))["document"].removesuffix(".txt").replace("_", " ")
    near = data / "training" / "near_misses.jsonl.gz"
    quoted = row(
        "squad2-cr/train",
        "Who quoted it?",
        f"{'A newspaper wrote about it:':60}{mill(title)}",
        title=named("Paper", "train", 1)[0],
    )
    with gzip.open(near, "at", encoding="utf-8") as file:
        file.write(json.dumps(quoted) + "\n")
    after, _ = build(data, out="after")
    for kind in ("articles", "stories"):
        gone = texts_of(before / kind).keys() - texts_of(after / kind).keys()
        assert f"{title.replace(' ', '_')}.txt" in gone


@pytest.mark.skipif(not DATA.exists(), reason="the training data is not here")
def test_the_kinds_hold_nothing_that_is_trained_on(build):
    out, _ = build(DATA, "--answerable", "100000", "--near-misses", "100000")
    others = [item for item in all_items(DATA / "training") if item.part != "measure"]
    assert not known_to(out, [item.text.text for item in others])
    lines = [line for name in find_sets([out]) for line in lines_of(out / name) if "document" in line]
    assert len(lines) > 2000
    near = {
        line["question"] for line in lines if line["document"] == "Antibiotics.txt" and not line["answers"]
    }
    assert near
    assert not near & {item.question for item in others}


def known_to(out, others):
    """The texts of other parts that begin in a document of the sets as they begin themselves."""
    corpus = "\0".join(text for name in find_sets([out]) for text in texts_of(out / name).values())
    runs = {hash(corpus[start : start + 60]) for start in range(len(corpus) - 59)}
    return [text for text in others if len(text) > 60 and hash(text[:60]) in runs]
