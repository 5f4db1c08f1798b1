"""One `Settings`: defaults < assistant.toml < ASSISTANT_* environment < options."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, get_type_hints
from urllib.parse import urlsplit

from platformdirs import user_cache_dir

from assistant.errors import SettingsError

SETTINGS_FILE = "assistant.toml"
ENVIRONMENT_PREFIX = "ASSISTANT_"
_CONVERSATIONS = "conversations.sqlite"
_POSTGRES = ("postgresql:", "postgres:")
_MOST_SECONDS = 86_400.0
_LEAST_SECRET = 32  # characters
_RAY_ADDRESS = re.compile(r"(ray://)?([\w.-]+|\[[0-9a-fA-F:.]+\]):\d{1,5}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything a user can set.

    Each field is a key of assistant.toml, an environment variable (ASSISTANT_ and the name in capitals), an
    argument of the functions of the package, and, for some, an option of the command line.
    """

    corpus: str = "corpus"
    index: str = "index"

    # Indexing: a change of one of these rebuilds what it affects.
    model: str = "all-MiniLM-L6-v2"  # a packaged name, a folder, or a sentence-transformers name
    backend: str = "onnx"  # "onnx" (onnxruntime) or "torch" (sentence-transformers)
    passage_tokens: int = 200  # most tokens in a passage, at most what the model reads

    # Reading files
    parse_seconds: float = 120.0  # time limit for reading one file
    parse_memory_mb: int = 2048  # memory limit for reading one file
    max_file_mb: int = 200  # larger files are refused, on disk and as uploads
    workers: int = 0  # processes that read files; 0: one per core, at most 4
    ocr: str = "auto"  # "auto": scanned pages are read where the extra "ocr" is installed; or "off"
    ocr_seconds: float = 120.0  # time limit for each look at a scanned page, beside that of the file

    # Pages of the web: fetched only when somebody asks for one address
    web_pages: str = "public"  # "public" addresses, "any" also of private networks, or "off"
    web_seconds: float = 30.0  # time limit for fetching one page; max_file_mb limits its size
    # An index on Milvus; its password is in ASSISTANT_MILVUS_TOKEN, never here.
    milvus_seconds: float = 20.0  # time limit for one call to the server, with all retries
    milvus_lease_seconds: float = 30.0  # a build that was not heard of for so long has ended
    milvus_keep_seconds: float = 3600.0  # how long what no newer commit shows is kept for slow readers

    # Building on a Ray cluster: "" reads and embeds on this machine.
    ray: str = ""  # "host:port", "ray://host:port", or "auto" for the cluster that this machine belongs to
    ray_files: str = "send"  # "send" each file with its task, or "shared": nodes have the corpus at this path

    # Answering
    k: int = 5  # passages returned by `retrieve`
    passages_read: int = 10  # passages whose sentences are scored for an answer
    reader: str = "packaged"  # "packaged", "small" (quicker), or "none" to answer by retrieval scores alone
    caution: float = 0.3  # answers below this confidence are refused; 0 answers always

    # Writing: off unless `llm` names a server. Its key is in ASSISTANT_LLM_KEY or in a file, never here.
    llm: str = ""  # address of OpenAI's chat completions, like "http://127.0.0.1:11434/v1"
    llm_model: str = ""  # the model's name on that server
    llm_key_file: str = ""  # file with the key, readable by its owner only; "": ASSISTANT_LLM_KEY, or no key
    llm_seconds: float = 120.0  # time limit for writing one answer
    llm_tokens: int = (
        2400  # most tokens of documents that are sent at once; the model must be able to read them
    )
    unproven: str = "mark"  # written sentences that are not proven: "mark" them as such, or "drop" them

    # Running
    threads: int = 0  # threads of one embedding call; 0: one per core
    cache: str = ""  # folder for exported models; "": the user's cache folder
    host: str = "127.0.0.1"
    port: int = 7860
    auth: str = ""  # "user:password"; needed for any host but this machine
    # Signs sign-ins, the same in all processes of the page; "": they end with the process that made them
    auth_secret: str = ""
    address: str = ""  # where a proxy shows the page, like "https://docs.example.org"
    # Keeps them: a file, a folder, or "postgresql://user:password@host/name"; "": beside the index; or "none"
    conversations: str = ""
    log: str = "problems"  # "problems", or "texts": also questions and what errors say of documents

    def __post_init__(self) -> None:
        """Validate the values; raises SettingsError."""
        at_least = {
            "passage_tokens": 16,
            "k": 1,
            "passages_read": 1,
            "parse_memory_mb": 64,
            "max_file_mb": 1,
            "workers": 0,
            "threads": 0,
            "llm_tokens": 200,
        }
        for name, least in at_least.items():
            if getattr(self, name) < least:
                raise SettingsError(f"Setting '{name}' must be at least {least}, not {getattr(self, name)}.")
        if not 0 <= self.caution <= 1:
            raise SettingsError(f"Setting 'caution' must lie between 0 and 1, not {self.caution}.")
        choices = {
            "backend": ("onnx", "torch"),
            "reader": ("packaged", "small", "none"),
            "ocr": ("auto", "off"),
            "log": ("problems", "texts"),
            "unproven": ("mark", "drop"),
            "web_pages": ("public", "any", "off"),
            "ray_files": ("send", "shared"),
        }
        for name, allowed in choices.items():
            if getattr(self, name) not in allowed:
                *others, last = (f"'{each}'" for each in allowed)
                given = getattr(self, name)
                raise SettingsError(f"Setting '{name}' must be {', '.join(others)} or {last}, not '{given}'.")
        if not 0 <= self.port <= 65535:
            raise SettingsError(f"Setting 'port' must lie between 0 and 65535, not {self.port}.")
        limits = ("parse", "ocr", "llm", "web", "milvus", "milvus_lease")
        for name in (f"{each}_seconds" for each in limits):
            if not 0 < getattr(self, name) <= _MOST_SECONDS:
                raise SettingsError(f"Setting '{name}' must be more than 0, not {getattr(self, name)}.")
        self._check_auth()
        self._check_ray()
        self._check_llm()
        _check_postgres(self.conversations)

    def _check_auth(self) -> None:
        """Validate what lets visitors in; raises SettingsError without telling it."""
        if self.auth and ":" not in self.auth:
            raise SettingsError("Setting 'auth' must look like 'user:password'.")
        if self.auth_secret and len(self.auth_secret) < _LEAST_SECRET:
            raise SettingsError(f"Setting 'auth_secret' must have {_LEAST_SECRET} characters or more.")

    def _check_ray(self) -> None:
        """Validate the address of a cluster; raises SettingsError."""
        if self.ray not in ("", "auto") and not _RAY_ADDRESS.fullmatch(self.ray):
            raise SettingsError(
                f"Setting 'ray' must be 'auto', 'host:port' or 'ray://host:port', not '{self.ray}'."
            )

    def _check_llm(self) -> None:
        """Validate what names the language model; raises SettingsError without telling a password in it."""
        if bool(self.llm) != bool(self.llm_model):
            missing, given = ("llm_model", "llm") if self.llm else ("llm", "llm_model")
            raise SettingsError(f"Setting '{missing}' must be set too, since '{given}' is.")
        if not self.llm:
            return
        try:
            parts = urlsplit(self.llm)
            is_usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
        except ValueError:
            is_usable = False
        if not is_usable or parts.query or parts.fragment:
            raise SettingsError("Setting 'llm' must be an address like 'http://127.0.0.1:11434/v1'.")
        if parts.username is not None or parts.password is not None:
            raise SettingsError("Setting 'llm' must hold no password; set ASSISTANT_LLM_KEY instead.")

    @property
    def can_write(self) -> bool:
        """Whether a language model is configured."""
        return bool(self.llm)

    def using(self, **changes: Any) -> Settings:
        """Return these settings with some changed."""
        return replace(self, **changes)

    def cache_folder(self) -> Path:
        """Return the folder that keeps exported models between runs."""
        return (
            Path(self.cache).expanduser()
            if self.cache
            else Path(user_cache_dir("assistant", appauthor=False))
        )

    def conversations_place(self) -> Path | str | None:
        """Return the file or the address of PostgreSQL that keeps conversations, None for not kept."""
        if self.conversations.startswith(_POSTGRES):
            return self.conversations
        return self.conversations_file()

    def conversations_file(self) -> Path | None:
        """Return the file that keeps conversations, None where they are not to be kept."""
        if self.conversations == "none":
            return None
        if not self.conversations:
            # The address of a server names no folder: the file then lies where the program was started.
            name = self.index.rpartition("/")[2] if "://" in self.index else self.index
            index = Path(name).expanduser().absolute()
            return index.with_name(f"{index.name}-{_CONVERSATIONS}")
        path = Path(self.conversations).expanduser().absolute()
        return path if path.suffix == ".sqlite" else path / _CONVERSATIONS


