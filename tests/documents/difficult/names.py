"""Names of files that break programs: marks, markup, commands, bytes that are no text, and their lengths."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from difficult.case import Case, fails, of

SENTENCE = "The ferry to the island leaves at noon every Sunday in summer."


def cases() -> Iterator[Case]:
    plain = (
        "emoji 🚢👩‍👩‍👧.txt",
        "new\nline.txt",
        "return\rtab\t.txt",
        "two..points.txt",
        "names/ leading space.txt",
        "-rf.txt",
        "--help.txt",
        'quote\'s "double" `back`.txt',
        "$(touch evil).txt",
        "semi;colon & pipe|.txt",
        "back\\slash.txt",
        "percent %s %n %00.txt",
        "{braces} {0}.txt",
        "star*[set]?.txt",
        "<img src=x onerror=alert(1)>.txt",
        "[link](javascript:x).txt",
        "\u202etxt.exe.txt",
        "\x1b[31mred\x1b[0m.txt",
        "CON.txt",
        "UPPER.TXT",
        "many.dots.in.a.name.md",
        unicodedata.normalize("NFC", "é-composed.txt"),
        unicodedata.normalize("NFD", "é-composed.txt"),
        "zero\u200bwidth.txt",
        "/".join(["deep"] * 40) + "/x.txt",
        "x" * 251 + ".txt",
        "ü" * 125 + "y.txt",
    )
    for number, name in enumerate(plain):
        yield of(
            f"names/{name}", f"{SENTENCE} This is file number {number}.", holds=(f"file number {number}.",)
        )
    yield fails("names/no-suffix", SENTENCE.encode(), "Files without a suffix are not supported")
    yield fails("names/trailing-space.txt ", SENTENCE.encode(), "'.txt ' files are not supported")
    yield fails("names/trailing-point.txt.", SENTENCE.encode(), "not supported")
    yield fails("names/archive.tar.gz", b"\x1f\x8b" + bytes(100), "'.gz' files are not supported")
    yield fails("names/program.exe", b"MZ" + bytes(100), "'.exe' files are not supported")
    yield fails("names/odd.t\nxt", b"x", "not supported")
    yield fails("names/long." + "s" * 240, b"x", "not supported")
    yield fails("names/caf\udce9.txt", SENTENCE.encode(), "not valid Unicode")
    yield fails("names/caf\udcea.txt", SENTENCE.encode(), "not valid Unicode")
    yield of("names/caf?.txt", f"{SENTENCE} A question mark.", holds=("A question mark.",))
    yield of("names/caf\\xe9.txt", f"{SENTENCE} A backslash.", holds=("A backslash.",))
    yield of("a-folder.pdf/inside.txt", f"{SENTENCE} Inside a folder.", holds=("Inside a folder.",))
