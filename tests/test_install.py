"""`make chat` the first time: what is shown while pip installs, what is kept, and what a failure says."""

import os
import re
import subprocess
import sys
import zipfile
from contextlib import suppress

import pytest
from material import REPOSITORY

from install import Progress

HARBOUR = "harbour-1.0-py3-none-any.whl"


@pytest.fixture(scope="module")
def wheels(tmp_path_factory):
    """A folder with one small package, from which pip installs without network."""
    folder = tmp_path_factory.mktemp("wheels")
    files = {
        "harbour.py": "",
        "harbour-1.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: harbour\nVersion: 1.0\n",
        "harbour-1.0.dist-info/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = "".join(f"{name},,\n" for name in (*files, "harbour-1.0.dist-info/RECORD"))
    with zipfile.ZipFile(folder / HARBOUR, "w") as wheel:
        for name, text in (files | {"harbour-1.0.dist-info/RECORD": record}).items():
            wheel.writestr(name, text)
    return folder


def command(wheels, folder, *packages):
    steps = (
        ["--", "--no-index", "--find-links", str(wheels), "--target", str(folder / "target"), package]
        for package in packages
    )
    return [
        sys.executable,
        str(REPOSITORY / "install.py"),
        str(folder / "pip.log"),
        *(argument for step in steps for argument in step),
    ]


def test_what_pip_says_goes_into_the_log_and_not_onto_the_screen(wheels, tmp_path):
    ran = subprocess.run(command(wheels, tmp_path, "harbour"), capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    assert (tmp_path / "target" / "harbour.py").exists()
    assert "Successfully installed harbour-1.0" in (tmp_path / "pip.log").read_text()
    assert ran.stdout == ""
    assert re.fullmatch(r"(Installing, .*\n)*Installed in \d+:\d\d\.\n", ran.stderr)


def test_a_failure_names_the_log_and_shows_its_end(wheels, tmp_path):
    ran = subprocess.run(command(wheels, tmp_path, "lighthouse", "harbour"), capture_output=True, text=True)
    assert ran.returncode == 1
    assert "No matching distribution found for lighthouse" in ran.stderr
    assert f"'{tmp_path / 'pip.log'}'" in ran.stderr
    assert not (tmp_path / "target").exists()  # the step after it is not run


@pytest.mark.skipif(sys.platform == "win32", reason="There are no such terminals.")
def test_a_terminal_shows_one_line_that_moves(wheels, tmp_path):
    ours, terminal = os.openpty()
    shown = bytearray()
    with subprocess.Popen(command(wheels, tmp_path, "harbour"), stderr=terminal) as ran:
        os.close(terminal)
        with suppress(OSError):  # how Linux tells the end
            while read := os.read(ours, 1024):
                shown.extend(read)
    os.close(ours)
    assert ran.returncode == 0
    written = shown.decode()
    assert "\rInstalling, 0:0" in written
    assert written.count("\n") == 1
    assert re.search(r"\rInstalled in \d+:\d\d\.\r\n$", written)


def test_the_time_left_is_estimated_from_what_was_fetched():
    progress = Progress(packages=110)
    assert progress.seconds_left(30) is None
    progress.read("Collecting torch (from -c constraints.txt)")
    progress.read("  Downloading torch-2.13.0-cp311-cp311-manylinux_2_28_x86_64.whl.metadata (24 kB)")
    assert progress.doing == "fetching torch"
    assert progress.seconds_left(30) is None
    progress.read("  Downloading torch-2.13.0-cp311-cp311-manylinux_2_28_x86_64.whl (190.0 MB)")
    progress.read("Collecting numpy>=1.26")
    progress.read("  Downloading numpy-2.4.0-cp311-cp311-macosx_14_0_arm64.whl (17.0 MB)")
    assert progress.doing == "fetching numpy (17.0 MB)"
    after_torch = progress.seconds_left(60)
    assert 60 < after_torch < 300
    progress.read("  Downloading nvidia_cublas_cu12-12.9-py3-none-manylinux_2_27_x86_64.whl (800.0 MB)")
    assert progress.seconds_left(60) > 2 * after_torch  # the build for CUDA brings gigabytes
    progress.read("Installing collected packages: torch, numpy")
    assert progress.doing == "unpacking 2 packages"
    assert Progress().seconds_left(30) is None
