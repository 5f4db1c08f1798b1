"""Whole documents are kept back by a fixed rule, and the training obeys it."""

import gzip
import json
from pathlib import Path

import pytest

from training.kept_back import document_of, part_of, parts_of_reading, parts_of_rows
from training.reader.sources import all_items, read_items

DATA = Path(__file__).parents[3] / "shared" / "data"
PLACES = ["Harrow", "Gull", "Wick", "Ashdown", "Marlow", "Thorn", "Elm", "Fern", "Crag", "Dale"]


def rows(name):
    with gzip.open(DATA / "training" / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def paragraph(number):
    return f"The mill at {PLACES[number % 10]} {number} was built by Tom Ashdown {number}. It grinds rye."


def asked(source, number, **more):
    text = paragraph(number)
    answer = f"Tom Ashdown {number}"
    return {
        "source": source,
        "question": f"Who built mill {number} of {source}?",
        "context": text,
        "answers": [{"start": text.index(answer), "text": answer}],
        **more,
    }


@pytest.fixture
def data(tmp_path):
    """A small data folder with every set."""
    folder = tmp_path / "training"
    folder.mkdir()
    (tmp_path / "encyclopedia" / "corpus").mkdir(parents=True)
    (tmp_path / "encyclopedia" / "questions.jsonl").write_text("", "utf-8")
    sources = ("squad/train", "squadshifts/new_wiki", "policyqa", "squadshifts/reddit", "subjqa/books")
    near = [asked("squad2-cr/train", n, title=f"Mills {n // 10}") | {"answers": []} for n in range(60)]
    table = {"title": "", "header": ["Mill", "Built"], "gold_rows": [1], "computed": False}
    tables = [
        {
            "source": source,
            "question": f"When was mill {n} built?",
            **table,
            "title": f"Table {n}",
            "rows": [[f"Mill {n + 1}", "1902"], [f"Mill {n}", "1871"]],
            "answers": ["1871"],
        }
        for source in ("wikitablequestions/training", "infotabs/train")
        for n in range(100)
    ]
    written = {
        "reading": [asked(source, n) for source in sources for n in range(100)],
        "near_misses": near,
        "reading_more": [asked("fairytaleqa/train", 1000 + n, title=f"Tale {n // 2}") for n in range(200)],
        "tables": tables,
        "sentences": [],
    }
    for name, own in written.items():
        with gzip.open(folder / f"{name}.jsonl.gz", "wt", encoding="utf-8") as file:
            file.writelines(json.dumps(row) + "\n" for row in own)
    return tmp_path


def test_the_part_of_a_document_never_changes():
    parts = {title: part_of(title) for title in ("Antibiotics", "IPod", "Saint Barth%C3%A9lemy")}
    assert parts == {"Antibiotics": "measure", "IPod": "train", "Saint Barth%C3%A9lemy": "tune"}
    assert part_of("  saint_barth%C3%A9lemy") == "tune"  # however the title is spelled
    drawn = [part_of(f"document {n}") for n in range(4000)]
    assert drawn.count("measure") == pytest.approx(400, abs=60)
    assert drawn.count("tune") == pytest.approx(200, abs=45)


def test_training_sees_no_document_that_is_kept_back(data):
    train, tune = read_items(data / "training", data / "encyclopedia")
    every = list(all_items(data / "training"))
    measured = [item for item in every if item.part == "measure"]
    assert {item.source for item in every} == {
        *("squad", "new_wiki", "policyqa", "reddit"),
        *("squad2-cr", "fairytaleqa", "wikitablequestions"),
    }
    for others in (tune, measured):
        for kind in ("reddit", "fairytaleqa", "policyqa", "wikitablequestions"):
            kept = [item for item in others if item.source == kind]
            assert kept, kind
            assert not {item.text for item in kept} & {item.text for item in train if item.source == kind}
            assert not {i.document for i in kept if i.document} & {i.document for i in train}
    # A near miss goes where its paragraph goes.
    near = [item for item in every if item.source == "squad2-cr"]
    paragraphs = {item.text.text: item.part for item in every if item.source == "squad"}
    assert len({item.part for item in near}) > 1
    assert all(item.part == paragraphs[item.text.text] for item in near)


def test_a_row_of_a_table_is_the_evidence_and_its_cell_the_answer(data):
    tables = [item for item in all_items(data / "training") if item.source == "wikitablequestions"]
    forms = set()
    for item in tables:
        (gold,) = item.gold
        row = item.text.text[slice(*item.text.sentences[gold])]
        assert [item.text.text[slice(*each)] for each in item.answers] == ["1871"]
        assert item.question[9:-7].title() in row
        forms.add(row.replace(item.question[9:-7].title(), "M"))
    assert forms == {"Mill: M | Built: 1871", "M 1871"}
    assert all(item.text.above.startswith("Table ") for item in tables)


@pytest.mark.skipif(not DATA.exists(), reason="the training data is not here")
def test_what_is_kept_back_of_the_real_sets():
    reading, near = rows("reading"), rows("near_misses")
    parts = parts_of_reading(reading, near)
    by_text = {}
    for row, part in zip(reading, parts, strict=True):
        assert by_text.setdefault((row["source"], row["context"]), part) == part
    squad = list(dict.fromkeys(r["context"] for r in reading if r["source"] == "squad/train"))
    # The last 12% were kept back before this rule was made.
    assert all(by_text["squad/train", text] == "tune" for text in squad[int(len(squad) * 0.88) :])
    assert all(
        part == "tune"
        for row, part in zip(reading, parts, strict=True)
        if not row["answers"] and row["source"] == "squad/train"
    )
    for name in ("reading_more", "tables"):
        own = rows(name)
        by_document = {}
        for row, part in zip(own, parts_of_rows(own), strict=True):
            assert by_document.setdefault(document_of(row), part) == part
