"""What came of reading a file, as the child sends it and as the parent reads it back.

The parent trusts nothing in a reply: a hostile file may have taken over the child.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any, TypeVar

from assistant.common.file_names import safe_file_name
from assistant.documents.attached_files import MAX_ATTACHED_FILES, AttachedFile
from assistant.documents.checking import check_extraction, single_line
from assistant.documents.tables.stored import tables_as_json, tables_from_json
from assistant.errors import ExtractionError, TransientError
from assistant.types import Extraction, Heading, Line, Page

Kind = TypeVar("Kind")
Outcome = Extraction | ExtractionError
Listing = tuple[AttachedFile, ...] | ExtractionError

_NOT_SENSIBLE = "Reading it gave no sensible result; it may be damaged."
_SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)


def encode_outcome(outcome: Outcome) -> dict[str, Any]:
    """Return the reply of a child that has read a file, or could not."""
    if isinstance(outcome, ExtractionError):
        return {"error": str(outcome), "passing": isinstance(outcome, TransientError)}
    fields = asdict(replace(outcome, tables=()))
    return {"extraction": fields | {"tables": tables_as_json(outcome.tables)}}


def decode_outcome(reply: dict[str, Any]) -> Outcome:
    """Return the extraction or the error of a reply, the type and range of every field checked."""
    try:
        if "error" in reply:
            return _error(reply)
        fields = reply["extraction"]
        return check_extraction(
            Extraction(
                text=_require_type(str, fields["text"]),
                title=_require_type(str, fields["title"]),
                pages=tuple(_page(**page) for page in fields["pages"]),
                headings=tuple(_heading(**heading) for heading in fields["headings"]),
                line_breaks="hard" if fields["line_breaks"] == "hard" else "wrapped",
                warnings=tuple(_require_type(str, warning) for warning in fields["warnings"]),
                unread_scans=_require_type(int, fields["unread_scans"]),
                quoted=tuple(_range(*quoted) for quoted in fields["quoted"]),
                tables=tables_from_json(_require_type(list, fields["tables"])),
                date=_require_type(str, fields["date"]),
            )
        )
    except ExtractionError as error:
        return error
    except (ValueError, KeyError, TypeError):
        return ExtractionError(_NOT_SENSIBLE)


def encode_attached_files(files: Sequence[AttachedFile]) -> dict[str, Any]:
    """Return the reply of a child that has listed the files attached to a file."""
    return {"attached": [asdict(file) for file in files]}


def decode_attached_files(reply: dict[str, Any]) -> Listing:
    """Return the attached files or the error of a reply, every field checked.

    Names become a part of a document's path, so only harmless ones are accepted, each once.
    """
    try:
        if "error" in reply:
            return _error(reply)
        files = tuple(_attached_file(**fields) for fields in reply["attached"])
        if len({file.name for file in files}) != len(files) or len(files) > MAX_ATTACHED_FILES:
            raise ValueError("names")
    except (ValueError, KeyError, TypeError):
        return ExtractionError(_NOT_SENSIBLE)
    return files


def _attached_file(name: object, sha256: object, size: object) -> AttachedFile:
    file = AttachedFile(_require_type(str, name), _require_type(str, sha256), _require_type(int, size))
    if not file.name or safe_file_name(file.name) != file.name or not _SHA256.fullmatch(file.sha256):
        raise ValueError(file.name)
    return file


def _error(reply: dict[str, Any]) -> ExtractionError:
    kind = TransientError if reply.get("passing") is True else ExtractionError
    return kind(single_line(_require_type(str, reply["error"])))


def _page(number: object, start: object, end: object, label: object, lines: Any) -> Page:
    return Page(
        _require_type(int, number),
        _require_type(int, start),
        _require_type(int, end),
        _require_type(str, label),
        tuple(_line(**line) for line in lines),
    )


def _line(start: object, end: object, box: Any) -> Line:
    left, top, right, bottom = (_require_type(float, edge) for edge in box)
    return Line(_require_type(int, start), _require_type(int, end), (left, top, right, bottom))


def _range(start: object, end: object) -> tuple[int, int]:
    return _require_type(int, start), _require_type(int, end)


def _heading(start: object, end: object, level: object) -> Heading:
    return Heading(_require_type(int, start), _require_type(int, end), _require_type(int, level))


def _require_type(kind: type[Kind], value: object) -> Kind:
    """Return the value if it is exactly of this type, since a bool is an int to `isinstance`."""
    if type(value) is not kind:
        raise TypeError(f"expected {kind.__name__}")
    return value
