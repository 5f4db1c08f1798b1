"""Style sheets and scripts of the page, which are shipped as files beside this module."""

from __future__ import annotations

from importlib import resources


def read_assets(folder: str) -> str:
    """Return the files of a folder beside this module concatenated in the order of their names.

    Args:
        folder: "style" or "script".
    """
    files = resources.files(__package__).joinpath(folder).iterdir()
    return "\n".join(file.read_text(encoding="utf-8") for file in sorted(files, key=lambda file: file.name))
