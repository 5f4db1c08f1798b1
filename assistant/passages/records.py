"""Records of a receipt or bill: the lines of an item, ended by its price on a line of its own.

In the text of a PDF what stood beside the price stands above it. Item and price are one piece of evidence:
"Wool blanket, 140 x 200, grey, 48.50".
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from assistant.passages.line_ranges import LineRange, has_blank_line
from assistant.passages.lines import ends_sentence, has_no_words

_PRICE = re.compile(
    r"[-−(]?\s*(?:[$€£¥]|[A-Z]{3})?\s*\d{1,3}(?:[.,' ]?\d{3})*[.,]\d\d\s*(?:[$€£¥]|[A-Z]{3})?\)?\Z"
)
# So many records make a list of them; longer ones, and longer lines, are something else.
_FEWEST_RECORDS, _MOST_LINES, _LONGEST_LINE = 2, 6, 60


def find_records(text: str, lines: Sequence[LineRange], taken: Collection[int]) -> dict[int, int]:
    """Find the items of receipts.

    Args:
        text: The text of a document.
        lines: The ranges of its lines.
        taken: The numbers of lines that belong to headings or tables.

    Returns:
        The last line of each record by its first.
    """
    said = [text[start:end] for start, end in lines]
    found: dict[int, int] = {}
    run: list[tuple[int, int]] = []
    for number, line in enumerate(said):
        if not _PRICE.match(line) or number in taken:
            continue
        first = _first_line(text, lines, said, number, taken)
        if run and first != run[-1][1] + 1:
            found.update(run if len(run) >= _FEWEST_RECORDS else ())
            run = []
        if first < number:
            run.append((first, number))
    found.update(run if len(run) >= _FEWEST_RECORDS else ())
    return found


def _first_line(
    text: str, lines: Sequence[LineRange], said: Sequence[str], price: int, taken: Collection[int]
) -> int:
    """Return the first line of the record that ends with a price, that of the price if there is no other."""
    first = price
    while first > 0 and price - first < _MOST_LINES - 1:
        above = first - 1
        if above in taken or has_no_words(said[above]) or len(said[above]) > _LONGEST_LINE:
            break
        if ends_sentence(said[above]) or has_blank_line(text, lines[above][1], lines[first][0]):
            break
        first = above
    return first
