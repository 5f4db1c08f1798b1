"""Records of a receipt or bill: the lines of an item, ended by its price on a line of its own.

In the text of a PDF what stood beside the price stands above it. Item and price are one piece of evidence:
"Wool blanket, 140 x 200, grey, 48.50". The times of a programme and the numbers of sections look like prices,
but stand above what they belong to; such lines stay apart.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from assistant.passages.line_ranges import LineRange, has_blank_line
from assistant.passages.lines import ends_sentence, has_no_words, is_lone_number

_PRICE = re.compile(
    r"[-−(]?\s*(?:[$€£¥]|[A-Z]{3})?\s*\d{1,3}(?:[.,' ]?\d{3})*[.,]\d\d\s*(?:[$€£¥]|[A-Z]{3})?\)?\Z"
)
_BARE_NUMBER = re.compile(r"\d{1,2}[.,]\d\d\Z")
_AMOUNT = re.compile(r"\d[.,]\d\d(?!\d)")
_TOTAL = re.compile(
    r"\b(?:(?:sub)?totals?|(?:amount|balance) due|paid|vat|tax|(?:zwischen|gesamt|end)?(?:summe|betrag)|mwst"
    r"|gesamt|somme|montant|totale|tva|importe|importo|iva|totaal|bedrag|btw|summa|moms|razem|celkem)\b",
    re.IGNORECASE,
)
# So many records make a list of them; longer ones, and longer lines, are something else.
_FEWEST_RECORDS, _MOST_LINES, _LONGEST_LINE = 2, 6, 60

_Record = tuple[int, int]


def find_records(text: str, lines: Sequence[LineRange], taken: Collection[int]) -> dict[int, int]:
    """Find the items of receipts.

    Args:
        text: The text of a document.
        lines: The ranges of its lines.
        taken: The numbers of lines that belong to headings or tables.

    Returns:
        The last line of each record by its first.
    """
    page = _Lines(text, lines, [text[start:end] for start, end in lines], taken)
    found: dict[int, int] = {}
    for run in page.runs():
        if len(run) >= _FEWEST_RECORDS and not page.goes_on(run):
            found.update(run)
    return found


@dataclass(frozen=True, slots=True)
class _Lines:
    """The lines of a text: their ranges, what they say, and which belong to headings or tables."""

    text: str
    ranges: Sequence[LineRange]
    said: Sequence[str]
    taken: Collection[int]

    def runs(self) -> Iterator[list[_Record]]:
        """Yield the records that follow each other without a line between them."""
        run: list[_Record] = []
        leading: int | None = None  # the last number that stands above what it belongs to
        for number, line in enumerate(self.said):
            if not _PRICE.match(line) or number in self.taken:
                continue
            first = self._first_line(number)
            if run and first != run[-1][1] + 1:
                yield run
                run = []
            if first == number:
                leading = number if self._leads(number) else leading
            elif leading is not None and first == leading + 1:
                leading = number
            else:
                run.append((first, number))
        yield run

    def goes_on(self, run: Sequence[_Record]) -> bool:
        """Whether a run is followed by words, as where its numbers stand above what they belong to.

        What follows the items of a receipt has a price as well, or is a rule; a total is said in between.
        """
        after = run[-1][1] + 1
        if not self._follows(after) or has_no_words(self.said[after]) or is_lone_number(self.said[after]):
            return False
        said = self.said[run[0][0] : after + _MOST_LINES]
        return not any(map(_TOTAL.search, said)) and not _AMOUNT.search(self.said[after])

    def _follows(self, number: int) -> bool:
        """Whether a line stands right below the one before it, outside of headings and tables."""
        if not 0 < number < len(self.ranges) or number in self.taken:
            return False
        return not has_blank_line(self.text, self.ranges[number - 1][1], self.ranges[number][0])

    def _leads(self, number: int) -> bool:
        """Whether a number begins a list, with nothing right above it that it could belong to."""
        above = number - 1
        begins = above in self.taken or not self._follows(number)
        is_rule = not begins and has_no_words(self.said[above]) and not _PRICE.match(self.said[above])
        return (begins or is_rule) and _BARE_NUMBER.match(self.said[number]) is not None

    def _first_line(self, price: int) -> int:
        """Return the first line of the record that ends with a price, which may be the price's own."""
        first = price
        while self._follows(first) and price - first < _MOST_LINES - 1:
            above = first - 1
            if above in self.taken or has_no_words(self.said[above]) or len(self.said[above]) > _LONGEST_LINE:
                break
            if ends_sentence(self.said[above]):
                break
            first = above
        return first
