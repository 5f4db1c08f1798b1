"""Files attached to a message: what they are called, and that each comes back byte for byte."""

import hashlib
import json
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.common.file_names import MAX_NAME_BYTES, safe_file_name
from assistant.documents import AttachedFile, ExtractionPool, ListAttachedFiles, ReadFile
from assistant.documents.attached_files import AttachedCopies, find_attached, list_attached_files
from assistant.documents.sandbox.outcomes import decode_attached_files
from assistant.errors import ExtractionError, TransientError
from assistant.types import Extraction

NAMES = (
    st.text()
    | st.text(alphabet='./\\:*?"<>| \0\r\n\u202eaCON1é')
    | st.text(alphabet="é漢a.", min_size=60)
    | st.sampled_from(["", ".", "..", "../../x", "/etc/passwd", "C:\\x", "a/b.pdf", "x" * 4000, "NUL.txt"])
)
SUFFIXES = st.sampled_from(["", ".txt", ".PDF", ".docx", ".md"])


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    return tmp_path_factory.mktemp("attached") / "mail.eml"


def mail_of(*files: tuple[str, bytes], subtype="octet-stream"):
    mail = EmailMessage()
    mail["Subject"], mail["From"] = "Papers", "Ada <ada@example.org>"
    mail.set_content("See below.\n")
    for name, data in files:
        mail.add_attachment(data, "application", subtype, filename=name)
    return mail


def listed(place, data: bytes):
    place.write_bytes(data)
    return list_attached_files(place, hashlib.sha256(data).hexdigest())


def written_by_hand(files) -> bytes:
    """Return a message as hostile programs write it: the library refuses or breaks some of the names."""
    lines = ["Subject: Papers", 'Content-Type: multipart/mixed; boundary="edge"', ""]
    for name, suffix, data in files:
        stated = f"{name}{suffix}".encode("utf-8", "replace")
        encoded = "".join(f"%{byte:02X}" for byte in stated)
        lines += ["--edge", "Content-Type: application/octet-stream"]
        lines += [f"Content-Disposition: attachment; filename*=utf-8''{encoded}", "", data.hex()]
    return "\n".join([*lines, "--edge--", ""]).encode()


@given(st.lists(st.tuples(NAMES, SUFFIXES, st.binary(min_size=1, max_size=3)), max_size=6))
def test_every_name_is_harmless_and_every_file_comes_back(place, files):
    data = written_by_hand(files)
    found = listed(place, data)
    names = [file.name for file in found]
    assert len(set(names)) == len(names)
    for file in found:
        assert file.name == safe_file_name(file.name) == Path(file.name).name != ""
        assert len(file.name.encode()) <= MAX_NAME_BYTES
        content = find_attached(data, file.sha256)
        assert (hashlib.sha256(content).hexdigest(), len(content)) == (file.sha256, file.size)
    assert decode_attached_files(json.loads(json.dumps({"attached": [_fields(f) for f in found]}))) == found
    readable = {
        data.hex() for name, suffix, data in files if suffix and safe_file_name(name + suffix) != suffix[1:]
    }
    assert readable <= {find_attached(data, file.sha256).decode() for file in found}


def _fields(file: AttachedFile):
    return {"name": file.name, "sha256": file.sha256, "size": file.size}


@pytest.mark.parametrize(
    ("stated", "subtype", "name"),
    [
        ("../../x.pdf", "pdf", "x.pdf"),
        ("..\\..\\boot.txt", "octet-stream", "boot.txt"),
        ("", "pdf", "attachment.pdf"),
        ("contract", "pdf", "contract.pdf"),
        ("minutes of 4.11", "pdf", "minutes of 4.11.pdf"),
        ("offer\u202efdp.txt", "octet-stream", "offerfdp.txt"),
        ("x" * 5000 + ".pdf", "octet-stream", "x" * 196 + ".pdf"),
        ("Größe.PDF", "octet-stream", "Größe.PDF"),
    ],
)
def test_names(place, stated, subtype, name):
    assert [file.name for file in listed(place, bytes(mail_of((stated, b"1"), subtype=subtype)))] == [name]


