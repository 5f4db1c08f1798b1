import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.documents import extract
from assistant.errors import ExtractionError

TEXT = st.text(
    alphabet=st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\r\n\t"), min_size=1
)


def read(folder, data, name="file.txt"):
    path = folder / name
    path.write_bytes(data)
    return extract(path)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("plain")


@given(TEXT.filter(str.strip), st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32"]))
def test_the_text_is_the_decoded_file(folder, text, encoding):
    text = text.removeprefix("\ufeff")
    if not text.strip():
        return
    found = read(folder, text.encode(encoding))
    assert found.text == text
    assert found.warnings == ()
    for heading in found.headings:
        assert 0 <= heading.start < heading.end <= len(text)


def test_a_guessed_encoding_is_said(folder):
    found = read(folder, ("Der Bürgermeister öffnete die Brücke über den Fluß. " * 5).encode("cp1252"))
    assert "Bürgermeister" in found.text
    assert "UTF-8" in found.warnings[0]


@pytest.mark.parametrize(
    "data", [bytes(range(256)) * 10, b"\x00" * 500, codecs.BOM_UTF16_LE + b"\x00\x01\x02\x00" * 50]
)
def test_binary_data_is_refused(folder, data):
    with pytest.raises(ExtractionError):
        read(folder, data)


@pytest.mark.parametrize("data", [b"", b"  \n\t ", codecs.BOM_UTF8])
def test_nothing_to_read_is_said(folder, data):
    with pytest.raises(ExtractionError, match="no text"):
        read(folder, data)


def test_headings_are_short_lines_above_longer_text(folder):
    body = (
        "The crisis began in August when the ships were detained in the northern harbour of the island. " * 2
    )
    text = f"{body}\nCollapse of the Cooperation\n{body}\n\nUnderlined\n==========\n{body}\nShort.\n{body}\n"
    found = read(folder, text.encode())
    assert [text[h.start : h.end] for h in found.headings] == ["Collapse of the Cooperation", "Underlined"]


def test_wrapped_text_has_no_headings_in_it(folder):
    text = (
        "The mayor opened the bridge in the morning and said that\nThe Hague would follow with one\n"
        "of its own, larger than any other bridge in the country so far.\n"
    )
    assert read(folder, text.encode()).headings == ()
