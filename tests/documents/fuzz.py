"""Damaged files to the readers, and questions of any kind to an index.

By hand: `PYTHONPATH=. python tests/documents/fuzz.py --minutes 30`.
Each input is known by its number, so that a bad one can be made again:
`mutations.mutated(".pdf", 17)`, `fuzz.question(17)`.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from mutations import SAMPLES, mutated

from assistant import Index, Turn, build_index, open_index
from assistant.documents import ExtractionPool
from assistant.errors import AssistantError, ExtractionError
from assistant.passages.splitting import split_passages
from assistant.types import Answer, Extraction

MEMORY_MB, SECONDS = 2048, 60
# A library failed in a way that it does not announce; the reason names the kind of error.
_UNANNOUNCED = re.compile(r"not really .*\(\w+\)|may be damaged \(\w+\)")
_SENTENCE = re.compile(r"(?s)['A-Z].{3,248}\.\Z")


@dataclass
class Tally:
    """How often each outcome came, and what must not have come."""

    outcomes: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def took(self, name: str, outcome: str) -> None:
        """Count an outcome; one that begins with "WRONG" is also kept with its input's name."""
        self.outcomes[outcome.partition(":")[0]] += 1
        if outcome.startswith("WRONG"):
            self.wrong.append(f"{name} {outcome}")


# --- files


def file_outcome(outcome: Extraction | ExtractionError) -> str:
    """Say what came of a damaged file."""
    if isinstance(outcome, ExtractionError):
        reason = str(outcome)
        if "made the parser crash" in reason or "took longer" in reason or "no sensible result" in reason:
            return f"WRONG: {reason}"
        if not _SENTENCE.match(reason) or "\n" in reason:
            return f"WRONG: no sentence {reason!r}"
        return "reason, unannounced by the library" if _UNANNOUNCED.search(reason) else "reason"
    return text_outcome(outcome)


def text_outcome(extraction: Extraction) -> str:
    """Say whether a text and the passages cut from it are what they have to be."""
    text = extraction.text
    if not text.strip() or re.search("[\0\ud800-\udfff]", text):
        return "WRONG: a text that cannot be stored"
    position = 0
    for passage in split_passages(extraction, lambda texts: [len(each.split()) for each in texts], 60):
        if not position <= passage.start < passage.end <= len(text):
            return f"WRONG: passage {passage.start}:{passage.end} of {len(text)}"
        for sentence in passage.sentences:
            quote = text[sentence.start : sentence.end]
            inside = passage.start <= sentence.start < sentence.end <= passage.end
            if not inside or quote != quote.strip():
                return f"WRONG: sentence {sentence.start}:{sentence.end}"
        position = passage.start
    return "text"


def fuzz_files(numbers: Iterable[int], folder: Path, tally: Tally, workers: int = 2) -> None:
    """Read the damaged files of these numbers in every format, each in a child with limits."""

    def files() -> Iterator[tuple[str, Path]]:
        for number in numbers:
            for suffix in SAMPLES:
                path = folder / f"{number}{suffix}"
                path.write_bytes(mutated(suffix, number))
                yield path.name, path

    with ExtractionPool(workers, SECONDS, MEMORY_MB) as pool:
        for name, outcome in pool.extract_many(files()):
            (folder / name).unlink()
            tally.took(name, file_outcome(outcome))


# --- questions

_WORDS = (
    *(
        "who",
        "What",
        "when",
        "did",
        "lighthouse",
        "Ada Thornbury",
        "hotel room",
        "the second one",
        "and why?",
    ),
    *(
        "AND",
        "OR",
        "NOT",
        "NEAR",
        "title:",
        "+",
        "-",
        "*",
        "?",
        "~2",
        "^9",
        '"',
        "'",
        "(",
        ")",
        "[",
        "]",
        "{",
    ),
    *("}", "\\", "/", ":", "TO", "<script>", "{{x}}", "%s", "\0", "\n", "\r\n", "\t", "\x1b[2J", "\u202e"),
    *(
        "\u200d",
        "\ud800",
        "\udfff",
        "\ufeff",
        "\U0001f600",
        "é" * 50,
        "ﷺ",
        "你好",
        "शब्द",
        "9" * 400,
        "a" * 4000,
    ),
    *("1e999", "-0", "NaN", "\u0130", "ß", "…", "'; DROP TABLE documents;--", "lorem " * 900),
)
_PATTERNS = (None, ["*"], ["*.txt"], ["[", "**"], ["nowhere"], [], ["../*", "\0", "\ud800"], ["*" * 300])


