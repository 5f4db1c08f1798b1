"""Two texts and a question about the first, as `prepare` writes them."""

from __future__ import annotations

import json
from pathlib import Path

from training.reader.items import sentences_of

PARAGRAPH = (
    "The lighthouse on Gull Island was built in 1871 by Ada Thornbury. It was closed in 1969 because a "
    "storm had damaged it. Repairs cost forty thousand pounds. Three keepers lived there. They grew potatoes."
)
OTHER = (
    "The mill at Harrow Bridge was built in 1902 by Tom Ashdown. It grinds rye. Nobody lives there any more."
)


def write_prepared(folder: Path, *names: str) -> None:
    """Write the texts, and the question into a file of each name."""
    texts = [{"text": text, "sentences": sentences_of(text)} for text in (PARAGRAPH, OTHER)]
    start = PARAGRAPH.index("Ada Thornbury")
    item = {
        "source": "squad",
        "question": "Who built the lighthouse in 1871?",
        "text": 0,
        "answers": [(start, start + len("Ada Thornbury"))],
        "gold": [0],
        "negatives": [1],
    }
    for name, rows in (("texts", texts), *((name, [item] * 12) for name in names)):
        (folder / f"{name}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