def _check_postgres(address: str) -> None:
    """Validate an address of PostgreSQL; raises SettingsError without telling the password in it."""
    if not address.startswith(_POSTGRES):
        return
    try:
        parts = urlsplit(address)
        is_usable = bool(parts.hostname) and len(parts.path) > 1 and parts.port != 0
    except ValueError:
        is_usable = False
    if not is_usable:
        raise SettingsError(
            "Setting 'conversations' must be a file, a folder or an address like "
            "'postgresql://user:password@host/name'."
        )


def load_settings(
    options: Mapping[str, Any] | None = None,
    *,
    base: Settings | None = None,
    file: Path | None = None,
    environment: Mapping[str, str] | None = None,
) -> Settings:
    """Merge the settings file, the environment and the options that are not None.

    Args:
        options: Values by field name; None means "not given".
        base: Settings to start from instead of the file and the environment.
        file: The TOML file; by default `assistant.toml` in the working directory, if there.
        environment: The environment; by default the process's own.

    Returns:
        The merged settings.

    Raises:
        SettingsError: A name is unknown or a value has the wrong type; names where it came from.
    """
    values: dict[str, Any] = {}
    if base is None:
        path = file or Path(SETTINGS_FILE)
        if file or path.is_file():
            values |= _validated(_read_toml(path), str(path))
        environment = os.environ if environment is None else environment
        known = {ENVIRONMENT_PREFIX + field.name.upper(): field.name for field in fields(Settings)}
        from_environment = {known[key]: value for key, value in environment.items() if key in known}
        values |= _validated(from_environment, "the environment")
    given = {key: value for key, value in (options or {}).items() if value is not None}
    values |= _validated(given, "the options")
    return replace(base or Settings(), **values)


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise SettingsError(f"Cannot read the settings file '{path}': {error.strerror}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"The settings file '{path}' is not valid TOML: {error}.") from error


def _validated(values: Mapping[str, Any], origin: str) -> dict[str, Any]:
    types = get_type_hints(Settings)
    unknown = sorted(set(values) - set(types))
    if unknown:
        known = ", ".join(types)
        raise SettingsError(f"Unknown setting '{unknown[0]}' in {origin}; the settings are: {known}.")
    return {name: _convert(name, value, types[name], origin) for name, value in values.items()}


def _convert(name: str, value: Any, kind: type, origin: str) -> Any:
    if isinstance(value, os.PathLike):
        value = os.fspath(value)
    try:
        if isinstance(value, bool) or (kind is str and not isinstance(value, str)):
            raise ValueError
        converted = kind(value)
        if kind is int and float(value) != converted:
            raise ValueError
    except (TypeError, ValueError, OverflowError):
        raise SettingsError(
            f"Setting '{name}' in {origin} must be of type {kind.__name__}, not {value!r}."
        ) from None
    return converted
