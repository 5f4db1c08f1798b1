"""onnxruntime, imported in this one place so that it never reports to its makers."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from assistant.cores import available_cores


def open_session(model: Path, threads: int = 0) -> Any:
    """Open an ONNX model on the CPU.

    Args:
        model: The ONNX file.
        threads: Threads of one call; 0: one a core.
    """
    # Builds since 1.32 look up a host of Microsoft's a few seconds after import unless told not to.
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads or available_cores()
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
