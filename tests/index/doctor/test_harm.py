"""Any file of the index harmed anywhere: nothing wrong is told, the damage is named, and repair mends it."""

import random
import shutil
import sqlite3
from contextlib import closing

import pytest
from harm import (
    Harmed,
    files_of,
    outcome_of_asking,
    repaired,
    told,
    told_or_error,
    vectors,
    with_log,
    write_corpus,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant import build_index, open_index
from assistant.errors import IndexDamagedError, IndexMissingError
from assistant.index.doctor.check import check_index
from assistant.index.doctor.repair import repair_index
from assistant.index.store.schema import STORE_NAME

FLIPS = 4000


class Sound:
    """A sound index and its twin that may be harmed, in one place, again and again."""

    def __init__(self, root, settings, make):
        self.settings = settings.using(
            corpus=str(write_corpus(root / "corpus")), index=str(root / "index"), reader="none"
        )
        self.folder, self.good = root / "index", root / "good"
        make(self.settings, self.good)
        self.heal()
        self.told, self.vectors = told(self.settings), vectors(self.folder)
        self.heal()
        self.files = files_of(self.good)

    def heal(self):
        shutil.rmtree(self.folder, ignore_errors=True)
        shutil.copytree(self.good, self.folder)

    def harmed(self, name, harm):
        """Harm a file; return what is needed to judge, None if that changed nothing."""
        self.heal()
        before = (self.folder / name).read_bytes()
        harm(self.folder / name)
        if (self.folder / name).is_file() and (self.folder / name).read_bytes() == before:
            return None
        return Harmed(self.settings, self.folder, self.told, self.vectors)

    def flipped(self, name, place, bit):
        """Flip one bit, `place` (0..1) of the way through a file."""
        return self.harmed(name, lambda path: flip(path, int(place * path.stat().st_size), bit))


def plainly(settings, folder):
    build_index(settings=settings)
    shutil.copytree(settings.index, folder)


@pytest.fixture(scope="module")
def sound(tmp_path_factory, tiny):
    return Sound(tmp_path_factory.mktemp("sound"), tiny, plainly)


@pytest.fixture(scope="module")
def logged(tmp_path_factory, tiny):
    return Sound(tmp_path_factory.mktemp("logged"), tiny, with_log)


def flip(path, position, bit):
    data = bytearray(path.read_bytes())
    if data:
        data[position] ^= 1 << bit
        path.write_bytes(data)


def cut_to(share):
    return lambda path: path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])


def zero_a_page(path):
    data = path.read_bytes()
    middle = len(data) // 2 // 4096 * 4096
    path.write_bytes(data[:middle] + bytes(min(4096, len(data) - middle)) + data[middle + 4096 :])


HARMS = {
    "cut to a tenth": cut_to(0.1),
    "cut to a half": cut_to(0.5),
    "cut by a little": cut_to(0.99),
    "emptied": cut_to(0),
    "with a page of zeros": zero_a_page,
    "overwritten": lambda path: path.write_bytes(b"something else altogether " * 300),
    "longer": lambda path: path.write_bytes(path.read_bytes() + b"more" * 2000),
}
# The rest is tried on the store and the dense index alone.
FOR_ALL = ("cut to a half", "emptied", "overwritten")


@pytest.mark.parametrize("harm", HARMS)
def test_each_file_harmed_is_noticed_and_mended(sound, harm):
    outcomes = {}
    for name in sound.files if harm in FOR_ALL else [STORE_NAME, sound.files[0]]:
        harmed = sound.harmed(name, HARMS[harm])
        if harmed is not None:
            outcomes[name] = outcome_of_asking(harmed)
            repaired(harmed)
    assert len(outcomes) > 1
    # What comes after the last page is nothing to SQLite, and pages that nobody asked for are not missed.
    if harm not in ("longer", "with a page of zeros", "cut by a little"):
        assert outcomes[STORE_NAME] == "named"


def test_each_file_removed_is_made_again(sound):
    for name in sound.files:
        harmed = sound.harmed(name, lambda path: path.unlink())
        if name == STORE_NAME:
            with pytest.raises(IndexMissingError, match="assistant index"):
                repair_index(sound.settings)
            assert build_index(settings=sound.settings).embedded_passages == len(sound.vectors)
            assert told(sound.settings) == sound.told
        else:
            assert outcome_of_asking(harmed) == "right"
            assert repaired(harmed) == 0


@settings(max_examples=25)
@given(st.data(), st.floats(0, 1, exclude_max=True), st.integers(0, 7))
def test_a_flipped_bit_anywhere_never_gives_a_wrong_result(sound, data, place, bit):
    harmed = sound.flipped(data.draw(st.sampled_from(sound.files)), place, bit)
    if harmed is not None:
        outcome_of_asking(harmed)
        repaired(harmed)


@settings(max_examples=10)
@given(
    st.sampled_from([STORE_NAME, f"{STORE_NAME}-wal"]), st.floats(0, 1, exclude_max=True), st.integers(0, 7)
)
def test_a_flipped_bit_in_a_commit_that_lies_in_the_log_gives_no_half_state(logged, name, place, bit):
    harmed = logged.flipped(name, place, bit)
    now, error = told_or_error(logged.settings)
    assert str(logged.folder) in error if error else is_whole(now, logged.told)
    assert all(finding.sound for finding in repair_index(harmed.settings).findings)
    build_index(settings=logged.settings)
    assert told(logged.settings)[1:] == logged.told[1:]


