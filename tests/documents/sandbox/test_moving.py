"""Files that change, vanish or turn into something else between the look at the corpus and the reading."""

import errno
import json
import os
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from assistant import build_index, load_settings, open_index
from assistant.documents import ExtractionPool
from assistant.errors import TransientError
from assistant.index.build.corpus_file import hash_file
from assistant.index.build.scan import scan_corpus

needs_posix = pytest.mark.skipif(os.name == "nt", reason="no pipes and permissions of this kind here")


def build_while(corpus, index_folder, happen):
    """Build, and let something happen to the corpus when it has been looked at but not read."""
    happened = []

    def progress(step):
        if step.stage == "read" and not happened:
            happened.append(True)
            happen()

    report = build_index(corpus, index_folder, progress=progress)
    assert happened
    return {change.path: change for change in report.changes}


def assert_next_build_reads(corpus, index_folder, path):
    assert build_index(corpus, index_folder).of_kind("failed") == ()
    with open_index(index_folder) as index:
        assert path in {info.path for info in index.documents() if info.state == "indexed"}


def change(path):
    path.write_text("Something else was written here while it was being read.")


def test_a_file_that_changes_is_read_at_the_next_build(corpus, index_folder):
    changes = build_while(corpus, index_folder, lambda: change(corpus / "lighthouse.txt"))
    assert changes["lighthouse.txt"].kind == "failed"
    assert "changed while it was being read" in changes["lighthouse.txt"].reason
    assert changes["policies/travel.md"].kind == "added"
    assert_next_build_reads(corpus, index_folder, "lighthouse.txt")


def test_a_file_that_was_away_for_a_moment_is_tried_again(corpus, index_folder):
    lighthouse, away = corpus / "lighthouse.txt", corpus.parent / "away.txt"
    changes = build_while(corpus, index_folder, lambda: lighthouse.rename(away))
    assert changes["lighthouse.txt"].kind == "failed"
    away.rename(lighthouse)
    assert_next_build_reads(corpus, index_folder, "lighthouse.txt")


def test_a_file_that_was_cut_off_while_it_was_written_is_tried_again(corpus, index_folder):
    lighthouse = corpus / "lighthouse.txt"
    whole = lighthouse.read_bytes()
    changes = build_while(corpus, index_folder, lambda: lighthouse.write_bytes(b""))
    assert changes["lighthouse.txt"].kind == "failed"
    lighthouse.write_bytes(whole)
    assert_next_build_reads(corpus, index_folder, "lighthouse.txt")


def test_a_folder_that_vanishes_costs_only_its_own_files(corpus, index_folder):
    changes = build_while(
        corpus, index_folder, lambda: (corpus / "policies").rename(corpus.parent / "elsewhere")
    )
    assert changes["policies/travel.md"].kind == "failed"
    assert changes["lighthouse.txt"].kind == "added"


@needs_posix
def test_a_file_that_turns_into_a_pipe_does_not_stop_the_build(corpus, index_folder):
    lighthouse = corpus / "lighthouse.txt"

    def replace():
        lighthouse.unlink()
        os.mkfifo(lighthouse)

    changes = build_while(corpus, index_folder, replace)
    assert changes["lighthouse.txt"].kind == "failed"
    assert changes["policies/travel.md"].kind == "added"


@needs_posix
def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(OSError, match="regular"):
        hash_file(tmp_path / "pipe")


def test_what_the_system_refuses_now_it_may_allow_next_time(tmp_path):
    with ExtractionPool(1, 60, 2048) as pool:
        [(_, outcome)] = pool.extract_many([("a", tmp_path / "gone.txt")])
    assert isinstance(outcome, TransientError)
    assert os.strerror(errno.ENOENT) in str(outcome)


# Looks at a corpus with the rights of nobody, because root may read everything.
LOOK = """
import json, os, pwd, sys
from assistant import load_settings
from assistant.index.build.scan import scan_corpus
if os.geteuid() == 0:
    nobody = pwd.getpwnam("nobody")
    os.setgroups([])
    os.setgid(nobody.pw_gid)
    os.setuid(nobody.pw_uid)
scan = scan_corpus(load_settings({"corpus": sys.argv[1], "index": sys.argv[1] + "-index"}, environment={}))
print(json.dumps([{file.path: file.reason for file in scan.files}, scan.unlisted]))
"""


@needs_posix
def test_what_must_not_be_read_is_said_and_the_rest_is_seen():
    with tempfile.TemporaryDirectory() as place:
        Path(place).chmod(0o755)
        corpus = Path(place) / "corpus"
        for folder in (
            corpus / "open",
            corpus / "closed",
            corpus / b"caf\xe9".decode("utf-8", "surrogateescape"),
        ):
            folder.mkdir(parents=True)
            (folder / "a.txt").write_text("Words in a file.")
        (corpus / "locked.txt").write_text("Locked words.")
        (corpus / "locked.txt").chmod(0)
        (corpus / "closed").chmod(0)
        next(corpus.glob("caf*")).chmod(stat.S_IXUSR)
        done = subprocess.run([sys.executable, "-c", LOOK, corpus], capture_output=True, check=False)
        for folder in corpus.iterdir():
            folder.chmod(0o755)
    assert done.returncode == 0, done.stderr.decode()
    reasons, unlisted = json.loads(done.stdout)
    assert reasons["open/a.txt"] == ""
    assert "Permission denied" in reasons["locked.txt"]
    assert sorted(unlisted) == ["caf\\xe9/", "closed/"]


def test_two_names_that_are_no_text_do_not_pass_for_one_that_is(tmp_path):
    if os.name == "nt" or sys.platform == "darwin":
        pytest.skip("this file system has only names that are text")
    names = [b"caf\xe9.txt", b"caf\\xe9.txt", b"caf\xe9\xe9.txt", b"caf\xe9\\xe9.txt"]
    for name in names:
        (tmp_path / os.fsdecode(name)).write_text("Words in a file.")
    files = scan_corpus(load_settings({"corpus": tmp_path, "index": tmp_path.parent / "i"})).files
    assert {file.path: bool(file.reason) for file in files} == {
        "caf\\xe9.txt": False,
        "caf\\xe9.txt (2)": True,
        "caf\\xe9\\xe9.txt": True,
        "caf\\xe9\\xe9.txt (2)": True,
    }
