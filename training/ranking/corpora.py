"""Small corpora of several kinds with their questions, made of training sets.

Texts of one document stand in one file, as far as the sets tell; the others are put together in the order
in which they stand. Documents of the part "train" and of the part "tune" lie in one corpus, so that each
makes the other harder to find.
"""

from __future__ import annotations

import html
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from benchmarks.tables.material import Grid, questions
from training.kept_back import Part
from training.reader.items import Item
from training.reader.sources import all_items

PARTS: tuple[Part, ...] = ("train", "tune")
# Kinds of documents: source, how many texts without a title make a document, the most texts of each part.
KINDS = {
    "articles": ("squad", 15, 900),
    "new articles": ("new_wiki", 15, 900),
    "policies": ("policyqa", 20, 1200),
    "reviews": ("amazon", 10, 900),
    "posts": ("reddit", 10, 900),
    "web questions": ("qed", 10, 1500),
    "articles with titles": ("tydiqa-goldp", 1, 1500),
    "stories": ("fairytaleqa", 1, 1300),
}
# Kinds of tables: source, how many tables make a document, the most questions drawn of each part.
TABLES = {
    "reports": ("tat-qa", 6, 2000),
    "company reports": ("tat-qa", 6, 2000),
    "tables": ("wikitablequestions", 1, 2500),
}
# The documents of this kind have made-up names of two words, written as one in the file name. Their questions
# say the name, and of their tables hardly any does.
NAMED = "company reports"
_FIRST = (
    "North",
    "Harbour",
    "Silver",
    "Green",
    "Atlas",
    "Summit",
    "Pioneer",
    "Crown",
    "Delta",
    "Maple",
    "Orion",
    "Falcon",
    "Granite",
    "Lake",
)
_SECOND = (
    "Foods",
    "Motors",
    "Systems",
    "Airlines",
    "Energy",
    "Brands",
    "Health",
    "Capital",
    "Networks",
    "Mills",
    "Stores",
    "Resorts",
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question; right is what holds one of the ranges of a text, or one of the rows of a table.

    `text` is a paragraph as the document has it; `rows` are numbers of rows of the table called `table`.
    """

    question: str
    part: Part
    document: str
    text: str = ""
    ranges: tuple[tuple[int, int], ...] = ()
    table: int = 0
    rows: tuple[int, ...] = ()


@dataclass(slots=True)
class Corpus:
    """The files of a kind by name, and the questions about them."""

    files: dict[str, str] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)

    def write(self, folder: Path) -> None:
        """Write the files, and nothing else, into a folder."""
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in self.files.items():
            (folder / name).write_text(text, encoding="utf-8", newline="")


def corpora(data: Path) -> Iterator[tuple[str, Corpus]]:
    """Yield the name and the corpus of each kind.

    Args:
        data: The folder with `training/`.
    """
    items = [item for item in all_items(data / "training") if item.part in PARTS and item.answers]
    for kind, (source, together, most) in KINDS.items():
        own = [item for item in items if item.source == source]
        yield kind, _prose(own, together, most)
    for kind, (source, together, most) in TABLES.items():
        corpus = _tables(data, source, together, most)
        yield kind, _with_names(corpus) if kind == NAMED else corpus


def _prose(items: Sequence[Item], together: int, most: int) -> Corpus:
    corpus = Corpus()
    for part in PARTS:
        own = [item for item in items if item.part == part]
        texts = list(dict.fromkeys(item.text.text for item in own))[:most]
        titles = {item.text.text: item.document for item in own} if together == 1 else {}
        documents = _grouped(texts, titles, together)
        names = {}
        for number, (title, parts) in enumerate(documents):
            name = f"{part}-{number:03d}.md" if title else f"{part}-{number:03d}.txt"
            shown = [f"# {title}", *map(_clean, parts)] if title else list(map(_clean, parts))
            corpus.files[name] = "\n\n".join(shown) + "\n"
            names |= dict.fromkeys(parts, name)
        corpus.asked += [
            Asked(item.question, part, names[item.text.text], _clean(item.text.text), item.answers)
            for item in own
            if item.text.text in names
        ]
    return corpus


def _grouped(texts: Sequence[str], titles: dict[str, str], together: int) -> list[tuple[str, list[str]]]:
    if not titles:
        return [("", list(texts[n : n + together])) for n in range(0, len(texts), together)]
    of_title: dict[str, list[str]] = {}
    for text in texts:
        of_title.setdefault(titles[text], []).append(text)
    return [(" ".join(title.split()), parts) for title, parts in of_title.items()]


def _clean(text: str) -> str:
    """Return a text of the same length on one line, so that it stays one paragraph."""
    return "".join(" " if character.isspace() else character for character in text)


def _tables(data: Path, source: str, together: int, most: int) -> Corpus:
    corpus = Corpus()
    for part in PARTS:
        drawn = [q for q in questions(data, 10**6, part) if q.source == source and q.rows][:most]
        grids = list(dict.fromkeys(question.grid for question in drawn))
        places: dict[Grid, tuple[str, int]] = {}
        for first in range(0, len(grids), together):
            name, own = f"{part}-{first // together:03d}.html", grids[first : first + together]
            corpus.files[name] = _page(own)
            places |= {grid: (name, number) for number, grid in enumerate(own)}
        corpus.asked += [
            Asked(q.text, part, places[q.grid][0], table=places[q.grid][1], rows=q.rows) for q in drawn
        ]
    return corpus


def _with_names(corpus: Corpus) -> Corpus:
    """Name each document after a company and a year, and ask for these."""
    generator = random.Random(4)
    firms = [f"{first} {second}" for first in _FIRST for second in _SECOND]
    generator.shuffle(firms)
    named = Corpus()
    names: dict[str, tuple[str, str]] = {}
    for number, (old, text) in enumerate(corpus.files.items()):
        firm = firms[number // 2]  # each has two reports
        year = str(2018 + number % 2)
        name = f"{firm.replace(' ', '').upper()}_{year}_10K.html"
        names[old] = firm, name
        notice = f"<p>{firm} and its subsidiaries publish this report. See the notes of {firm}.</p>"
        named.files[name] = text.replace("<body>", f"<body>\n{notice}")
    for asked in corpus.asked:
        firm, name = names[asked.document]
        form = generator.choice(("{0} Answer for {1}.", "For {1}: {0}", "{0} The company is {1}."))
        named.asked.append(replace(asked, question=form.format(asked.question, firm), document=name))
    return named


def _page(grids: Sequence[Grid]) -> str:
    body = "\n".join(f"<h2>{html.escape(grid.title)}</h2>\n{_table(grid)}" for grid in grids)
    title = f"<title>{html.escape(grids[0].title)}</title>" if len(grids) == 1 else ""
    return f"<!DOCTYPE html><html><head><meta charset='utf-8'>{title}</head><body>\n{body}\n</body></html>\n"


def _table(grid: Grid) -> str:
    head = "".join(f"<th>{html.escape(cell)}</th>" for cell in grid.header)
    rows = ("".join(f"<td>{html.escape(cell)}</td>" for cell in row) for row in grid.rows)
    return f"<table><tr>{head}</tr>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>"


def drawn(asked: Iterable[Asked], part: Part, count: int, seed: int = 5) -> list[Asked]:
    """Draw questions of one part, in an order that the seed fixes."""
    own = [each for each in asked if each.part == part]
    random.Random(seed).shuffle(own)
    return own[:count]
