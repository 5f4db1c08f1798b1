"""The key of the model's server: read when it is needed, shown nowhere."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from assistant.errors import SettingsError
from assistant.settings import Settings

KEY_VARIABLE = "ASSISTANT_LLM_KEY"
_MOST_CHARACTERS = 4096


@dataclass(frozen=True, repr=False)
class ApiKey:
    """A key; its representation does not tell it."""

    secret: str

    def __repr__(self) -> str:
        """Return the same for every key."""
        return "ApiKey(…)"

    def removed_from(self, text: str) -> str:
        """Return a text without the key, which a server may repeat in what it answers."""
        return text.replace(self.secret, "…")


def read_api_key(settings: Settings, environment: Mapping[str, str] | None = None) -> ApiKey | None:
    """Return the key of the environment or of the file that the settings name, None without one.

    Args:
        settings: `llm_key_file` names the file; the environment comes first.
        environment: The environment; by default the process's own.

    Raises:
        SettingsError: The file cannot be read, others may read it, or it holds no key. The message does
            not tell the key.
    """
    environment = os.environ if environment is None else environment
    if environment.get(KEY_VARIABLE):
        return _checked(environment[KEY_VARIABLE], f"the environment variable {KEY_VARIABLE}")
    if not settings.llm_key_file:
        return None
    path = Path(settings.llm_key_file).expanduser()
    try:
        with path.open(encoding="utf-8") as file:
            if os.name == "posix":
                _check_is_private(os.fstat(file.fileno()), path)
            text = file.read(_MOST_CHARACTERS + 1)
    except OSError as error:
        raise SettingsError(f"Cannot read the file of the key '{path}': {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise SettingsError(f"The file of the key '{path}' holds no key.") from error
    return _checked(text, f"the file '{path}'")


def _check_is_private(status: os.stat_result, path: Path) -> None:
    is_own = status.st_uid == os.geteuid()
    if not is_own or stat.S_IMODE(status.st_mode) & 0o077:
        raise SettingsError(
            f"Others may read the file of the key '{path}'; run 'chmod 600 {path}' as its owner."
        )


def _checked(text: str, origin: str) -> ApiKey:
    """Return a key that can be sent in a header."""
    secret = text.strip()
    if not secret or len(secret) > _MOST_CHARACTERS or not all("!" <= c <= "~" for c in secret):
        raise SettingsError(f"What is in {origin} cannot be a key: it must be one word of ASCII characters.")
    return ApiKey(secret)
