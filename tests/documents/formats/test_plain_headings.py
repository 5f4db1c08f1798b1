"""Which lines of a plain text file are taken for its title and headings, and which are not."""

import pytest

from assistant.documents import extract

BODY = "The crisis began in August, when the ships were detained in the northern harbour."


def read(folder, text, name="file.txt"):
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return extract(path)


def test_a_first_line_that_stands_apart_is_the_title(tmp_path):
    found = read(tmp_path, f"A year in the harbour\n\nSPRING\n\n{BODY}\n\n2021\n\n{BODY}\n")
    assert found.title == "A year in the harbour"
    assert [(h.level, found.text[h.start : h.end]) for h in found.headings] == [
        (1, "A year in the harbour"),
        (2, "SPRING"),
        (2, "2021"),
    ]


@pytest.mark.parametrize(
    "text", [f"Dear Ada,\n\n{BODY}", "Bread\n\nMilk\n\nEggs\n", f"{BODY}\n\nAn end\n", f"- An item\n\n{BODY}"]
)
def test_other_lines_are_no_title_and_no_heading(tmp_path, text):
    found = read(tmp_path, text)
    assert found.title == ""
    assert found.headings == ()


def test_a_log_has_no_headings(tmp_path):
    entry = f"Server ready\n\n{BODY}\n\n"
    assert read(tmp_path, entry * 5, "server.log").headings == ()
    assert read(tmp_path, entry * 5, "server.txt").headings != ()
