"""Links to sentences: what is made is read back, and nothing else is."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.web.assets import read_assets
from assistant.web.source.links import link_to, parse_link

PATHS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60)


@given(PATHS, st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_a_link_is_read_back_and_holds_only_for_its_text(path: str, text: str) -> None:
    link = link_to(path, 2, 2 + len(text), text)
    assert re.fullmatch(r"[A-Za-z0-9_.~%=&-]+", str(link))
    assert parse_link(str(link)) == link
    assert link.holds("ab" + text)
    assert link.holds("ab" + text + "more")
    assert not link.holds("abc" + text + "c") or text == "c" * len(text)
    assert not link.holds(text[:-1])


@pytest.mark.parametrize(
    "text",
    [
        None,
        7,
        "",
        "source=a&range=1-2",
        "source=a&range=-1-2&check=0123456789abcdef",
        "source=&range=1-2&check=0123456789abcdef",
        "source=a&range=1-2&check=0123456789abcdeg",
        "source=a&range=1-99999999999&check=0123456789abcdef",
        "source=a&range=1-2&check=0123456789abcdef\n",
        "source=" + "a" * 20_000 + "&range=1-2&check=0123456789abcdef",
    ],
)
def test_what_is_no_link_is_none(text: object) -> None:
    assert parse_link(text) is None


def test_words_can_be_read_on_every_colour_of_a_mark() -> None:
    """WCAG AA: at least 4.5 to 1, in the light, in the dark, and black on the picture of a page."""
    css = read_assets("style")
    found = 0
    for rule in re.findall(r"\{[^{}]*--mark-1:[^{}]*\}", css):
        values = dict(re.findall(r"--(mark-\d|of-mark-ink): (#[0-9a-f]{6});", rule))
        ink = values.pop("of-mark-ink")
        assert sorted(values) == [f"mark-{number}" for number in range(1, 7)]
        assert len(set(values.values())) == 6
        for colour in values.values():
            lighter, darker = sorted((luminance(ink), luminance(colour)), reverse=True)
            assert (lighter + 0.05) / (darker + 0.05) >= 4.5
        found += 1
    assert found == 3


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
