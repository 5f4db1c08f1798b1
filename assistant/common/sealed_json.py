"""JSON files of caches: a damaged one is as good as none."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

from xxhash import xxh3_128

from assistant.common.files import write_durably


def read_sealed(path: Path) -> dict[str, Any]:
    """Return the JSON object of a file, {} if there is none or it is not what was written."""
    try:
        seal, _, text = path.read_bytes().partition(b"\n")
        found = json.loads(text) if xxh3_128(text).hexdigest().encode() == seal else {}
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def write_sealed(path: Path, data: dict[str, Any]) -> None:
    """Write a JSON object behind its digest; an error is ignored, since a cache can be made again."""
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps(data).encode()
        write_durably(path, xxh3_128(text).hexdigest().encode() + b"\n" + text)
