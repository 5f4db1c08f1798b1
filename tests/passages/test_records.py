"""Items of receipts with their prices, and numbers that only look like prices."""

import pytest

from assistant.passages.line_ranges import find_lines
from assistant.passages.records import find_records


def records_of(*lines):
    text = "\n".join(lines)
    ranges = find_lines(text)
    said = [text[start:end] for start, end in ranges]
    return [said[first : last + 1] for first, last in find_records(text, ranges, ()).items()]


RECORDS = [["Wool blanket", "grey", "48.50"], ["Head torch", "32.95"], ["Rope of hemp", "12.00"]]
ITEMS = [line for record in RECORDS for line in record]
TOTAL = ["Total", "93.45"]


@pytest.mark.parametrize("begin", [["Receipt 20431", "-----"], ["Balance due", "", "$93.45"], []])
@pytest.mark.parametrize(
    ("end", "more"),
    [
        (["TOTAL 93.45"], []),
        (["-----", "Thank you"], []),
        (["Delivery 5.00"], []),
        (["", "Thank you"], []),
        (["Page 1 of 2"], []),
        ([*TOTAL, "Thank you"], [TOTAL]),
        ([], []),
    ],
)
def test_items_of_a_receipt_are_records(begin, end, more):
    assert records_of(*begin, *ITEMS, *end) == [*RECORDS, *more]


@pytest.mark.parametrize("begin", [[], ["-----"], ["The day of the harbour:", ""]])
@pytest.mark.parametrize("end", ["Tour of the harbour", "Lunch, 12.50 each"])
def test_times_above_what_happens_end_no_record(begin, end):
    lines = ["09.30", "Opening by the mayor", "10.00", "Coffee and registration", "10.30", end]
    assert records_of(*begin, *lines) == []


def test_times_below_a_title_end_no_record():
    assert records_of("The day", "09.30", "Opening", "10.00", "Coffee", "10.30", "Tour") == []


def test_numbers_of_sections_end_no_record():
    lines = ["Manual of the Pump", "Safety", "1.10", "Installation", "1.11", "Maintenance", "1.12", "Repair"]
    assert records_of(*lines) == []


def test_a_price_below_a_price_does_not_lead():
    items = [["Head torch", "32.95"], ["Rope of hemp", "12.00"]]
    assert records_of("Wool blanket", "48.50", "-5.00", *items[0], *items[1], "Total 88.45") == items
