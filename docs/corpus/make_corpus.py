"""Make the PDF and the Word document of the shipped corpus from the text below.

Run it with `python docs/corpus/make_corpus.py`; with the same package versions it writes the same
bytes every time. The other documents in `corpus/` are written by hand.
"""

from __future__ import annotations

import argparse
import io
import zipfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from docx import Document
from docx.shared import Pt
from fpdf import FPDF

CORPUS = Path(__file__).resolve().parents[2] / "corpus"
BRIEFING = "sahel-security-briefing.pdf"
WHO_IS_WHO = "who-is-who.docx"

AUTHOR = "The Assistant project"
FIXED_TIME = datetime(2000, 1, 1, tzinfo=UTC)  # instead of now: a date in the file would be news

BRIEFING_TITLE = "Security in the Sahel after the break between France and Mali"
# "# " starts a heading, "---" a new page; blank lines part the paragraphs.
BRIEFING_TEXT = """
# Summary

The Sahel is troubled by Islamist insurgencies, and al-Qaeda and the Islamic State are among the
groups that Mali's military is fighting. France has now suspended the counterterrorism cooperation
that served this fight.

This briefing describes what is lost, which country is gaining influence, and what may come next.

# What is lost

The cooperation rested on joint military operations and on an exchange of intelligence. The
suspension halts both.

Without the help of France, the fight against the insurgents could grow weaker. For this reason, the
suspension raises worries about the future security of the region.

# What led to the break

The trigger was an arrest in Bamako in August: Mali detained Yann Vezilier, a member of the French
embassy's staff, and accused him of spying. Each government then expelled diplomatic staff of the
other.

---

# Russia's growing role

Since the coup of 2021, the military junta in Mali has relied more and more on Russia. The
deployment of the Wagner Group's mercenaries, who were meant to combat the insurgents, was the high
point of this policy.

The mercenaries have since pulled out, as their losses were heavy. Russia's Africa Corps has
maintained its presence, which is a sign that Russian influence in the region goes on.

A stronger Russia may alter the way in which other countries take part in the affairs of the region.

# Distance from France

Together with the shift towards Russia came another step: Mali withdrew from the Organisation
Internationale de la Francophonie. Burkina Faso and Niger, two other nations of West Africa, are
also keeping France at a distance.

---

# International partners

The European Union's military training mission in Mali is over. The Union justified this step with
the deterioration of relations.

Further partners may think again about what they do in the country.

# Outlook

With the suspension, the politics of West Africa have reached a turning point. Mali is drawing
closer to Russia and is moving away from its traditional Western allies.

It is uncertain how the region will cope with extremism and instability. The case also shows how
complicated it is to deal with security concerns while the relations between states change quickly.
"""

WHO_TITLE = "Who is who in the crisis between France and Mali"
WHO_TEXT = """
This overview presents the people, the institutions and the armed forces that play a part in the
crisis.

# People

## Yann Vezilier

Yann Vezilier is the French national whom the Malian authorities arrested in August. He was employed
at the French embassy in Bamako. France regards him as a diplomatic agent.

## The Malian diplomats

The two diplomats expelled by France had been posted to Paris, one at the Malian embassy and one at
the consulate.

## The French embassy staff

Five employees of the French embassy were expelled by Mali in return.

# Governments and organisations

## The French Ministry for Europe and Foreign Affairs

The ministry confirmed that counterterrorism cooperation with Mali has been suspended. It presented
the decision as a response to the arrest and to the diplomatic tensions that came after it.

## The junta in Mali

The junta has sought closer ties with Russia since the military coup of 2021.

## The European Union

The European Union used to run a military training mission in Mali and has ended it, for which it
gave deteriorating relations as the reason.

## The Organisation Internationale de la Francophonie

The Organisation Internationale de la Francophonie is the organisation from which Mali has
withdrawn.

## Burkina Faso and Niger

Burkina Faso and Niger are West African nations that, like Mali, are distancing themselves from
France.

# Armed forces and groups

## The Wagner Group

The Wagner Group is the organisation whose mercenaries fought the insurgents in Mali. Its recent
withdrawal was due to heavy losses.

## The Africa Corps

The Africa Corps is a Russian force that remains in the region.

## Al-Qaeda and the Islamic State

Al-Qaeda and the Islamic State are among the groups against which France supported Mali's military.
"""
WHO_TABLE = (
    ("Name", "Part in the crisis"),
    ("Yann Vezilier", "Arrested in Bamako, accused of espionage"),
    ("France", "Suspended the cooperation, expelled two diplomats"),
    ("Mali", "Made the arrest, expelled five embassy employees"),
    ("Russia", "Gains influence in the region"),
)

