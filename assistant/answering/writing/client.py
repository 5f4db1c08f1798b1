"""The client of the model's server: text that comes piece by piece, in limited time, until it is stopped."""

from __future__ import annotations

import asyncio
import logging
import queue
import threading
from collections.abc import Iterator, Sequence
from contextlib import suppress
from importlib import import_module
from importlib.util import find_spec
from types import TracebackType
from typing import TYPE_CHECKING, Any, Literal, Self, TypedDict

from assistant.answering.writing.api_key import ApiKey, read_api_key
from assistant.common.cancellation import Cancellation
from assistant.errors import WritingError
from assistant.settings import Settings

if TYPE_CHECKING:
    from openai import AsyncOpenAI

INSTALL = "python -m pip install -c constraints.txt -e '.[llm]'"
# A connection is made in this time or never; the setting `llm_seconds` limits all together.
_CONNECT_SECONDS = 10.0
_MOST_TOLD = 200  # characters of what a server says is wrong


class Message(TypedDict):
    """One message to the model."""

    role: Literal["system", "user", "assistant"]
    content: str


class StoppedByUser(WritingError):
    """Writing was stopped on request."""


class ChatClient:
    """Asks the model that the settings name; nothing is sent before `stream` is used."""

    def __init__(self, settings: Settings) -> None:
        """Read the key, and load the library, which takes a second.

        Raises:
            SettingsError: The key cannot be used.
            WritingError: The extra "llm" is not installed.
        """
        if find_spec("openai") is None:
            raise WritingError(f"Written answers need the extra 'llm': {INSTALL}")
        import_module("openai")
        self.address = settings.llm
        self.model = settings.llm_model
        self.seconds = settings.llm_seconds
        self._key = read_api_key(settings)

    def stream(
        self,
        messages: Sequence[Message],
        *,
        most_tokens: int,
        cancellation: Cancellation,
        seconds: float = 0.0,
    ) -> ChatStream:
        """Return the text that the model writes, to be used in a `with` block.

        Args:
            messages: What it is asked.
            most_tokens: The most tokens that it is to write.
            cancellation: Stops it from any thread, which closes the connection.
            seconds: The time limit; by default the setting `llm_seconds`.
        """
        return ChatStream(self, self._key, messages, most_tokens, cancellation, seconds or self.seconds)


