"""The setting `index` names a folder, a Milvus server, or a folder of milvus-lite."""

from pathlib import Path

import pytest

from assistant import load_settings
from assistant.errors import SettingsError
from assistant.index.store.address import absolute_index, local_folder, milvus_address


@pytest.mark.parametrize("index", ["index", "/data/milvus", "milvus+http", "some.milvus.d"])
def test_folders(index):
    assert milvus_address(index) is None
    assert absolute_index(index) == str(Path(index).absolute())
    assert local_folder(load_settings({"index": index})) == Path(index)


def test_servers(tmp_path):
    address = milvus_address("milvus+http://Db.example.org/our_docs/")
    assert (address.uri, address.name, address.folder) == ("http://db.example.org:19530", "our_docs", None)
    assert absolute_index("milvus+https://[::1]:443/a") == "milvus+https://[::1]:443/a"
    settings = load_settings({"index": "milvus+http://h/a", "cache": str(tmp_path)})
    assert local_folder(settings).is_relative_to(tmp_path)
    assert local_folder(settings) != local_folder(settings.using(index="milvus+http://h/b"))
    assert settings.conversations_file() == Path.cwd() / "a-conversations.sqlite"


def test_milvus_lite(tmp_path):
    address = milvus_address(str(tmp_path / "our.milvus"))
    assert (address.folder, address.uri) == (
        tmp_path / "our.milvus",
        str(tmp_path / "our.milvus" / "store.db"),
    )


@pytest.mark.parametrize(
    ("index", "said"),
    [
        ("milvus+http://host:19530", "of letters, digits and _"),
        ("milvus+http://host:19530/a-b", "of letters, digits and _"),
        ("milvus+http://host:port/a", "must look like"),
        ("milvus+http://user:s3cret@host:port/a", "must look like"),
        ("milvus+http:///a", "must look like"),
        ("milvus+http://user:s3cret@host/a", "ASSISTANT_MILVUS_TOKEN"),
        ("http://host/a", "must be a folder or an address like"),
    ],
)
def test_what_is_no_address(index, said):
    with pytest.raises(SettingsError, match=said) as caught:
        milvus_address(index)
    assert "s3cret" not in str(caught.value)
