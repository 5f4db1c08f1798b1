"""Memory-mapped tensors of safetensors files; the library of that format copies them into memory."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import numpy.typing as npt


def mapped_tensor(path: Path, name: str) -> npt.NDArray[np.float32]:
    """Map a float32 tensor of a safetensors file, of whatever shape it has.

    Such a file begins with the length of its header in 8 bytes; then come the header in JSON and the tensors.

    Raises:
        OSError: The file cannot be read.
        ValueError: It is damaged or holds no such tensor.
    """
    with path.open("rb") as file:
        length = int.from_bytes(file.read(8), "little")
        try:
            tensor = json.loads(file.read(length))[name]
            kind, shape, begin = tensor["dtype"], tuple(tensor["shape"]), tensor["data_offsets"][0]
        except (KeyError, TypeError, IndexError, OverflowError, MemoryError) as error:
            raise ValueError(f"'{path}' holds no tensor '{name}'.") from error
    if kind != "F32":
        raise ValueError(f"'{name}' in '{path}' is {kind}, not F32.")
    return np.asarray(np.memmap(path, np.float32, "r", 8 + length + begin, shape))
