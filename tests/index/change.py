"""A change of a corpus that has everything in it, and the states of the index before and after."""

import shutil
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

from states import passages, visible

from assistant import build_index
from assistant.errors import IndexMissingError
from assistant.settings import Settings


def voyages(n, lines):
    return "\n\n".join(f"In line {m} report {n} says that ship {n * m} sailed to port {m}." for m in lines)


def write_mail(path, subject, **files):
    """Write a message with attached files, given by name with "__" for the point."""
    mail = EmailMessage()
    mail["Subject"], mail["From"] = subject, "Ada Lind <ada@example.org>"
    mail["Date"] = "Tue, 29 Sep 2026 09:00:00 +0200"
    mail.set_content(f"This is about {subject}.\n")
    for name, text in files.items():
        mail.add_attachment(text.encode(), "application", "octet-stream", filename=name.replace("__", "."))
    path.write_bytes(bytes(mail))


def old_mails(folder):
    """Write a message that will be removed, one that will be renamed and one whose files will change."""
    write_mail(folder / "sold.eml", "goats", sale__txt="Nine goats were sold.")
    write_mail(
        folder / "oil.eml", "oil", oil__csv="year,barrels\n1871,40\n", both__txt="The ship brought both."
    )
    write_mail(
        folder / "lamp.eml", "the lamp", old__txt="The old lamp burns oil.", both__txt="It burns both."
    )


def change_mails(folder):
    """Change the messages and what is attached to them, and add one with a file that is known already."""
    (folder / "sold.eml").unlink()
    (folder / "oil.eml").rename(folder / "barrels.eml")
    write_mail(folder / "lamp.eml", "lamps", new__txt="The new lamp burns gas.", both__txt="It burns both.")
    write_mail(
        folder / "again.eml", "a ship", ship__txt="The ship brought both.", bad__pdf="%PDF-1.4 nothing"
    )


def old_corpus(folder):
    folder.mkdir()
    for n in range(4):
        (folder / f"report-{n}.txt").write_text(voyages(n, range(6)))
    (folder / "memo.md").write_text("# Keepers\n\nThe keepers of the lighthouse kept goats.\n")
    (folder / "gone.txt").write_text("A hotel room may cost 140 euros.")
    old_mails(folder)


def change_corpus(folder):
    """Add, change, remove, rename and copy documents, enough to be stored in parts; one cannot be read."""
    for n in range(7, 10):
        (folder / f"report-{n}.txt").write_text(voyages(n, range(40)))
    (folder / "report-0.txt").write_text(voyages(0, range(3, 9)))
    (folder / "gone.txt").unlink()
    (folder / "memo.md").rename(folder / "keepers.md")
    shutil.copy(folder / "report-1.txt", folder / "copy.txt")
    (folder / "picture.jpg").write_bytes(b"\xff\xd8\xff")
    change_mails(folder)


@dataclass
class Change:
    """What a build does to an index; `before` is a copy of its folder, None before the first build."""

    settings: Settings
    before: Path | None
    old: object
    new: object
    stored: list

    @classmethod
    def recorded(cls, settings, before):
        """Build once as it should be, and remember how that ended."""
        folder = Path(settings.index)
        old = None if before is None else visible(before, settings)
        build_index(settings=settings)
        new = visible(folder, settings)
        assert new != old
        return cls(settings, before, old, new, passages(folder))

    @property
    def folder(self):
        return Path(self.settings.index)

    def reset(self):
        shutil.rmtree(self.folder, ignore_errors=True)
        if self.before is not None:
            shutil.copytree(self.before, self.folder)

    def seen(self, where):
        """Return which of the two states a reader sees; a third is an error."""
        try:
            now = visible(self.folder, self.settings)
        except IndexMissingError:
            now = None
        assert now in (self.old, self.new), f"a state that never was: {where}"
        return "old" if now == self.old else "new"

    def check_next_build(self):
        """The next build ends in the new state and embeds only what nobody had embedded yet."""
        have = passages(self.folder)
        report = build_index(settings=self.settings)
        assert report.embedded_passages == len([row for row in self.stored if row not in have])
        assert visible(self.folder, self.settings) == self.new
        assert passages(self.folder) == self.stored
        names = sorted(path.name.split("-")[0] for path in self.folder.iterdir())
        assert names == ["dense", "dense", "lexical", "store.sqlite", "writer.lock"]
