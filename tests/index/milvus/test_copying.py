"""An index moves from its folder to Milvus without embedding anything again."""

import json
import shutil

import pytest
from change import change_corpus, old_corpus
from milvus_compared import assert_same
from states import visible

from assistant import build_index
from assistant.cli import main
from assistant.errors import SettingsError
from assistant.index.build.copying import copy_index

# With a server of its own: minutes, and not yet sure on a busy machine.
pytestmark = pytest.mark.torture


def test_moving(settings, tmp_path, capsys):
    old_corpus(tmp_path / "corpus")
    in_folder = settings.using(index=str(tmp_path / "index"))
    build_index(settings=in_folder)
    copied = copy_index(in_folder, settings.index)
    assert copied.copied == copied.passages > 20
    assert_same(visible(settings.index, settings), visible(in_folder.index, in_folder))
    # The next build there has nothing to do, and the next copy brings what changed.
    assert not build_index(settings=settings).changed
    change_corpus(tmp_path / "corpus")
    report = build_index(settings=in_folder)
    assert main(["index", "--index", in_folder.index, "--copy-to", settings.index, "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said == {"copied": report.embedded_passages, "passages": report.passages}
    assert_same(visible(settings.index, settings), visible(in_folder.index, in_folder))
    shutil.rmtree(tmp_path / "index")
    assert build_index(settings=settings).embedded_passages == 0
    with pytest.raises(SettingsError, match="is a folder; copy to an address"):
        copy_index(in_folder, str(tmp_path / "other"))
