"""Files attached to a message: what they are called, and that each comes back byte for byte."""

import hashlib
import json
from email.message import EmailMessage
from email.mime.base import MIMEBase
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.common.file_names import MAX_NAME_BYTES, safe_file_name
from assistant.documents import AttachedFile, ExtractionPool, ListAttachedFiles, ReadFile
from assistant.documents.attached_files import attached_copy, find_attached, list_attached_files
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


@given(st.lists(st.tuples(NAMES, SUFFIXES, st.binary(min_size=1, max_size=3)), max_size=6))
def test_every_name_is_harmless_and_every_file_comes_back(place, files):
    mail = mail_of()
    mail.make_mixed()
    for name, suffix, data in files:
        part = MIMEBase("application", "octet-stream")
        part.set_payload(data.decode("latin-1").encode("latin-1").hex())
        # As hostile programs write it: the library itself would refuse line ends.
        stated = f"{name}{suffix}".encode("utf-8", "replace").hex().upper()
        encoded = "".join(f"%{stated[n : n + 2]}" for n in range(0, len(stated), 2))
        part.add_header("Content-Disposition", f"attachment; filename*=utf-8''{encoded}")
        mail.attach(part)
    data = bytes(mail)
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
    with pytest.raises(TransientError, match="changed while"), attached_copy(place, "0" * 64, ".txt"):
        pass
    with pytest.raises(TransientError, match="cannot be read"):
        list_attached_files(place.with_name("gone.eml"), "0" * 64)


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
