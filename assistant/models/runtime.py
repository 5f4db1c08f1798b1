"""onnxruntime, imported in this one place, where its telemetry is switched off first."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from assistant.common.cores import available_cores

Feed = Mapping[str, npt.NDArray[Any]]
T = TypeVar("T")


class Session:
    """An ONNX model on the CPU, run with one text at a time, several texts in parallel on several cores.

    In 8-bit arithmetic the texts of a batch share a scale, so that the result of one depends on the others.
    Alone it does not, nothing is padded, and two cores with a text each are faster than two cores that share
    a batch (measured: 6,100 against 3,400 tokens a second).
    """

    def __init__(self, model: Path, threads: int = 0) -> None:
        """Open the model.

        Args:
            model: The ONNX file.
            threads: Number of texts computed in parallel, one thread each; 0: one per core.
        """
        # Builds since 1.32 look up a host of Microsoft's a few seconds after import unless told not to.
        os.environ["ORT_DISABLE_TELEMETRY"] = "1"
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
        self.inputs = frozenset(each.name for each in self._session.get_inputs())
        self._workers = ThreadPoolExecutor(threads or available_cores(), "assistant-model")

    def run(self, outputs: Sequence[str], feeds: Iterable[Feed]) -> Iterator[list[npt.NDArray[np.float32]]]:
        """Yield the outputs for each text in order; all inputs are of shape (1, ...)."""
        yield from self.run_on(outputs, feeds, lambda feed: feed)

    def run_on(
        self, outputs: Sequence[str], texts: Iterable[T], as_feed: Callable[[T], Feed]
    ) -> Iterator[list[npt.NDArray[np.float32]]]:
        """Yield the outputs for each text in order, as `run` does.

        A text becomes a feed when its turn comes: the word vectors of hundreds take hundreds of megabytes.
        """
        yield from self._workers.map(lambda text: self._session.run(outputs, as_feed(text)), texts)
