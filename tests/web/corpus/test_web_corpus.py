import shutil
import unicodedata
from pathlib import Path, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.common.file_names import MAX_NAME_BYTES, numbered_file_name, safe_file_name
from assistant.web.corpus import trash
from assistant.web.corpus.files import UploadError, rename_file, safe_path, store_upload
from assistant.web.corpus.trash import delete_expired, list_trash, move_to_trash, restore

NAMES = st.text() | st.text(alphabet='./\\:*?"<>| \0\n\u202eaCON1é') | st.text(alphabet="é漢a.", min_size=60)


@given(NAMES)
def test_a_safe_name_is_one_harmless_part(name: str) -> None:
    safe = safe_file_name(name)
    assert len(safe.encode()) <= MAX_NAME_BYTES
    assert not set(safe) & set('/\\:*?"<>|')
    assert not any(unicodedata.category(c).startswith("C") for c in safe)
    assert not safe.startswith((".", " "))
    assert not safe.endswith((".", " "))
    assert safe == "" or not PureWindowsPath(safe).is_reserved()
    assert Path(safe).name == safe


@given(NAMES)
def test_a_safe_name_stays_as_it_is(name: str) -> None:
    assert safe_file_name(safe_file_name(name)) == safe_file_name(name)


@given(NAMES, st.integers(2, 999))
def test_a_numbered_name_is_as_safe_and_another(name: str, number: int) -> None:
    safe = safe_file_name(name)
    if safe:
        numbered = numbered_file_name(safe, number)
        assert safe_file_name(numbered) == numbered != safe
        assert Path(numbered).suffix == Path(safe).suffix or len(Path(safe).suffix.encode()) > 20


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
    assert safe_file_name(name) == safe


@given(st.lists(NAMES, min_size=1, max_size=5).map("/".join))
def test_a_safe_path_stays_below_the_corpus(name: str) -> None:
    safe = safe_path(name)
    assert safe == safe_path(safe)
    parts = safe.split("/")
    assert safe == "" or all(part and part == safe_file_name(part) for part in parts)
    assert len(safe.encode()) <= 1000
    assert bool(safe) == bool(safe_file_name(name.replace("\\", "/").rsplit("/", 1)[-1]))


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("letters/1712/may.txt", "letters/1712/may.txt"),
        ("letters\\may.txt", "letters/may.txt"),
        ("../../etc/cron.d/x.txt", "etc/cron.d/x.txt"),
        ("/abs/x.md", "abs/x.md"),
        ("C:\\Users\\x.md", "Users/x.md"),
        ("a/./b//../c.txt", "a/b/c.txt"),
        (".git/x.txt", "git/x.txt"),
        (".removed/x.txt", "removed/x.txt"),
        ("con/nul.txt", "_con/_nul.txt"),
        ("folder/...", ""),
        ("folder/", ""),
        ("d/" * 50 + "x.txt", "x.txt"),
        (("é" * 90 + "/") * 9 + "x.txt", "x.txt"),
    ],
)
def test_safe_paths(name: str, safe: str) -> None:
    assert safe_path(name) == safe


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return tmp_path / "corpus"


@pytest.fixture
def upload(tmp_path: Path) -> Path:
    path = tmp_path / "upload"
    path.write_bytes(b"new")
    return path


def test_store_makes_the_folder_and_leaves_nothing_else(upload: Path, corpus: Path) -> None:
    assert store_upload(upload, "a.txt", corpus, replace=False, max_bytes=10).read_bytes() == b"new"
    assert [path.name for path in corpus.iterdir()] == ["a.txt"]


def test_store_replaces_only_when_told(upload: Path, corpus: Path) -> None:
    corpus.mkdir()
    (corpus / "a.txt").write_bytes(b"old")
    with pytest.raises(FileExistsError):
        store_upload(upload, "a.txt", corpus, replace=False, max_bytes=10)
    assert (corpus / "a.txt").read_bytes() == b"old"
    store_upload(upload, "a.txt", corpus, replace=True, max_bytes=10)
    assert (corpus / "a.txt").read_bytes() == b"new"


def test_store_refuses_what_is_too_large(upload: Path, corpus: Path) -> None:
    with pytest.raises(UploadError, match="larger than"):
        store_upload(upload, "a.txt", corpus, replace=False, max_bytes=2)
    assert not corpus.exists()


def test_store_refuses_the_name_of_a_folder(upload: Path, corpus: Path) -> None:
    (corpus / "a.txt").mkdir(parents=True)
    with pytest.raises(UploadError, match="name of a folder"):
        store_upload(upload, "a.txt", corpus, replace=True, max_bytes=10)


