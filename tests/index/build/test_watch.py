"""`assistant index --watch`, as people leave it running."""

import json
import os
import signal
import subprocess
import sys
import threading
import time

import pytest

from assistant import load_settings, retrieve
from assistant.index.build.lock import writer_lock


@pytest.fixture
def watching(corpus, tmp_path, tiny_model):
    """Yield a function that waits for the next report, the index, and the process."""
    index = tmp_path / "index"
    options = ["--corpus", corpus, "--index", index, "--model", tiny_model, "--watch", "--json"]
    running = subprocess.Popen(
        [sys.executable, "-m", "assistant", "index", *map(str, options)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "ASSISTANT_CACHE": str(tmp_path / "cache")},
        # Shells start what runs in the background so that it does not hear Ctrl-C.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    late = threading.Timer(180, running.kill)  # so that a report that never comes fails the test
    late.start()
    try:
        yield lambda: json.loads(running.stdout.readline()), index, running
    finally:
        late.cancel()
        running.kill()
        running.communicate()


def kinds(report):
    return {change["path"]: change["kind"] for change in report["changes"] if change["kind"] != "unchanged"}


def test_what_changes_is_indexed_by_itself(watching, corpus, tmp_path, tiny_model):
    report, index, running = watching
    assert set(kinds(report()).values()) == {"added"}

    (corpus / "harbour.txt").write_text("The harbour master keeps seventeen herons.")
    assert kinds(report()) == {"harbour.txt": "added"}
    settings = load_settings({"model": str(tiny_model), "cache": str(tmp_path / "cache")})
    found = retrieve("herons", k=1, index=index, settings=settings)
    assert "seventeen herons" in found[0].text

    (corpus / "harbour.txt").write_text("The harbour master keeps nineteen herons.")
    assert kinds(report()) == {"harbour.txt": "changed"}
    (corpus / "harbour.txt").unlink()
    assert kinds(report()) == {"harbour.txt": "removed"}

    running.send_signal(signal.SIGINT)
    assert running.wait(60) == 130
    assert "what was committed is safe" in running.stderr.read()


def test_it_goes_on_when_others_have_built_meanwhile(watching, corpus):
    report, index, _ = watching
    report()
    with writer_lock(index):
        (corpus / "waits.txt").write_text("This one has to wait.")
        time.sleep(2)  # long enough for an attempt
    assert kinds(report()) == {"waits.txt": "added"}