def is_whole(now, told):
    """Whether this is the last commit, or the one before: SQLite takes a log to its first damaged part."""
    texts, all_texts = now[1], told[1]
    return now == told or [text for text in all_texts if text[0] != "late.txt"] == texts


def test_every_bit_of_a_stored_text_and_vector_is_guarded(sound):
    """Blobs are where SQLite notices nothing: texts, passages and embeddings of one document."""
    data = (sound.good / STORE_NAME).read_bytes()
    with closing(sqlite3.connect(sound.good / STORE_NAME)) as db:
        (packed,) = db.execute(
            "SELECT c.text FROM contents c JOIN documents d ON d.content = c.id "
            "WHERE d.path = 'lighthouse.txt'"
        ).fetchone()
        rows = db.execute("SELECT text, embedding FROM passages WHERE text LIKE '%Ada Thornbury%'").fetchone()
    for value, asks in ((packed, told), (rows[0].encode(), told), (rows[1], told)):
        place = data.index(value[:40])
        for position in (0, 7, 39):
            harmed = sound.harmed(STORE_NAME, lambda path, p=place + position: flip(path, p, 3))
            with pytest.raises(IndexDamagedError, match="lighthouse"):
                asks(harmed.settings)
            assert repaired(harmed) > 0


def test_a_damaged_vector_is_named_when_the_dense_index_is_made_again(sound):
    with closing(sqlite3.connect(sound.good / STORE_NAME)) as db:
        (vector,) = db.execute("SELECT embedding FROM passages WHERE text LIKE '%port 39 %'").fetchone()
    place = (sound.good / STORE_NAME).read_bytes().index(vector)
    sound.harmed(STORE_NAME, lambda path: flip(path, place, 0))
    next(sound.folder.glob("dense-*")).unlink()
    with open_index(settings=sound.settings) as index, pytest.raises(IndexDamagedError, match=r"ships\.txt"):
        index.retrieve("lighthouse")


@pytest.fixture(scope="module")
def other(tmp_path_factory, tiny):
    """Another index, of another corpus."""
    root = tmp_path_factory.mktemp("other")
    (root / "corpus").mkdir()
    for name in ("a.txt", "lighthouse.txt", "z.txt"):
        (root / "corpus" / name).write_text(f"Whales of {name} live in the northern ocean. " * 9)
    build_index(settings=tiny.using(corpus=str(root / "corpus"), index=str(root / "index")))
    return root / "index"


def test_a_cache_of_another_index_is_not_used(sound, other):
    for pattern in ("dense-*", "lexical-*"):
        sound.heal()
        own, foreign = (next(folder.glob(pattern)) for folder in (sound.folder, other))
        if own.is_dir():
            shutil.rmtree(own)
            shutil.copytree(foreign, own)
        else:
            shutil.copyfile(foreign, own)
        unsound = [finding.check for finding in check_index(sound.settings) if not finding.sound]
        assert [check.split()[0] for check in unsound] == [pattern.split("-")[0]]
        harmed = Harmed(sound.settings, sound.folder, sound.told, sound.vectors)
        assert outcome_of_asking(harmed) == "right"
        assert repaired(harmed) == 0


def test_pages_of_another_index_do_not_pass_for_its_own(sound, other):
    """Whole pages that are sound in themselves, as a log that was copied to the wrong place brings in."""
    foreign = (other / STORE_NAME).read_bytes()
    outcomes = set()
    for page in range(1, len(foreign) // 4096):
        place = slice(page * 4096, (page + 1) * 4096)

        def replace_page(path, place=place):
            data = bytearray(path.read_bytes())
            data[place] = foreign[place]
            path.write_bytes(data)

        harmed = sound.harmed(STORE_NAME, replace_page)
        if harmed is not None:
            outcomes.add(outcome_of_asking(harmed))
            repaired(harmed)
    assert "named" in outcomes


def test_files_of_locks_harmed_do_not_matter(sound, tmp_path):
    sound.heal()
    (sound.folder / "writer.json").write_bytes(b'{"process": \xff')
    (sound.folder / "writer.lock").write_bytes(b"garbage")
    assert told(sound.settings) == sound.told
    assert not build_index(settings=sound.settings).changed
    assert repair_index(sound.settings).done == []


@pytest.mark.torture
def test_thousands_of_flipped_bits(sound):
    chance = random.Random()
    counts = {"right": 0, "named": 0, "embedded": 0}
    for _ in range(FLIPS):
        name = chance.choice([STORE_NAME, *(n for n in sound.files if (sound.good / n).stat().st_size)])
        harmed = sound.flipped(name, chance.random(), chance.randrange(8))
        if harmed is not None:
            counts[outcome_of_asking(harmed)] += 1
            counts["embedded"] += bool(repaired(harmed))
    print(f"\n{FLIPS} flips: {counts}")
    assert counts["named"] > 0
