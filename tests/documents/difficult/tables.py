"""Separated values: ragged, quoted, of every separator, of every size."""

from __future__ import annotations

from collections.abc import Iterator

from difficult.case import Case, fails, of

ROWS = "Island,Boats,Crew\nGull,3,12\nTern,1,4\n"


def cases() -> Iterator[Case]:
    gull = {"holds": ("Island: Gull | Boats: 3",)}
    yield of("ordinary.csv", ROWS, **gull)
    yield of("semicolons.csv", ROWS.replace(",", ";"), **gull)
    yield of("tabs.tsv", ROWS.replace(",", "\t"), **gull)
    yield of("bars.csv", ROWS.replace(",", "|"), **gull)
    yield of("stated.csv", "sep=;\n" + ROWS.replace(",", ";"), **gull)
    yield of("ragged.csv", ROWS + "Puffin\nRaven,1,2,3,4,5,6\n,,,\n,x\n", holds=("Gull", "Puffin", "Raven"))
    yield of(
        "quoted-lines.csv", ROWS + '"Long\nname, with ""quotes""",2,3\n', holds=('Long name, with "quotes"',)
    )
    yield of("never-closed.csv", ROWS + '"open,1,2\nRaven,5,6\nCrow,7,8\n', holds=("Gull", "Raven"))
    yield of("stray-quotes.csv", ROWS + 'a"b,"c"d,e\n', holds=("Gull",))
    yield of("formulas.csv", ROWS + "=cmd|'/C calc'!A0,@SUM(A1),+1\n", holds=("=cmd",))
    yield of("zeros.csv", ROWS.replace("Gull", "Gu\0ll"), **gull, lacks=("\0",))
    yield of("excel-utf16.csv", ROWS.replace(",", "\t").encode("utf-16"), **gull)
    yield of("cp1252.csv", ROWS.replace("Gull", "Île-à-Gull").encode("cp1252"), holds=("Île-à-Gull",))
    yield of(
        "wide.csv",
        ",".join(f"c{n}" for n in range(3000)) + "\n" + ",".join("x" * 3000) + "\n",
        holds=("c2999: x",),
    )
    yield of("one-column.csv", "Gull\nTern\nPuffin\n", holds=("Gull\nTern",))
    yield of("one-cell.csv", "Gull", holds=("Gull",))
    yield of("huge-cell.csv", ROWS + f'"{"word " * 3000}",1,2\n', holds=("Gull",))
    yield of("old-mac.csv", ROWS.replace("\n", "\r"), **gull)
    yield of("blank-rows.csv", ROWS.replace("\n", "\n\n,,\n"), **gull)
    yield fails("only-separators.csv", b",,,\n" * 300, "no text")
    yield fails("empty.csv", b"", "empty")
    yield fails("binary.csv", bytes(range(32)) * 100, "binary")
    yield of("surrogates.csv", b"a,b\n\xed\xa0\x80,2\nx,y\n", holds=("x",))