A5 = (148.0, 210.0)  # millimetres
_INK = (33, 37, 41)
_ACCENT = (24, 78, 119)
_GREY = (110, 117, 125)


class _Briefing(FPDF):
    """An A5 page with a quiet header line and the page number at the foot."""

    def header(self) -> None:
        self.set_draw_color(*_ACCENT)
        self.set_line_width(0.6)
        self.line(self.l_margin, 12, self.w - self.r_margin, 12)
        self.set_y(18)

    def footer(self) -> None:
        self.set_y(-14)
        self.set_font("Helvetica", size=8)
        self.set_text_color(*_GREY)
        self.cell(0, 6, f"Page {self.page_no()} of {{nb}}", align="C")


def briefing() -> bytes:
    """Return the briefing as a PDF."""
    pdf = _Briefing(format=A5)
    pdf.set_creation_date(FIXED_TIME)
    pdf.set_title(BRIEFING_TITLE)
    pdf.set_author(AUTHOR)
    pdf.set_lang("en-GB")
    pdf.set_margins(18, 18)
    pdf.set_auto_page_break(True, margin=18)
    pdf.add_page()
    _write(pdf, BRIEFING_TITLE, size=18, style="B", color=_ACCENT, line=8.5, after=3)
    for level, text in _blocks(BRIEFING_TEXT):
        if text == "---":
            pdf.add_page()
        elif level:
            pdf.ln(2)
            pdf.start_section(text)
            _write(pdf, text, size=14, style="B", color=_ACCENT, line=7.5, after=1.2)
        else:
            _write(pdf, text, size=12, color=_INK, line=6.4, after=2.8)
    return bytes(pdf.output())


def _blocks(text: str) -> Iterator[tuple[int, str]]:
    """Yield the heading level (0 for a paragraph) and the text of each block."""
    for block in text.strip().split("\n\n"):
        marks, _, heading = block.partition(" ")
        level = len(marks) if set(marks) == {"#"} else 0
        yield level, heading if level else block.replace("\n", " ")


def _write(
    pdf: FPDF, text: str, *, size: float, color: Sequence[int], line: float, after: float, style: str = ""
) -> None:
    pdf.set_font("Helvetica", style=style, size=size)
    pdf.set_text_color(*color)
    pdf.multi_cell(0, line, text, align="L", new_x="LMARGIN", new_y="NEXT")
    pdf.ln(after)


def who_is_who() -> bytes:
    """Return the overview of people and organisations as a Word document."""
    document = Document()
    properties = document.core_properties
    properties.title, properties.author, properties.comments = WHO_TITLE, AUTHOR, ""
    properties.created = properties.modified = FIXED_TIME.replace(tzinfo=None)
    document.styles["Normal"].font.name = "Calibri"
    document.styles["Normal"].font.size = Pt(11)
    document.add_heading(WHO_TITLE, level=0)
    for level, text in _blocks(WHO_TEXT):
        if level:
            document.add_heading(text, level=level)
        else:
            document.add_paragraph(text)
    document.add_heading("At a glance", level=1)
    table = document.add_table(rows=0, cols=len(WHO_TABLE[0]), style="Light Grid Accent 1")
    for row in WHO_TABLE:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    buffer = io.BytesIO()
    document.save(buffer)
    return _with_fixed_times(buffer.getvalue())


def _with_fixed_times(archive: bytes) -> bytes:
    """Return the zip archive with every member dated the same, so that its bytes do not change."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(archive)) as source,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            member = zipfile.ZipInfo(name, date_time=FIXED_TIME.timetuple()[:6])
            member.compress_type = zipfile.ZIP_DEFLATED
            member.create_system = 3  # the same on every platform
            target.writestr(member, source.read(name))
    return buffer.getvalue()


def main() -> None:
    """Write both documents into the corpus, or into another folder."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=CORPUS, help="default: corpus/")
    folder: Path = parser.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    (folder / BRIEFING).write_bytes(briefing())
    (folder / WHO_IS_WHO).write_bytes(who_is_who())


if __name__ == "__main__":
    main()
