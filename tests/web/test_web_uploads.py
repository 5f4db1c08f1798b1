import shutil
import unicodedata
from pathlib import Path, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.web.uploads import LONGEST_NAME, UploadError, remove, safe_name, store

NAMES = st.text() | st.text(alphabet='./\\:*?"<>| \0\n\u202eaCON1é') | st.text(alphabet="é漢a.", min_size=60)


@given(NAMES)
def test_a_safe_name_is_one_harmless_part(name: str) -> None:
    safe = safe_name(name)
    assert len(safe.encode()) <= LONGEST_NAME
    assert not set(safe) & set('/\\:*?"<>|')
    assert not any(unicodedata.category(c).startswith("C") for c in safe)
    assert not safe.startswith((".", " "))
    assert not safe.endswith((".", " "))
    assert safe == "" or not PureWindowsPath(safe).is_reserved()
    assert Path(safe).name == safe


@given(NAMES)
def test_a_safe_name_stays_as_it_is(name: str) -> None:
    assert safe_name(safe_name(name)) == safe_name(name)


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("report.pdf", "report.pdf"),
        ("Ärger & Café (2).pdf", "Ärger & Café (2).pdf"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("..\\..\\boot.txt", "boot.txt"),
        ("C:report.pdf", "report.pdf"),
        ("/abs/x.md", "x.md"),
        (".hidden.md", "hidden.md"),
        ("con.txt", "_con.txt"),
        ("LPT1", "_LPT1"),
        ("COM¹.pdf", "_COM¹.pdf"),
        ("a\x00b\nc.txt", "abc.txt"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ("what?.md", "what_.md"),
        ("name. . ", "name"),
        ("...", ""),
        ("", ""),
        ("x" * 300 + ".pdf", "x" * 196 + ".pdf"),
    ],
)
def test_safe_names(name: str, safe: str) -> None:
    assert safe_name(name) == safe


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return tmp_path / "corpus"


@pytest.fixture
def upload(tmp_path: Path) -> Path:
    path = tmp_path / "upload"
    path.write_bytes(b"new")
    return path


def test_store_makes_the_folder_and_leaves_nothing_else(upload: Path, corpus: Path) -> None:
    assert store(upload, "a.txt", corpus, replace=False, max_bytes=10).read_bytes() == b"new"
    assert [path.name for path in corpus.iterdir()] == ["a.txt"]


def test_store_replaces_only_when_told(upload: Path, corpus: Path) -> None:
    corpus.mkdir()
    (corpus / "a.txt").write_bytes(b"old")
    with pytest.raises(FileExistsError):
        store(upload, "a.txt", corpus, replace=False, max_bytes=10)
    assert (corpus / "a.txt").read_bytes() == b"old"
    store(upload, "a.txt", corpus, replace=True, max_bytes=10)
    assert (corpus / "a.txt").read_bytes() == b"new"


def test_store_refuses_what_is_too_large(upload: Path, corpus: Path) -> None:
    with pytest.raises(UploadError, match="larger than"):
        store(upload, "a.txt", corpus, replace=False, max_bytes=2)
    assert not corpus.exists()


def test_store_refuses_the_name_of_a_folder(upload: Path, corpus: Path) -> None:
    (corpus / "a.txt").mkdir(parents=True)
    with pytest.raises(UploadError, match="name of a folder"):
        store(upload, "a.txt", corpus, replace=True, max_bytes=10)


def test_a_failed_copy_leaves_nothing(upload: Path, corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("shutil.copyfileobj", fail)
    with pytest.raises(UploadError, match="No space left on device"):
        store(upload, "a.txt", corpus, replace=False, max_bytes=10)
    assert list(corpus.iterdir()) == []


def test_remove_deletes_one_file(corpus: Path) -> None:
    (corpus / "sub").mkdir(parents=True)
    (corpus / "sub" / "a.txt").touch()
    remove("sub/a.txt", corpus)
    assert list((corpus / "sub").iterdir()) == []
    remove("sub/a.txt", corpus)


@pytest.mark.parametrize(
    "path", ["../outside.txt", "sub/../../outside.txt", "/etc/passwd", "", ".", "..\\outside.txt", "a\0b"]
)
def test_remove_stays_inside(path: str, corpus: Path) -> None:
    corpus.mkdir()
    outside = corpus.parent / "outside.txt"
    outside.touch()
    with pytest.raises(UploadError):
        remove(path, corpus)
    assert outside.exists()


def test_remove_does_not_follow_a_link_out(corpus: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "a.txt").touch()
    corpus.mkdir()
    try:
        (corpus / "link").symlink_to(elsewhere, target_is_directory=True)
    except OSError:
        pytest.skip("This system allows no links.")
    with pytest.raises(UploadError):
        remove("link/a.txt", corpus)
    assert (elsewhere / "a.txt").exists()


def test_of_two_files_of_one_name_that_come_at_once_only_one_is_taken(
    upload: Path, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both see that the name is free; the second to be complete must not replace the first."""
    other = upload.with_name("other")
    other.write_bytes(b"other")
    copy = shutil.copyfileobj

    def copy_after_the_other(*values: object) -> None:
        monkeypatch.setattr("shutil.copyfileobj", copy)
        store(other, "a.txt", corpus, replace=False, max_bytes=10)
        copy(*values)

    monkeypatch.setattr("shutil.copyfileobj", copy_after_the_other)
    with pytest.raises(FileExistsError):
        store(upload, "a.txt", corpus, replace=False, max_bytes=10)
    assert (corpus / "a.txt").read_bytes() == b"other"
    assert [path.name for path in corpus.iterdir()] == ["a.txt"]


def test_an_upload_that_is_gone_is_asked_for_again(upload: Path, corpus: Path) -> None:
    upload.unlink()
    with pytest.raises(UploadError, match=r"'a\.txt' is no longer waiting to be added; add it again"):
        store(upload, "a.txt", corpus, replace=False, max_bytes=10)
