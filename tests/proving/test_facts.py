"""Numbers, dates, names and denials of a statement that its evidence must hold."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.common.dates import MONTHS
from assistant.proving.facts import as_written_in, denial_differs, missing_facts

EVIDENCE = (
    "Lighthouses: On 14 October 2025 the European Union paid Dr Ada Thornbury's firm $1.2 million, "
    "40% of it at once, for five lamps; 1,213,400 people live in Norway."
)


@pytest.mark.parametrize(
    "statement",
    [
        "The firm of Ada Thornbury was paid 1,200,000 dollars.",
        "They paid forty per cent at once for 5 lamps.",
        "It was paid on 2025-10-14 by the EU.",
        "The bill of October 14, 2025 went to Mrs THORNBURY.",
        "About 1.2 million people live there, in Norway.",
        "Some 1,200,000 people live in Norway.",
        "Lamps are bought in October.",
        "One of them was paid first.",
        "",
    ],
)
def test_nothing_is_missing(statement):
    assert missing_facts(statement, EVIDENCE) == ()


@pytest.mark.parametrize(
    ("statement", "missing"),
    [
        ("The firm was paid $1.3 million.", ("$1.3 million",)),
        ("They paid 45% for six lamps.", ("45%", "six")),
        ("They paid 1.2% at once.", ("1.2%",)),
        ("It was paid on 15 October 2025.", ("15 October 2025",)),
        ("It was paid on 14 October 2024.", ("14 October 2024",)),
        ("The firm belongs to Grace Hopper of Norway.", ("Grace", "Hopper")),
        ("People live in Australia.", ("Australia",)),
    ],
)
def test_what_is_missing(statement, missing):
    assert missing_facts(statement, EVIDENCE) == missing


def test_a_first_name_may_be_missing_where_the_last_one_stands_alone():
    statement = "The lamp was made by Ada Thornbury."
    assert missing_facts(statement, "The lamp was made by Thornbury.") == ()
    assert missing_facts(statement, "The lamp was made by Mr Thornbury.") == ()
    assert missing_facts(statement, "The lamp was made by Grace Thornbury.") == ("Ada",)
    assert missing_facts(statement, "The lamp was made by Ada.") == ("Thornbury",)


def test_two_may_be_counted():
    assert missing_facts("Two people met.", "A keeper and a sailor met.") == ()
    assert missing_facts("Two people met.", "People met.") == ("Two",)


def test_a_similar_name_is_another_one():
    assert missing_facts("It lies in Australia.", "It lies in Austria.") == ("Australia",)
    assert missing_facts("He is a member of the European Union.", "He is in the EU.") == ()


@given(st.dates())
def test_a_date_is_found_however_it_is_written(day):
    if not 1000 <= day.year < 2200:
        return
    name = MONTHS[day.month - 1]
    written = (day.isoformat(), f"{day.day} {name} {day.year}", f"{name} {day.day}, {day.year}")
    for one in written:
        for other in written:
            assert missing_facts(f"It began on {one}.", f"The beginning: {other}.") == ()


@pytest.mark.parametrize(
    ("statement", "written"),
    [
        ("They paid 1,200,000 for 5 lamps.", "They paid $1.2 million for five lamps."),
        ("They paid forty per cent on 2025-10-14.", "They paid 40% on 14 October 2025."),
        ("The fifth lamp cost 7 pounds.", "The fifth lamp cost 7 pounds."),
    ],
)
def test_numbers_and_dates_are_written_as_the_evidence_writes_them(statement, written):
    assert as_written_in(statement, EVIDENCE) == written


@pytest.mark.parametrize(
    ("statement", "text", "differs"),
    [
        ("The tower is not open.", "The tower is open.", True),
        ("Nobody came without a ticket.", "Everybody bought a ticket.", True),
        ("The tower isn't open.", "The tower is closed and unusable.", False),
        ("He never paid.", "He refused to pay.", False),
        ("The tower is open.", "The tower is open.", False),
        ("The tower is open.", "The tower is not open.", True),
        ("Visitors may climb the tower.", "Visitors must not climb the tower.", True),
        ("It was closed in 1969.", "It was not closed until 1969.", False),
        ("He bought a lamp.", "He did not like it, but bought a lamp.", False),
        ("It is forbidden to climb.", "You must not climb.", False),
    ],
)
def test_denials(statement, text, differs):
    assert denial_differs(statement, text) is differs
