"""The precision to compute in: bfloat16 where the processor has arithmetic for it."""

from __future__ import annotations

import torch


def precision() -> torch.dtype:
    """Return bfloat16, or float32 where bfloat16 would be imitated, which is several times as slow."""
    known = ("_is_avx512_bf16_supported", "_is_amx_tile_supported")
    native = any(getattr(torch.cpu, name, bool)() for name in known)
    return torch.bfloat16 if native else torch.float32
