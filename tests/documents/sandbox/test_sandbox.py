"""Child processes: what goes wrong in one costs only its own file."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from assistant.documents import ExtractionPool
from assistant.errors import ExtractionError
from assistant.types import Extraction

# A worker whose parser does what the name of the file says.
TROUBLE = """
import os, sys, time
from pathlib import Path
from assistant.documents.sandbox.worker import serve
from assistant.types import Extraction

def read(path):
    if path.stem.startswith("hang"):
        time.sleep(600)
    if path.stem.startswith("crash"):
        os._exit(3)
    if path.stem.startswith("eat"):
        hoard = []
        while True:
            hoard.append(bytearray(50_000_000))
    if path.stem.startswith("bug"):
        raise KeyError("a bug")
    print("noise on standard output")
    sys.stderr.write("noise on standard error")
    return Extraction(path.stem)

serve(read)
"""


@pytest.fixture
def command(tmp_path):
    script = tmp_path / "trouble.py"
    script.write_text(TROUBLE)
    return (sys.executable, str(script))


def outcomes(pool, tmp_path, names):
    found = dict(pool.extract_many((name, tmp_path / f"{name}.txt") for name in names))
    assert sorted(found) == sorted(names)
    return {
        name: outcome.text if isinstance(outcome, Extraction) else str(outcome)
        for name, outcome in found.items()
    }


def test_trouble_costs_only_its_own_file(command, tmp_path):
    names = ["a", "crash1", "b", "hang1", "c", "eat1", "d", "bug1", "crash2", "e"]
    with ExtractionPool(2, seconds=8, memory_mb=600, command=command) as pool:
        found = outcomes(pool, tmp_path, names)
    assert all(found[name] == name for name in "abcde")
    assert "longer than 8 seconds" in found["hang1"]
    assert "crash" in found["crash1"]
    assert "memory" in found["eat1"]
    assert "damaged" in found["bug1"]


def test_many_files_and_a_second_round(command, tmp_path):
    names = [f"file{n}" for n in range(40)]
    with ExtractionPool(2, seconds=30, memory_mb=0, command=command) as pool:
        for _ in range(2):
            assert outcomes(pool, tmp_path, names) == {name: name for name in names}


def test_stopping_early_leaves_no_children(command, tmp_path):
    with ExtractionPool(2, seconds=600, memory_mb=0, command=command) as pool:
        results = pool.extract_many(
            (n, tmp_path / f"{name}.txt") for n, name in enumerate(["a", *["hang"] * 5])
        )
        assert isinstance(next(results)[1], Extraction)
        results.close()
    assert children_running(tmp_path) == 0


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no SIGKILL on this system")
def test_children_end_when_the_parent_is_killed(command, tmp_path):
    parent = (
        "import sys; from pathlib import Path; from assistant.documents import ExtractionPool\n"
        "pool = ExtractionPool(2, 600, 0, command=sys.argv[1:])\n"
        "names = ['a.txt', 'b.txt', 'c.txt'] * 1000000\n"
        "for key, outcome in pool.extract_many((name, Path(name)) for name in names):\n"
        "    print(outcome.text, flush=True)\n"
    )
    process = subprocess.Popen([sys.executable, "-c", parent, *command], stdout=subprocess.PIPE)
    assert process.stdout.readline().strip() in (b"a", b"b", b"c")
    assert children_running(tmp_path) > 0
    process.send_signal(signal.SIGKILL)
    process.communicate()
    for _ in range(100):
        if not children_running(tmp_path):
            return
        time.sleep(0.1)
    pytest.fail("children go on without their parent")


def children_running(tmp_path):
    """Count processes that run the worker of this test; the killed parent itself has another command."""
    count = 0
    for entry in os.scandir("/proc"):
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            try:
                words = Path(f"/proc/{entry.name}/cmdline").read_bytes().split(b"\0")
            except OSError:
                continue
            count += len(words) > 1 and words[1] == str(tmp_path / "trouble.py").encode()
    return count


def test_real_files(tmp_path):
    (tmp_path / "a.txt").write_text("A real text.")
    (tmp_path / "b.txt").write_bytes(b"\x00\x01\x02" * 100)
    with ExtractionPool(1, 60, 2048) as pool:
        found = dict(pool.extract_many((name, tmp_path / name) for name in ("a.txt", "b.txt", "gone.txt")))
    assert found["a.txt"] == Extraction("A real text.")
    assert isinstance(found["b.txt"], ExtractionError)
    assert "cannot be read" in str(found["gone.txt"])


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no SIGKILL on this system")
def test_children_that_hang_end_with_their_parent(command, tmp_path):
    parent = (
        "import sys; from pathlib import Path; from assistant.documents import ExtractionPool\n"
        "pool = ExtractionPool(2, 600, 0, command=sys.argv[1:])\n"
        "for key, outcome in pool.extract_many((n, Path(n)) for n in ['a.txt', 'hang.txt', 'hang.txt']):\n"
        "    print(outcome.text, flush=True)\n"
    )
    process = subprocess.Popen([sys.executable, "-c", parent, *command], stdout=subprocess.PIPE)
    assert process.stdout.readline().strip() == b"a"
    process.send_signal(signal.SIGKILL)
    process.communicate()
    for _ in range(100):
        if not children_running(tmp_path):
            return
        time.sleep(0.1)
    pytest.fail("children that hang go on without their parent")


def test_a_failure_of_a_used_child_is_tried_again_in_a_fresh_one(tmp_path):
    script = tmp_path / "worn.py"
    script.write_text(
        "import os\n"
        "from assistant.documents.sandbox.worker import serve\n"
        "from assistant.types import Extraction\n"
        "read = []\n"
        "def once(path):\n"
        "    if read:\n"
        "        os._exit(1)\n"
        "    read.append(path)\n"
        "    return Extraction(path.stem)\n"
        "serve(once)\n"
    )
    with ExtractionPool(1, 60, 0, command=(sys.executable, str(script))) as pool:
        assert outcomes(pool, tmp_path, ["a", "b", "c"]) == {"a": "a", "b": "b", "c": "c"}


@pytest.mark.parametrize(
    "reply",
    [
        b"",
        b"not json",
        b"[1]",
        b'{"extraction": {}}',
        b'{"error": 7}',
        b'{"extraction": {"text": "abc", "title": "",'
        b' "pages": [{"number": 1, "start": 0, "end": 99, "label": ""}],'
        b' "headings": [], "line_breaks": "hard", "warnings": []}}',
        b'{"extraction": {"text": 7, "title": "", "pages": [], "headings": [],'
        b' "line_breaks": "", "warnings": []}}',
        b"[" * 100_000,
    ],
)
def test_a_child_that_was_taken_over_cannot_harm_its_parent(tmp_path, reply):
    script = tmp_path / "liar.py"
    script.write_text(
        "import struct, sys\n"
        f"reply = {reply!r}\n"
        "while head := sys.stdin.buffer.read(4):\n"
        "    sys.stdin.buffer.read(struct.unpack('>I', head)[0])\n"
        "    sys.stdout.buffer.write(struct.pack('>I', len(reply)) + reply)\n"
        "    sys.stdout.buffer.flush()\n"
    )
    with ExtractionPool(1, 60, 0, command=(sys.executable, str(script))) as pool:
        [(_, outcome)] = pool.extract_many([("a", tmp_path / "a.txt")])
    assert isinstance(outcome, ExtractionError)


def test_files_are_taken_no_faster_than_results(command, tmp_path):
    taken = []

    def files():
        for n in range(100):
            taken.append(n)
            yield n, tmp_path / f"file{n}.txt"

    with ExtractionPool(2, 60, 0, command=command) as pool:
        for done, _ in enumerate(pool.extract_many(files())):
            # Two in work, four waiting, one each that a thread holds ready.
            assert len(taken) <= done + 10
    assert len(taken) == 100
