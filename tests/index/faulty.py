"""Builds in which the n-th call to the system goes wrong."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

import pytest

HERE = Path(__file__).parent

# Kinds of calls and what happens to the n-th, as in faults.c.
OPEN, MAKE, READ, WRITE, SYNC, GROW, RENAME, REMOVE, LOCK = (1 << n for n in range(9))
COUNT, DIE, DIE_HALFWAY, FAIL_ONCE, FAIL_FROM = range(5)
CHANGING = MAKE | WRITE | SYNC | GROW | RENAME | REMOVE


def compiled(folder):
    """Compile faults.c; skip the test where that cannot be done."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if sys.platform != "linux" or compiler is None:
        pytest.skip("faults are put between Assistant and the C library, on Linux with a C compiler")
    library = folder / "faults.so"
    source = HERE / "faults.c"
    subprocess.run([compiler, "-O1", "-shared", "-fPIC", "-o", library, source, "-ldl"], check=True)
    return library


class FaultyBuilds:
    """A warm process that runs builds in which something goes wrong."""

    def __init__(self, library):
        path = os.pathsep.join([str(HERE.parents[1]), os.environ.get("PYTHONPATH", "")])
        environment = {**os.environ, "LD_PRELOAD": str(library), "PYTHONPATH": path}
        self._process = subprocess.Popen(
            [sys.executable, str(HERE / "faulty_builds.py")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment,
        )

    def run(self, settings, *, kinds, action, at=0, errno=0):
        """Return how a build ended: died, or its error, or what it embedded; calls made; the one struck."""
        fault = {"kinds": kinds, "action": action, "at": at, "errno": errno}
        self._process.stdin.write(json.dumps({"settings": asdict(settings), "fault": fault}) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())

    def close(self):
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait()
