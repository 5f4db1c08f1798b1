"""Where an index is: a folder of this machine, or a Milvus server (or its embedded likeness in a folder)."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from assistant.errors import SettingsError
from assistant.settings import Settings

_REMOTE = ("milvus+http://", "milvus+https://")
_EMBEDDED = ".milvus"
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,199}")


@dataclass(frozen=True, slots=True)
class MilvusAddress:
    """Where an index on Milvus is.

    Attributes:
        written: The setting `index`, without a password.
        uri: What `pymilvus` connects to.
        name: What the names of its collections begin with.
        folder: The folder of milvus-lite, None for a server.
    """

    written: str
    uri: str
    name: str
    folder: Path | None = None


def milvus_address(index: str) -> MilvusAddress | None:
    """Return the address of an index on Milvus, None for an index in a folder.

    Args:
        index: The setting `index`: "milvus+http://HOST:PORT/NAME", or a path that ends in ".milvus".

    Raises:
        SettingsError: It looks like such an address but is none.
    """
    if index.startswith(_REMOTE):
        return _server_address(index)
    if "://" in index:
        raise SettingsError(
            "Setting 'index' must be a folder or an address like 'milvus+http://host:19530/name', "
            f"not '{index}'."
        )
    if not index.endswith(_EMBEDDED):
        return None
    folder = Path(index).expanduser().absolute()
    return MilvusAddress(str(folder), str(folder / "store.db"), "assistant", folder)


def _server_address(index: str) -> MilvusAddress:
    try:
        parts = urlsplit(index.removeprefix("milvus+"))
        host, port = parts.hostname, parts.port or 19530
    except ValueError:
        host, port, parts = None, 0, urlsplit("")
    if parts.username is not None or parts.password is not None:
        raise SettingsError("Setting 'index' must hold no password; set ASSISTANT_MILVUS_TOKEN instead.")
    name = parts.path.strip("/")
    if not host or not _NAME.fullmatch(name) or parts.query or parts.fragment:
        raise SettingsError(
            "Setting 'index' must look like 'milvus+http://host:19530/name', the name of letters, digits "
            f"and _, not '{index.rpartition('@')[2]}'."
        )
    where = f"[{host}]" if ":" in host else host
    return MilvusAddress(
        f"milvus+{parts.scheme}://{where}:{port}/{name}", f"{parts.scheme}://{where}:{port}", name
    )


def absolute_index(index: str) -> str:
    """Return an index's folder as an absolute path; the address of a server as it is."""
    address = milvus_address(index)
    return address.written if address else str(Path(index).expanduser().absolute())


def local_folder(settings: Settings) -> Path:
    """Return the folder of this machine for small files that belong to an index: its own, if it has one."""
    address = milvus_address(settings.index)
    if address is None:
        return Path(settings.index)
    if address.folder:
        return address.folder
    return settings.cache_folder() / "indexes" / hashlib.sha256(address.written.encode()).hexdigest()[:16]
