"""People who ask through nginx as open pages do, each with cookies, session and conversation of its own."""

from __future__ import annotations

import asyncio
import json
import random
import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

import httpx

from assistant.web.polling import PROCESS_HEADER

_API = "/gradio_api"
_POLL_SECONDS = 5.0
_ANSWER_SECONDS = 300.0
_QUESTION = object()  # where the question goes among what an event takes


@dataclass(frozen=True, slots=True)
class Asked:
    """One question.

    Attributes:
        process: Which process of the page the person was sent to.
        seconds: From sending the question until its answer was complete on the page.
        error: What went wrong, "" for an answer.
    """

    process: str
    seconds: float
    error: str = ""


async def crowd(
    address: str, auth: tuple[str, str], questions: Sequence[Sequence[str]], pause: float
) -> list[Asked]:
    """Let people ask at once, a row of questions each.

    Args:
        address: Where nginx shows the page.
        auth: User and password that everybody signs in with.
        questions: What each person asks, one question after another, in one conversation.
        pause: Seconds before each question on average, random up to twice of that.
    """
    async with httpx.AsyncClient(base_url=address, trust_env=False) as client:
        # Once for all: nginx lets nobody sign in fifty times a minute from one address.
        answer = await client.post("/login", data=dict(zip(("username", "password"), auth, strict=True)))
        answer.raise_for_status()
        token = {name: value for name, value in answer.cookies.items() if name.startswith("access-token")}
    people = [_visit(address, token, asked, pause, seed) for seed, asked in enumerate(questions)]
    return [one for of_person in await asyncio.gather(*people) for one in of_person]


async def _visit(
    address: str, token: dict[str, str], questions: Sequence[str], pause: float, seed: int
) -> list[Asked]:
    choose = random.Random(seed)
    await asyncio.sleep(choose.uniform(0, pause))
    asked = []
    async with _OpenPage(address, token) as page:
        for question in questions:
            await asyncio.sleep(choose.uniform(0, 2 * pause))
            asked.append(await page.ask(question))
    return asked


class _OpenPage:
    """What a browser does for an open page; with it a heartbeat, and a look for changes every few seconds."""

    def __init__(self, address: str, token: dict[str, str]) -> None:
        timeout = httpx.Timeout(_ANSWER_SECONDS)
        self._client = httpx.AsyncClient(base_url=address, cookies=token, trust_env=False, timeout=timeout)
        self._session = secrets.token_hex(5)
        self._background: list[asyncio.Task[None]] = []
        self._process = ""
        self._event: dict[str, Any] = {}

    async def __aenter__(self) -> Self:
        (
            await self._client.get("/")
        ).raise_for_status()  # brings the cookie that nginx tells browsers apart by
        self._process = (await self._client.get("/poll")).raise_for_status().headers[PROCESS_HEADER]
        self._event = _ask_event((await self._client.get("/config")).raise_for_status().json())
        self._background = [asyncio.create_task(self._beat()), asyncio.create_task(self._poll())]
        return self

    async def __aexit__(self, *_: object) -> None:
        for task in self._background:
            task.cancel()
        await asyncio.gather(*self._background, return_exceptions=True)
        await self._client.aclose()

    async def ask(self, question: str) -> Asked:
        """Type a question and wait for the whole answer."""
        began = time.perf_counter()
        try:
            error = await self._answer(question)
        except httpx.HTTPError as failed:
            error = repr(failed)
        return Asked(self._process, time.perf_counter() - began, error)

    async def _answer(self, question: str) -> str:
        data = [question if value is _QUESTION else value for value in self._event["data"]]
        body = {"data": data, "fn_index": self._event["fn_index"], "session_hash": self._session}
        (await self._client.post(f"{_API}/queue/join", json=body)).raise_for_status()
        session = {"session_hash": self._session}
        async with self._client.stream("GET", f"{_API}/queue/data", params=session) as answer:
            answer.raise_for_status()
            async for line in answer.aiter_lines():
                said = json.loads(line.removeprefix("data: ")) if line.startswith("data: ") else {}
                if said.get("msg") == "process_completed":
                    return "" if said["success"] else f"not answered: {said['output']}"
        return "the stream ended before the answer"

    async def _beat(self) -> None:
        async with self._client.stream("GET", f"{_API}/heartbeat/{self._session}") as beats:
            async for _ in beats.aiter_raw():
                pass

    async def _poll(self) -> None:
        while True:
            await asyncio.sleep(_POLL_SECONDS)
            await self._client.get("/poll")


def _ask_event(config: dict[str, Any]) -> dict[str, Any]:
    """Return the number of the event that sends a question, and what it takes besides."""
    components = {one["id"]: one for one in config["components"]}
    (field,) = (one["id"] for one in config["components"] if one["props"].get("elem_id") == "question")
    event = next(e for e in config["dependencies"] if [field, "submit"] in e["targets"])
    data = [
        _QUESTION if number == field else "" if components[number]["type"] == "textbox" else None
        for number in event["inputs"]
    ]
    return {"fn_index": event["id"], "data": data}
