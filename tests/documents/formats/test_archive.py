"""The guard for zip-based formats: what passes, and the reason given for what does not."""

import zipfile
from contextlib import suppress

import pytest

from assistant.documents.formats.archive import check_archive
from assistant.errors import ExtractionError

OLE_MARK = bytes.fromhex("d0cf11e0a1b11ae1")


def make_archive(path, **members):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def reason(path, **options):
    with pytest.raises(ExtractionError) as caught:
        check_archive(path, **options)
    message = str(caught.value)
    assert message.endswith(".")
    assert path.name not in message
    return message


def test_a_whole_archive_passes(tmp_path):
    check_archive(make_archive(tmp_path / "a.zip", one="1" * 1000, two="2"))


def test_what_unpacks_to_exactly_the_limit_passes_and_one_byte_more_does_not(tmp_path):
    path = make_archive(tmp_path / "a.zip", one="1" * 600, two="2" * 400)
    check_archive(path, most_bytes=1000)
    assert "unpacks to more than" in reason(path, most_bytes=999)


def test_a_bomb_is_refused_although_it_is_small(tmp_path):
    path = make_archive(tmp_path / "a.zip", bomb=b"\0" * 20_000_000)
    assert path.stat().st_size < 100_000
    assert "more than 10 MB" in reason(path, most_bytes=10_000_000)


def test_a_false_declared_size_does_not_hide_a_bomb(tmp_path):
    path = make_archive(tmp_path / "a.zip", bomb=b"\0" * 5_000_000)
    honest = (5_000_000).to_bytes(4, "little")
    path.write_bytes(path.read_bytes().replace(honest, (10).to_bytes(4, "little")))
    reason(path, most_bytes=1_000_000)


def test_an_empty_file_is_called_empty(tmp_path):
    path = tmp_path / "a.docx"
    path.write_bytes(b"")
    assert "empty" in reason(path)


def test_text_with_the_wrong_suffix_is_refused(tmp_path):
    path = tmp_path / "a.docx"
    path.write_text("Just words.")
    assert "not what its suffix says" in reason(path)


@pytest.mark.parametrize("filler", [0, 3_000_000])
def test_an_encrypted_office_file_is_called_protected(tmp_path, filler):
    path = tmp_path / "a.docx"
    path.write_bytes(OLE_MARK + b"\1" * filler + "EncryptedPackage".encode("utf-16-le") + b"\0" * 500)
    assert "password" in reason(path)


def test_an_old_office_file_is_told_from_an_encrypted_one(tmp_path):
    path = tmp_path / "a.docx"
    path.write_bytes(OLE_MARK + "WordDocument".encode("utf-16-le"))
    assert "old Office format" in reason(path)


def test_an_encrypted_member_is_called_protected(tmp_path):
    path = make_archive(tmp_path / "a.zip", one="1")
    data = bytearray(path.read_bytes())
    data[6] |= 1
    data[data.rindex(b"PK\1\2") + 8] |= 1
    path.write_bytes(bytes(data))
    assert "password" in reason(path)


@pytest.mark.parametrize("tenths", range(1, 10))
def test_a_truncated_archive_is_called_damaged(tmp_path, tenths):
    path = make_archive(tmp_path / "a.zip", one="some words " * 50, two="2")
    data = path.read_bytes()
    path.write_bytes(data[: len(data) * tenths // 10])
    assert "damaged" in reason(path)


def test_flipped_bytes_give_a_reason_or_nothing(tmp_path):
    path = make_archive(tmp_path / "a.zip", one="some words " * 50, two="2")
    whole = path.read_bytes()
    for position in range(len(whole)):
        data = bytearray(whole)
        data[position] ^= 0xFF
        path.write_bytes(bytes(data))
        with suppress(ExtractionError):
            check_archive(path, most_bytes=10_000)
