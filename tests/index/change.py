"""A change of a corpus that has everything in it, and the states of the index before and after."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from states import passages, visible

from assistant import build_index
from assistant.errors import IndexMissingError
from assistant.settings import Settings


def voyages(n, lines):
    return "\n\n".join(f"In line {m} report {n} says that ship {n * m} sailed to port {m}." for m in lines)


def old_corpus(folder):
    folder.mkdir()
    for n in range(4):
        (folder / f"report-{n}.txt").write_text(voyages(n, range(6)))
    (folder / "memo.md").write_text("# Keepers\n\nThe keepers of the lighthouse kept goats.\n")
    (folder / "gone.txt").write_text("A hotel room may cost 140 euros.")


def change_corpus(folder):
    """Add, change, remove, rename and copy documents, enough to be stored in parts; one cannot be read."""
    for n in range(7, 10):
        (folder / f"report-{n}.txt").write_text(voyages(n, range(40)))
    (folder / "report-0.txt").write_text(voyages(0, range(3, 9)))
    (folder / "gone.txt").unlink()
    (folder / "memo.md").rename(folder / "keepers.md")
    shutil.copy(folder / "report-1.txt", folder / "copy.txt")
    (folder / "picture.jpg").write_bytes(b"\xff\xd8\xff")


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
