"""The plain data that travels from a file to an answer; nothing here computes or reads anything.

All offsets are character offsets (Python string indices) into a document's text; ends are exclusive.
"""

from assistant.types.answers import (
    Answer,
    AnswerKind,
    Citation,
    CitedRow,
    Considered,
    Statement,
    StatementProof,
    Turn,
    Writing,
)
from assistant.types.builds import BuildReport, Change, ChangeKind, FileProgress, FileStage, Progress
from assistant.types.documents import (
    DocumentInfo,
    DocumentState,
    DocumentText,
    Extraction,
    Heading,
    Line,
    Page,
)
from assistant.types.passages import Passage, Sentence, Theme
from assistant.types.proofs import Proof, ProofLabel, ReadSentence
from assistant.types.tables import Table, TableRow

__all__ = [
    "Answer",
    "AnswerKind",
    "BuildReport",
    "Change",
    "ChangeKind",
    "Citation",
    "CitedRow",
    "Considered",
    "DocumentInfo",
    "DocumentState",
    "DocumentText",
    "Extraction",
    "FileProgress",
    "FileStage",
    "Heading",
    "Line",
    "Page",
    "Passage",
    "Progress",
    "Proof",
    "ProofLabel",
    "ReadSentence",
    "Sentence",
    "Statement",
    "StatementProof",
    "Table",
    "TableRow",
    "Theme",
    "Turn",
    "Writing",
]
