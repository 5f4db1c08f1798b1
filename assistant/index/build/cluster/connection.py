"""The connection to a Ray cluster, with one clear sentence where there is none."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from assistant.errors import AssistantError

_CONNECTING_SECONDS = 10.0
# Ray reports its use to its makers unless told not to; nothing of ours leaves for anywhere but the address.
_ENVIRONMENT = {"RAY_USAGE_STATS_ENABLED": "0", "RAY_ENABLE_UV_RUN_RUNTIME_ENV": "0", "RAY_DEDUP_LOGS": "0"}


@contextmanager
def connected(address: str) -> Iterator[Any]:
    """Connect to the cluster at an address, and disconnect at the end; provides the module `ray`.

    A connection that this process has already is used, and stays.

    Args:
        address: The setting `ray`.

    Raises:
        AssistantError: Ray is not installed, does not answer there, or has another version.
    """
    for name, value in _ENVIRONMENT.items():
        os.environ[name] = value
    try:
        import ray
    except ImportError as error:
        raise AssistantError(
            f"Building on the Ray cluster '{address}' needs the extra 'ray'; "
            "run \"pip install 'assistant-documents[ray]'\"."
        ) from error
    if ray.is_initialized():
        yield ray
        return
    _connect(ray, address)
    try:
        yield ray
    finally:
        ray.shutdown()


def _connect(ray: Any, address: str) -> None:
    if address != "auto":
        _check_reachable(address)
    try:
        ray.init(address=address, log_to_driver=False, logging_level="CRITICAL", namespace="assistant")
    except ImportError as error:
        raise AssistantError("A 'ray://' address needs grpcio; run \"pip install 'ray[client]'\".") from error
    except (ConnectionError, OSError, RuntimeError, ValueError) as error:
        said = str(error)
        if "ersion mismatch" in said:
            reason = f"it has another version of Python or Ray ({' '.join(said.split())})"
        elif address == "auto":
            reason = "this machine belongs to none; name its address, or run 'ray start' here"
        else:
            reason = f"{' '.join(said.split())[:300]}"
        raise AssistantError(f"The Ray cluster '{address}' cannot be used: {reason}.") from error


def _check_reachable(address: str) -> None:
    """Raise unless something listens there: Ray itself tries for a minute and may end the process."""
    parts = urlsplit(address if "://" in address else f"//{address}")
    try:
        with socket.create_connection((parts.hostname or "", parts.port or 0), _CONNECTING_SECONDS):
            return
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise AssistantError(f"No Ray cluster answers at '{address}' ({reason}).") from error
