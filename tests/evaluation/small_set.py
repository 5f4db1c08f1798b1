"""A small question set about the small corpus (material.py)."""

import json
from pathlib import Path

from material import MEMO, POLICY

TEXTS = {"lighthouse.txt": MEMO, "policies/travel.md": POLICY}


def answered(identity, question, document, *texts):
    """A line of a question set whose answers stand where the document first holds them."""
    places = [{"start": TEXTS[document].index(text), "text": text} for text in texts]
    return {"id": identity, "question": question, "document": document, "answers": places}


LINES = (
    answered(
        "built", "Who built the lighthouse?", "lighthouse.txt", "Ada Thornbury", "engineer Ada Thornbury"
    ),
    answered("closed", "When was the lighthouse closed?", "lighthouse.txt", "1969"),
    answered("keepers", "How many keepers lived on the island?", "lighthouse.txt", "Three"),
    answered("hotel", "How much may a hotel room cost a night?", "policies/travel.md", "140 euros"),
    answered("train", "How do employees travel on short journeys?", "policies/travel.md", "by train"),
    {"id": "v2-1", "question": "Who painted the lighthouse?", "document": "lighthouse.txt", "answers": []},
    {"id": "foreign-1", "question": "Who won the 2018 World Cup?", "answerable": False},
    {"id": "foreign-2", "question": "What is photosynthesis?", "answerable": False},
)


def write_lines(path: Path, lines) -> Path:
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return path
