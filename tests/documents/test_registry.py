"""What holds for every format, whichever parser reads it."""

import random
from pathlib import Path

import pytest

from assistant.documents import PARSER_VERSIONS, SUPPORTED, extract, media_kind
from assistant.documents.checking import check_extraction
from assistant.errors import ExtractionError
from assistant.types import Extraction, Heading, Page

TEXTS = ("text", "markdown", "html", "sheets", "csv", "json", "markup", "code")


def test_every_suffix_has_a_kind_and_every_kind_a_version():
    assert {media_kind(Path(f"x{suffix}")) for suffix in SUPPORTED} == set(PARSER_VERSIONS)
    assert media_kind(Path("Report.PDF")) == "pdf"
    assert media_kind(Path("archive.tar.gz")) is None


@pytest.mark.parametrize("suffix", sorted(SUPPORTED))
@pytest.mark.parametrize(
    "data",
    [
        b"",
        b" \n\t\n",
        bytes(2000),
        random.Random(7).randbytes(20_000),
        b"PK\x03\x04" + bytes(300),
        b"%PDF-1.7\n",
    ],
    ids=["empty", "blank", "zeros", "junk", "half a zip", "half a pdf"],
)
def test_what_is_no_document_gives_a_reason_in_one_sentence(tmp_path, suffix, data):
    path = tmp_path / f"secret-name{suffix}"
    path.write_bytes(data)
    if data.startswith(b"%PDF") and media_kind(path) in TEXTS:
        return  # a line of text like any other
    with pytest.raises(ExtractionError) as caught:
        extract(path)
    reason = str(caught.value)
    assert reason.endswith(".")
    assert "\n" not in reason
    assert "secret-name" not in reason


def test_unknown_and_missing_files_are_said(tmp_path):
    with pytest.raises(ExtractionError, match="format cannot be read"):
        extract(tmp_path / "x.exe")
    with pytest.raises(ExtractionError, match=r"save it as \.docx"):
        extract(tmp_path / "x.DOC")
    with pytest.raises(ExtractionError, match="cannot be read"):
        extract(tmp_path / "gone.txt")


def test_lone_surrogates_are_replaced_everywhere():
    found = check_extraction(
        Extraction("a\ud800b", "t\udfff", (Page(1, 0, 3, "l\ud801"),), warnings=("w\udc00",))
    )
    assert (found.text, found.title) == ("a\ufffdb", "t\ufffd")
    assert (found.pages[0].label, found.warnings) == ("l\ufffd", ("w\ufffd",))


@pytest.mark.parametrize(
    "extraction",
    [
        Extraction("abc", pages=(Page(1, 0, 4),)),
        Extraction("abc", pages=(Page(1, 0, 2), Page(2, 1, 3))),
        Extraction("abc", headings=(Heading(2, 3), Heading(0, 1))),
    ],
)
def test_ranges_that_do_not_fit_are_refused(extraction):
    with pytest.raises(ValueError, match="does not fit"):
        check_extraction(extraction)


def test_the_formats_that_can_be_read_are_told_shortly(tmp_path):
    path = tmp_path / "x.exe"
    path.write_bytes(b"MZ")
    with pytest.raises(ExtractionError) as caught:
        extract(path)
    assert ".pdf" in str(caught.value)
    assert len(str(caught.value)) < 220