def test_files_of_one_name_get_numbers_and_a_file_attached_twice_is_one(place):
    inner = mail_of(("a.txt", b"one"), ("a.txt", b"three"))
    outer = mail_of(("a.txt", b"one"), ("a.txt", b"two"), ("a (2).txt", b"four"), ("program.exe", b"0"))
    outer.add_attachment(inner)
    found = listed(place, bytes(outer))
    assert [file.name for file in found] == ["a.txt", "a (2).txt", "a (2) (2).txt", "a (3).txt"]
    assert [find_attached(bytes(outer), file.sha256) for file in found] == [b"one", b"two", b"four", b"three"]


def test_text_is_read_in_the_encoding_that_the_message_states(place):
    mail = mail_of()
    mail.add_attachment("Größe in Zoll", charset="latin-1", filename="a.txt")
    (file,) = listed(place, bytes(mail))
    assert find_attached(bytes(mail), file.sha256).decode().strip() == "Größe in Zoll"


def test_another_file_in_its_place_is_not_read(place):
    place.write_bytes(bytes(mail_of(("a.txt", b"one"))))
    with pytest.raises(TransientError, match="changed while"):
        list_attached_files(place, "0" * 64)
    with AttachedCopies() as copies:
        with pytest.raises(TransientError, match="changed while"):
            copies.path(place, "0" * 64, ".txt")
        with pytest.raises(TransientError, match="cannot be read"):
            copies.path(place.with_name("gone.eml"), "0" * 64, ".txt")
    with pytest.raises(TransientError, match="cannot be read"):
        list_attached_files(place.with_name("gone.eml"), "0" * 64)


def test_copies_are_those_of_the_file_that_was_asked_for_last(tmp_path):
    one, two = tmp_path / "one.eml", tmp_path / "two.eml"
    one.write_bytes(bytes(mail_of(("a.txt", b"one"), ("b.csv", b"one"), ("c.txt", b"three"))))
    two.write_bytes(bytes(mail_of(("a.txt", b"two"))))
    sha256 = {data: hashlib.sha256(data).hexdigest() for data in (b"one", b"two", b"three")}
    with AttachedCopies() as copies:
        for holder, data, suffix in ((one, b"one", ".txt"), (one, b"one", ".csv"), (two, b"two", ".txt")):
            copy = copies.path(holder, sha256[data], suffix)
            assert (copy.read_bytes(), copy.suffix) == (data, suffix)
        two.write_bytes(bytes(mail_of(("a.txt", b"three"))))
        assert copies.path(two, sha256[b"three"], ".txt").read_bytes() == b"three"
        with pytest.raises(TransientError, match="changed while"):
            copies.path(two, sha256[b"two"], ".txt")
    assert not copy.exists()


def test_attached_files_are_listed_and_read_in_child_processes(tmp_path):
    path = tmp_path / "mail\udcff.eml"
    data = bytes(mail_of(("a.txt", b"The crane comes at nine."), ("bad.pdf", b"%PDF-")))
    path.write_bytes(data)
    with ExtractionPool(1, 60, 2048) as pool:
        request = ListAttachedFiles(path, hashlib.sha256(data).hexdigest())
        ((_, files),) = pool.list_attached_files([("mail", request)])
        requests = [(file.name, ReadFile(path, file.sha256, Path(file.name).suffix)) for file in files]
        found = dict(pool.extract_many(requests))
    assert found["a.txt"] == Extraction("The crane comes at nine.")
    assert isinstance(found["bad.pdf"], ExtractionError)
    assert not isinstance(found["bad.pdf"], TransientError)


SHA = "0" * 64
GOOD = {"name": "a.txt", "sha256": SHA, "size": 1}


@pytest.mark.parametrize(
    "files",
    [
        7,
        [7],
        [GOOD, GOOD],
        [GOOD | {"name": "../a.txt"}],
        [GOOD | {"name": "a/b.txt"}],
        [GOOD | {"name": ""}],
        [GOOD | {"name": 1}],
        [GOOD | {"sha256": "x"}],
        [GOOD | {"size": True}],
        [GOOD | {"name": f"{n}.txt"} for n in range(1001)],
        [GOOD | {"more": 1}],
    ],
)
def test_a_list_that_makes_no_sense_is_refused(files):
    assert isinstance(decode_attached_files({"attached": files}), ExtractionError)