class ChatStream:
    """What the model writes, piece by piece as it comes; the connection is closed at the end of the block.

    The network is used in a thread with an event loop, because only there can waiting be broken off at any
    moment. `is_complete` tells afterwards whether the model said that it had come to its end.
    """

    def __init__(
        self,
        client: ChatClient,
        key: ApiKey | None,
        messages: Sequence[Message],
        most_tokens: int,
        cancellation: Cancellation,
        seconds: float,
    ) -> None:
        """Prepare; the request is sent when the block begins."""
        self.is_complete = False
        self._client, self._key, self._messages = client, key, list(messages)
        self._most_tokens, self._seconds = most_tokens, seconds
        self._cancellation = cancellation
        self._pieces: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._error: WritingError | None = None

    def __enter__(self) -> Self:
        """Send the request."""
        self._loop = asyncio.new_event_loop()
        self._task = self._loop.create_task(self._receive())
        self._thread = threading.Thread(target=self._run, name="assistant-llm", daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the connection, also in the middle of the text."""
        self._break_off()
        self._thread.join()

    def __iter__(self) -> Iterator[str]:
        """Yield the pieces as they come, none of them empty.

        Raises:
            StoppedByUser: A stop was requested.
            WritingError: The server cannot be used, or the time is over; says what is wrong.
        """
        with self._cancellation.calling(self._break_off):
            while (piece := self._pieces.get()) is not None:
                yield piece
        if self._cancellation.is_requested:
            raise StoppedByUser("Stopped.")
        if self._error is not None:
            raise self._error

    def _break_off(self) -> None:
        with suppress(RuntimeError):  # everything has been received, and the loop is closed
            self._loop.call_soon_threadsafe(self._task.cancel)

    def _run(self) -> None:
        try:
            self._loop.run_until_complete(self._task)
        except asyncio.CancelledError:
            pass
        finally:
            self._loop.run_until_complete(self._loop.shutdown_asyncgens())
            self._loop.close()
            self._pieces.put(None)

    async def _receive(self) -> None:
        """Put what comes into the queue; an error is kept for the reader."""
        logging.getLogger("openai").setLevel(logging.ERROR)  # at lower levels it logs what is sent
        try:
            async with asyncio.timeout(self._seconds):
                await self._request()
        except TimeoutError:
            self._error = WritingError(
                f"The language model at {self._client.address} did not finish in {self._seconds:g} seconds "
                "(setting 'llm_seconds')."
            )
        except Exception as error:
            self._error = WritingError(explained(error, self._client, self._key))

    async def _request(self) -> None:
        from openai import BadRequestError

        async with _open_client(self._client.address, self._key) as client:
            wanted: dict[str, Any] = {"temperature": 0, "max_tokens": self._most_tokens}
            try:
                stream = await self._create(client, wanted)
            except BadRequestError:
                # Some models refuse these two; what they write too much is cut off.
                stream = await self._create(client, {})
            async with stream:
                async for chunk in stream:
                    self._take(chunk)

    async def _create(self, client: AsyncOpenAI, wanted: dict[str, Any]) -> Any:
        messages: Any = self._messages
        return await client.chat.completions.create(
            model=self._client.model, messages=messages, stream=True, **wanted
        )

    def _take(self, chunk: Any) -> None:
        """Put the text of a chunk into the queue; chunks without text are passed over."""
        choices = getattr(chunk, "choices", None)
        if not choices:
            return
        content = getattr(choices[0].delta, "content", None)
        if isinstance(content, str) and content:
            self._pieces.put(content)
        if choices[0].finish_reason == "stop":
            self.is_complete = True


def _open_client(address: str, key: ApiKey | None) -> AsyncOpenAI:
    import httpx2
    from openai import AsyncOpenAI

    from assistant.answering.writing.transport import LimitedTransport

    network = httpx2.AsyncClient(
        transport=LimitedTransport(address, key.secret if key else None),
        follow_redirects=False,
        trust_env=False,
        timeout=httpx2.Timeout(None, connect=_CONNECT_SECONDS),
    )
    # The transport adds the key; the library would take another one from the environment.
    return AsyncOpenAI(base_url=address, api_key="none", max_retries=0, http_client=network)


def explained(error: Exception, client: ChatClient, key: ApiKey | None) -> str:
    """Return in a sentence what is wrong with the server and what to do; never the key."""
    import openai

    at = f"The language model at {client.address}"
    if isinstance(error, openai.APIStatusError):
        return f"{at} {_refusal(error, client)}{_told(error, key)}"
    if isinstance(error, openai.APITimeoutError):
        return f"{at} could not be reached in {_CONNECT_SECONDS:g} seconds; is the server running?"
    if isinstance(error, openai.APIConnectionError):
        cause = str(error.__cause__ or "").rstrip(".")
        cause = f" ({_one_line(cause, key)})" if cause else ""
        return f"{at} could not be reached or broke off{cause}; is the server running?"
    if type(error) is openai.APIError:  # told in the middle of the stream
        return f"{at} reported an error: {_one_line(error.message, key)}"
    return (
        f"{at} sent something that is no chat completion; does the address end as the server's does ('/v1')?"
    )


def _refusal(error: Any, client: ChatClient) -> str:
    """Return what a status other than success means."""
    status = error.status_code
    if status in (401, 403):
        return "does not accept the key; set ASSISTANT_LLM_KEY or the setting 'llm_key_file'"
    if status == 404:
        return f"has no model '{client.model}', or takes no chat completions at this address"
    if status == 429:
        return "is busy, or its quota is used up; ask again later"
    if 300 <= status < 400:
        return "sends to another address, which is not followed; name that one in the setting 'llm'"
    return f"answered with the error {status}"


def _told(error: Any, key: ApiKey | None) -> str:
    """Return what the server itself says of an error, if it says it as OpenAI's does."""
    body = error.body
    told = body.get("message") if isinstance(body, dict) else None
    return f": {_one_line(told, key)}" if isinstance(told, str) and told.strip() else "."


def _one_line(text: str, key: ApiKey | None) -> str:
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    line = key.removed_from(line) if key else line
    return line if len(line) <= _MOST_TOLD else line[: _MOST_TOLD - 1] + "…"