def test_a_failed_copy_leaves_nothing(upload: Path, corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("shutil.copyfileobj", fail)
    with pytest.raises(UploadError, match="No space left on device"):
        store_upload(upload, "a.txt", corpus, replace=False, max_bytes=10)
    assert list(corpus.iterdir()) == []


def test_store_makes_inner_folders(upload: Path, corpus: Path) -> None:
    store_upload(upload, "letters/1712/may.txt", corpus, replace=False, max_bytes=10)
    assert (corpus / "letters" / "1712" / "may.txt").read_bytes() == b"new"
    assert [path.name for path in (corpus / "letters" / "1712").iterdir()] == ["may.txt"]
    with pytest.raises(UploadError, match="has the name of a document"):
        store_upload(upload, "letters/1712/may.txt/x.txt", corpus, replace=False, max_bytes=10)


def test_remove_keeps_the_file_for_a_while(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (corpus / "sub").mkdir(parents=True)
    (corpus / "sub" / "a.txt").write_bytes(b"old")
    removed = move_to_trash("sub/a.txt", corpus)
    assert removed is not None
    assert list((corpus / "sub").iterdir()) == []
    assert list_trash(corpus) == [removed]
    assert move_to_trash("sub/a.txt", corpus) is None
    (corpus / "sub").rmdir()
    assert restore(removed.number, corpus) == "sub/a.txt"
    assert (corpus / "sub" / "a.txt").read_bytes() == b"old"
    assert list_trash(corpus) == []

    again = move_to_trash("sub/a.txt", corpus)
    assert again is not None
    delete_expired(corpus)
    assert list_trash(corpus) == [again]
    monkeypatch.setattr("time.time", lambda: again.at + trash.KEPT_SECONDS + 1)
    assert list_trash(corpus) == []
    delete_expired(corpus)
    assert not (corpus / trash.TRASH_FOLDER).exists()
    with pytest.raises(UploadError, match="no longer kept"):
        restore(again.number, corpus)


def test_what_took_a_place_meanwhile_is_not_lost(corpus: Path) -> None:
    corpus.mkdir()
    (corpus / "a.txt").write_bytes(b"old")
    removed = move_to_trash("a.txt", corpus)
    assert removed is not None
    (corpus / "a.txt").write_bytes(b"new")
    with pytest.raises(UploadError, match=r"'a\.txt' is there already"):
        restore(removed.number, corpus)
    assert (corpus / "a.txt").read_bytes() == b"new"
    assert list_trash(corpus) == [removed]
    for number in ("../a", "a.txt", "", f"{removed.number}/.."):
        with pytest.raises(UploadError, match="no longer kept"):
            restore(number, corpus)


def test_rename_stays_in_the_folder_and_replaces_nothing(corpus: Path) -> None:
    (corpus / "sub").mkdir(parents=True)
    (corpus / "sub" / "a.txt").write_bytes(b"a")
    (corpus / "sub" / "b.txt").write_bytes(b"b")
    with pytest.raises(UploadError, match=r"'sub/b\.txt' is there already"):
        rename_file("sub/a.txt", "b.txt", corpus)
    assert rename_file("sub/a.txt", "a.txt", corpus) == "sub/a.txt"
    assert rename_file("sub/a.txt", "../../../c", corpus) == "sub/c.txt"
    assert rename_file("sub/c.txt", "C.txt", corpus) == "sub/C.txt"
    assert (corpus / "sub" / "C.txt").read_bytes() == b"a"
    for name in ("", "...", "/"):
        with pytest.raises(UploadError, match="cannot be the name"):
            rename_file("sub/C.txt", name, corpus)
    with pytest.raises(UploadError, match="no longer there"):
        rename_file("sub/gone.txt", "d.txt", corpus)


@pytest.mark.parametrize(
    "path", ["../outside.txt", "sub/../../outside.txt", "/etc/passwd", "", ".", "..\\outside.txt", "a\0b"]
)
def test_nothing_leaves_the_corpus(path: str, corpus: Path) -> None:
    corpus.mkdir()
    outside = corpus.parent / "outside.txt"
    outside.touch()
    for act in (move_to_trash, lambda path, corpus: rename_file(path, "x.txt", corpus)):
        with pytest.raises(UploadError, match="Only files in the folder"):
            act(path, corpus)
    with pytest.raises(UploadError):
        store_upload(outside, path, corpus, replace=True, max_bytes=10)
    assert outside.exists()
    assert list(corpus.iterdir()) == []


def test_no_link_is_followed_out(corpus: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "a.txt").touch()
    corpus.mkdir()
    try:
        (corpus / "link").symlink_to(elsewhere, target_is_directory=True)
    except OSError:
        pytest.skip("This system allows no links.")
    for act in (move_to_trash, lambda path, corpus: rename_file(path, "x.txt", corpus)):
        with pytest.raises(UploadError):
            act("link/a.txt", corpus)
    upload = tmp_path / "upload"
    upload.touch()
    for name in ("link/b.txt", "link/deep/b.txt"):
        with pytest.raises(UploadError):
            store_upload(upload, name, corpus, replace=True, max_bytes=10)
    assert [path.name for path in elsewhere.iterdir()] == ["a.txt"]


def test_of_two_files_of_one_name_that_come_at_once_only_one_is_taken(
    upload: Path, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both see that the name is free; the second to be complete must not replace the first."""
    other = upload.with_name("other")
    other.write_bytes(b"other")
    copy = shutil.copyfileobj

    def copy_after_the_other(*values: object) -> None:
        monkeypatch.setattr("shutil.copyfileobj", copy)
        store_upload(other, "a.txt", corpus, replace=False, max_bytes=10)
        copy(*values)

    monkeypatch.setattr("shutil.copyfileobj", copy_after_the_other)
    with pytest.raises(FileExistsError):
        store_upload(upload, "a.txt", corpus, replace=False, max_bytes=10)
    assert (corpus / "a.txt").read_bytes() == b"other"
    assert [path.name for path in corpus.iterdir()] == ["a.txt"]


def test_an_upload_that_is_gone_is_asked_for_again(upload: Path, corpus: Path) -> None:
    upload.unlink()
    with pytest.raises(UploadError, match=r"'a\.txt' is no longer waiting to be added; add it again"):
        store_upload(upload, "a.txt", corpus, replace=False, max_bytes=10)
