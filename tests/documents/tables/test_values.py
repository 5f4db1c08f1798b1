"""What kind of value a text is."""

import pytest

from assistant.documents.tables.values import ValueKind, kind_of_value


@pytest.mark.parametrize(
    ("kind", "texts"),
    [
        ("empty", [""]),
        (
            "number",
            [
                "5",
                "-5",
                "1,234.5",
                "1.234,5",
                "1 234",
                "(12)",
                "—",
                "n/a",
                "3.1E-05",
                "1 1/2",
                "12 kg",
                "5 m²",
            ],
        ),
        ("percent", ["93.5%", "-1.75 %", "(6.4)%", "5‰"]),
        (
            "money",
            ["£96,780.00", "$ 5", "12,00 €", "-$5", "($5.20)", "US$ 3", "5 EUR", "$1.2 million", "$ —"],
        ),
        ("year", ["2023", "FY 2023", "2023/24", "1999"]),
        (
            "date",
            [
                "2024-05-01",
                "07.06.2019",
                "5/1/2024",
                "1 May 2024",
                "July 29, 2023",
                "Jan 2024",
                "2024-05-01 13:30",
            ],
        ),
        ("time", ["26:30", "08:15:00", "1:30 PM"]),
        ("text", ["Q1", "Ada", "T-1001", "3 weeks", "Room 5", "x" * 500, "Total: 5"]),
    ],
)
def test_kinds(kind: ValueKind, texts: list[str]) -> None:
    assert {text: kind_of_value(text) for text in texts} == dict.fromkeys(texts, kind)
