"""What is damaged on Milvus is noticed by its digest, named, and repaired from the corpus."""

import json

import pytest
from material import MEMO, POLICY
from milvus_compared import assert_same
from states import visible

from assistant import build_index, open_index
from assistant.errors import IndexDamagedError, IndexMissingError
from assistant.index.doctor.check import check_index
from assistant.index.doctor.repair import repair_index
from assistant.index.milvus.engine import Engine
from assistant.index.milvus.schema import DOCUMENT, PART, Names
from assistant.index.store.address import milvus_address

# With a server of its own: minutes, and not yet sure on a busy machine.
pytestmark = pytest.mark.torture


@pytest.fixture
def built(settings, tmp_path):
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "memo.txt").write_text(MEMO)
    (corpus / "policy.md").write_text(POLICY)
    build_index(settings=settings)
    return settings


def harm(settings, where, field, change, *, passages=False):
    """Change a field of the rows that a filter finds."""
    address = milvus_address(settings.index)
    engine, names = Engine(address, 20), Names(address.name)
    (name,) = names.all_passages(engine.collections()) if passages else [names.records]
    rows = engine.few(name, where, ("row", field))
    assert rows
    engine.update(name, [{"row": row["row"], field: change(row[field])} for row in rows])
    engine.close()


def flipped(data):
    place = len(data) - 9
    return data[:place] + ("A" if data[place] != "A" else "B") + data[place + 1 :]


def test_a_damaged_text_is_named_and_repaired(built):
    expected = visible(built.index, built)
    harm(built, f"kind == {PART} and field == 'text' and content == 1", "data", flipped)
    with open_index(settings=built) as index:
        for info in index.documents():
            if info.path == "policy.md":
                assert index.document_text(info.path)
            else:
                with pytest.raises(IndexDamagedError, match=r"The text of 'memo.txt' .*doctor --repair"):
                    index.document_text(info.path)
    assert [finding.check for finding in check_index(built) if not finding.sound] == ["ranges"]
    repair = repair_index(built)
    assert any("memo.txt" in done for done in repair.done)
    report = build_index(settings=built)
    assert report.embedded_passages > 0
    assert all(finding.sound for finding in check_index(built))
    assert_same(visible(built.index, built), expected)


def test_other_damage_is_noticed(built):
    def other_text(data):
        values = json.loads(data)
        values[2] = values[2].replace("lighthouse", "lightship")
        return json.dumps(values)

    harm(built, "content == 1", "data", other_text, passages=True)
    with open_index(settings=built) as index, pytest.raises(IndexDamagedError, match="A passage of 'memo"):
        index.retrieve("lighthouse")
    harm(built, "content == 1", "data", lambda data: "", passages=True)
    with open_index(settings=built) as index, pytest.raises(IndexDamagedError, match="A passage of 'memo"):
        index.retrieve("lighthouse")
    harm(built, f"kind == {DOCUMENT}", "data", lambda data: data.replace("memo.txt", "mema.txt"))
    with pytest.raises(IndexDamagedError, match="list of documents"):
        open_index(settings=built)


def test_where_nothing_was_built(settings):
    with pytest.raises(IndexMissingError, match=r"run 'assistant index --index milvus\+http"):
        open_index(settings=settings)
    with pytest.raises(IndexMissingError):
        repair_index(settings)
