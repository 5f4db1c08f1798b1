"""The lines around a table that belong into its passage: a title above, a note of a line or two below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.passages.lines import ends_sentence
from assistant.passages.pages import page_at
from assistant.passages.units import Unit
from assistant.types import Extraction

# A section below a table is a note to it if it is no longer than this, in tokens.
_MAX_NOTE_TOKENS = 40
_MAX_TITLE_LINE_TOKENS = 15


def merge_table_notes(extraction: Extraction, sections: Sequence[list[Unit]]) -> list[list[Unit]]:
    """Move a title above a table, and a short note below it, into the section of the table.

    Args:
        extraction: The document's text with its pages.
        sections: The units of each section, in reading order; a table is a section.

    Returns:
        The sections with their units regrouped.
    """
    merged: list[list[Unit]] = []
    for section in sections:
        before = merged[-1] if merged else []
        if before and _is_note(extraction, before[-1], section):
            merged[-1] = before + [_in_table_of(before[-1], unit) for unit in section]
            continue
        while before and _is_title(extraction, before[-1], section[0]):
            section = [_in_table_of(section[0], before.pop()), *section]
        if merged and not before:
            merged.pop()
        merged.append(section)
    return merged


def _is_note(extraction: Extraction, table_unit: Unit, section: Sequence[Unit]) -> bool:
    """Whether a section is a short note to the table above it, on the same page."""
    first = section[0]
    short = sum(unit.tokens for unit in section) <= _MAX_NOTE_TOKENS
    return short and bool(table_unit.table) and not first.table and _same_page(extraction, table_unit, first)


def _is_title(extraction: Extraction, unit: Unit, table_unit: Unit) -> bool:
    """Whether a sentence is a title line above a table: short, unfinished, on the same page."""
    if unit.table or not table_unit.table or unit.tokens > _MAX_TITLE_LINE_TOKENS:
        return False
    text = extraction.text[unit.sentence.start : unit.sentence.end]
    return not ends_sentence(text) and _same_page(extraction, unit, table_unit)


def _same_page(extraction: Extraction, unit: Unit, other: Unit) -> bool:
    pages = (page_at(extraction.pages, each.sentence.start) for each in (unit, other))
    return unit.section == other.section and len(set(pages)) == 1


def _in_table_of(table_unit: Unit, unit: Unit) -> Unit:
    """Return a unit with paragraph, section, page and table of a unit of the table."""
    return replace(table_unit, sentence=unit.sentence, tokens=unit.tokens)
