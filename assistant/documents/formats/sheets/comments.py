"""Comments on the cells of a worksheet, the notes of old and the conversations of new programs."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from typing import NamedTuple

from openpyxl.utils import coordinate_to_tuple

from assistant.documents.formats.ooxml.namespaces import parse_xml
from assistant.documents.formats.sheets.package import relations, spreadsheet_name, text_of
from assistant.documents.formats.sheets.text import one_line

_THREADED = "{http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments}"


class _Comment(NamedTuple):
    """A comment: its cell ("B3"), who wrote it, whether it answers another one, whether that is settled."""

    cell: str
    author: str
    text: str
    is_reply: bool = False
    is_done: bool = False

    def line(self) -> str:
        label = "Reply" if self.is_reply else "Comment"
        author = f" by {self.author}" if self.author else ""
        return f"{label}{author} on {self.cell}{' (resolved)' if self.is_done else ''}: {self.text}"


def comment_lines(archive: zipfile.ZipFile, sheet: str, is_seen: Callable[[int, int], bool]) -> Iterator[str]:
    """Yield a line for each comment on a cell that is seen, by row and column.

    Args:
        archive: The workbook.
        sheet: The name of the worksheet's part.
        is_seen: Tells whether a cell is seen, from the numbers of its row and column.
    """
    parts = list(relations(archive, sheet))
    people = _people(archive)
    threaded = [
        comment
        for part in parts
        if part.kind == "threadedComment"
        for comment in _threaded(archive.read(part.part), people)
    ]
    # Old programs get a copy of a conversation as a note that says so.
    told = {comment.cell for comment in threaded}
    notes = [
        comment
        for part in parts
        if part.kind == "comments"
        for comment in _notes(archive.read(part.part))
        if comment.cell not in told
    ]
    placed = []
    for comment in (*threaded, *notes):
        try:
            place = coordinate_to_tuple(comment.cell)
        except ValueError:
            continue
        if comment.text and is_seen(*place):
            placed.append((place, comment))
    for _, comment in sorted(placed, key=lambda item: item[0]):
        yield comment.line()


def _notes(data: bytes) -> Iterator[_Comment]:
    root = parse_xml(data)
    authors = [one_line(author.text or "") for author in root.iter(spreadsheet_name("author"))]
    for comment in root.iter(spreadsheet_name("comment")):
        number = comment.get("authorId", "")
        author = authors[int(number)] if number.isdecimal() and int(number) < len(authors) else ""
        text = one_line(text_of(comment))
        # Programs write the name once more in front of the words.
        text = text.removeprefix(f"{author}:").strip() if author else text
        yield _Comment(comment.get("ref", ""), author, text)


def _threaded(data: bytes, people: dict[str, str]) -> Iterator[_Comment]:
    for comment in parse_xml(data).iter(f"{_THREADED}threadedComment"):
        yield _Comment(
            comment.get("ref", ""),
            people.get(comment.get("personId", ""), ""),
            one_line(comment.findtext(f"{_THREADED}text") or ""),
            is_reply=comment.get("parentId") is not None,
            is_done=comment.get("done") in ("1", "true"),
        )


def _people(archive: zipfile.ZipFile) -> dict[str, str]:
    """Map the identities of those who wrote conversations to their names."""
    names = {}
    for member in archive.namelist():
        if member.startswith("xl/persons/") and member.endswith(".xml"):
            for person in parse_xml(archive.read(member)).iter(f"{_THREADED}person"):
                names[person.get("id", "")] = one_line(person.get("displayName", ""))
    return names
