"""Bytes of unknown encoding come back as the text they were."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.documents.formats.decoding import decode
from assistant.errors import ExtractionError

ENGLISH = "The committee met on Tuesday and put off the vote until the harvest is over. "
FRENCH = "À l’été, la forêt brûlée a été nettoyée ; les élèves sont rentrés chez eux très tôt, déçus. "
RUSSIAN = "Комитет собрался во вторник и отложил голосование до конца сбора урожая в области. "
POLISH = "Komisja spotkała się we wtorek i odłożyła głosowanie do końca żniw, więc wszyscy poszli spać. "
TURKISH = "Komite salı günü toplandı ve oylamayı hasadın sonuna kadar erteledi, çünkü herkes çalışıyordu. "
JAPANESE = "委員会は火曜日に開かれ、収穫が終わるまで投票を延期することにしました。"


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\r\n\t")))
def test_utf8_comes_back_to_the_character(text):
    text = text.removeprefix("\ufeff")
    assert decode(text.encode()) == (text, ())


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (FRENCH, "cp1252"),
        (POLISH, "cp1250"),
        (TURKISH, "cp1254"),
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8_r"),
        (JAPANESE, "shift_jis"),
    ],
)
def test_the_likeliest_encoding_is_found_and_said(text, encoding):
    found, warnings = decode((text * 20).encode(encoding))
    assert found == text * 20
    assert "assumed" in warnings[0]


def test_a_single_foreign_letter_is_read_as_in_western_europe():
    found, warnings = decode("Meet me at the café at noon.".encode("cp1252"))
    assert found == "Meet me at the café at noon."
    assert "cp1252" in warnings[0]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_without_a_mark_is_noticed(encoding):
    found, warnings = decode((ENGLISH * 3).encode(encoding))
    assert found == ENGLISH * 3
    assert encoding in warnings[0]


def test_utf8_that_was_cut_off_stays_utf8():
    found, warnings = decode((FRENCH * 5).encode()[:-40] + "é".encode()[:1])
    assert found.startswith(FRENCH)
    assert found.endswith("\ufffd")
    assert "1 places" in warnings[0]


@pytest.mark.parametrize(
    "data", [bytes(range(256)) * 8, b"\x89PNG\r\n\x1a\n" + bytes(400), b"\x7fELF" + bytes(99)]
)
def test_binary_data_is_no_text(data):
    with pytest.raises(ExtractionError, match="binary"):
        decode(data)


@given(st.binary(max_size=300))
def test_whatever_the_bytes_it_is_text_or_a_reason(data):
    try:
        text, _ = decode(data)
    except ExtractionError:
        return
    assert isinstance(text, str)