def question(number: int) -> str:
    """Return a question: the same for the same number."""
    chance = random.Random(f"question{number}")
    if chance.random() < 0.3:
        return "".join(
            chr(chance.choice((chance.randrange(128), chance.randrange(0x3000), chance.randrange(0x110000))))
            for _ in range(chance.choice((0, 1, 3, 30, 300)))
        )
    count = chance.choice((1, 2, 5, 12, 40))
    return chance.choice((" ", "", " ")).join(chance.choice(_WORDS) for _ in range(count))


def question_outcome(index: Index, number: int, history: Sequence[Turn]) -> tuple[str, Answer | None]:
    """Ask a question, some of them with a conversation or kept to some documents; say what came of it."""
    chance = random.Random(f"way{number}")
    documents = chance.choice(_PATTERNS) if chance.random() < 0.3 else None
    try:
        answer = index.ask(question(number), history, documents=documents, refuse=chance.random() < 0.5)
        for passage in index.retrieve(question(number), 5, documents=documents):
            text = index.document_text(passage.document)
            if text[passage.start : passage.end] != passage.text:
                return f"WRONG: passage {passage.start}:{passage.end}", None
    except AssistantError as error:
        return ("error" if _SENTENCE.match(str(error)) else f"WRONG: {error!r}"), None
    except Exception:
        return f"WRONG: {traceback.format_exc()}", None
    for citation in answer.citations:
        text = index.document_text(citation.document)
        if text[citation.start : citation.end] != citation.quote or not index.verify(citation):
            return f"WRONG: citation {citation}", None
    numbers = {n for statement in answer.statements for n in statement.citations}
    if answer.kind in ("answer", "overview") and numbers != set(range(1, len(answer.citations) + 1)):
        return f"WRONG: citations {numbers}", None
    return answer.kind, answer


def fuzz_questions(numbers: Iterable[int], index: Index, tally: Tally) -> None:
    """Ask the questions of these numbers, each after up to three turns of the ones before."""
    history: list[Turn] = []
    for number in numbers:
        outcome, answer = question_outcome(index, number, history[-3:] if number % 3 else ())
        tally.took(f"question({number})", outcome)
        if answer is not None:
            cited = tuple(citation.document for citation in answer.citations)
            history.append(Turn(question(number), answer.text, cited))


# --- by hand


def _until(end: float, first: int) -> Iterator[int]:
    number = first
    while time.monotonic() < end:
        yield number
        number += 1


def main() -> int:
    """Try files for two thirds of the time and questions for the rest; say how many and what came."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--first", type=int, default=0, help="the number of the first input")
    options = parser.parse_args()
    sys.path.append(str(Path(__file__).parents[1]))  # beside this folder, for what the tests share
    from material import MEMO, POLICY

    files, questions = Tally(), Tally()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        began = time.monotonic()
        fuzz_files(_until(began + 40 * options.minutes, options.first), folder, files)
        corpus = folder / "corpus"
        corpus.mkdir()
        (corpus / "lighthouse.txt").write_text(MEMO, encoding="utf-8")
        (corpus / "travel.md").write_text(POLICY, encoding="utf-8")
        build_index(corpus, folder / "index")
        with open_index(folder / "index") as index:
            fuzz_questions(_until(began + 60 * options.minutes, options.first), index, questions)
    for what, tally in (("files", files), ("questions", questions)):
        counts = ", ".join(f"{count:,} {outcome}" for outcome, count in tally.outcomes.most_common())
        print(f"{tally.outcomes.total():,} {what}: {counts}")
        print("".join(f"  {line}\n" for line in tally.wrong), end="")
    return 1 if files.wrong or questions.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
