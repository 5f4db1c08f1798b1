"""What docs/programs.md tells programs to do, done as it stands there."""

from __future__ import annotations

import asyncio
import json
import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from material import REPOSITORY

PAGE = (REPOSITORY / "docs" / "programs.md").read_text(encoding="utf-8")
SHOWN = "http://127.0.0.1:7860"
PASSWORD = "reader:a-long-password"
CITED = "arrest of a French embassy employee"


def blocks(heading: str, language: str) -> list[str]:
    """Return the code blocks of one language below a heading."""
    section = re.search(rf"^#+ {re.escape(heading)}\n(.*?)(?=^#+ |\Z)", PAGE, re.MULTILINE | re.DOTALL)
    assert section is not None, heading
    return re.findall(rf"^```{language}\n(.*?)^```", section[1], re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def place(shipped, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the documents that ship, their index, and the command `assistant`."""
    folder = tmp_path_factory.mktemp("place")
    shutil.copytree(REPOSITORY / "corpus", folder / "corpus")
    shutil.copytree(shipped.path, folder / "index")
    command = folder / "bin" / "assistant"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m assistant "$@"\n', encoding="utf-8")
    command.chmod(0o755)
    return folder


def environment(place: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ASSISTANT_")}
    paths = os.pathsep.join(filter(None, [str(REPOSITORY), os.environ.get("PYTHONPATH", "")]))
    return kept | {"PYTHONPATH": paths, "PATH": f"{place / 'bin'}{os.pathsep}{os.environ['PATH']}"}


@pytest.fixture(scope="module")
def serve(place: Path) -> Iterator[Callable[[str], str]]:
    """Return a function that starts the page, with a password or without, and returns its address."""
    running: dict[str, tuple[str, subprocess.Popen[str]]] = {}

    def start(auth: str) -> str:
        if auth not in running:
            with socket.socket() as probe:
                probe.bind(("127.0.0.1", 0))
                port = str(probe.getsockname()[1])
            server = subprocess.Popen(
                [sys.executable, "-m", "assistant", "chat", "--port", port],
                env=environment(place) | {"ASSISTANT_AUTH": auth, "ASSISTANT_CONVERSATIONS": "none"},
                cwd=place,
                stdout=subprocess.PIPE,
                text=True,
            )
            running[auth] = (f"http://127.0.0.1:{port}", server)
            assert server.stdout is not None
            assert running[auth][0] in server.stdout.readline()
        return running[auth][0]

    yield start
    for _, server in running.values():
        with server:
            server.terminate()


@pytest.fixture
def run(place: Path, serve: Callable[[str], str]) -> Callable[..., str]:
    """Return a function that runs a block of the page and returns what it prints."""

    def run_block(code: str, *program: str, auth: str | None = "") -> str:
        if auth is not None:
            assert SHOWN in code
            code = code.replace(SHOWN, serve(auth))
        done = subprocess.run(
            [*program, code],
            env=environment(place),
            cwd=place,
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run_block


def shell() -> tuple[str, ...]:
    if shutil.which("sh") is None:
        pytest.skip("There is no sh here to run the commands of the page.")
    return ("sh", "-e", "-c")


def curl() -> tuple[str, ...]:
    if shutil.which("curl") is None:
        pytest.skip("curl is not installed.")
    return shell()


def results(printed: str) -> list[object]:
    """Return the results of the calls whose events were printed."""
    return [
        json.loads(data)[0] for data in re.findall(r"event: complete\ndata: (.*)$", printed, re.MULTILINE)
    ]


def test_python(run: Callable[..., str]) -> None:
    (code,) = blocks("From Python", "python")
    printed = run(code, sys.executable, "-c", auth=None)
    assert CITED in printed
    assert "timeline.txt indexed" in printed


def test_a_statement_is_proven(run: Callable[..., str]) -> None:
    (code,) = blocks("Proving a statement", "python")
    assert run(code, sys.executable, "-c", auth=None).startswith("supported (1,)\n")


def test_the_command_line(run: Callable[..., str]) -> None:
    (code,) = blocks("From a shell", "sh")
    printed = run(code, *shell(), auth=None)
    decoder, found = json.JSONDecoder(), []
    while printed := printed.lstrip():
        value, end = decoder.raw_decode(printed)
        found.append(value)
        printed = printed[end:]
    report, answer, passages = found
    assert report["documents"] == 7
    assert CITED in answer["citations"][0]["quote"]
    assert {passage["document"].rpartition(".")[2] for passage in passages} == {"md"}


def test_curl(run: Callable[..., str]) -> None:
    code, _ = blocks("With curl", "sh")
    printed = run(code, *curl())
    schema, _ = json.JSONDecoder().raw_decode(printed)
    answer, passages, documents, report = results(printed)
    assert {f"/{name}" for name in ("ask", "search", "documents", "rebuild")} == set(
        schema["named_endpoints"]
    )
    assert CITED in answer["citations"][0]["quote"]
    assert 1 <= len(passages) <= 3
    assert len(documents) == report["documents"] == 7


def test_curl_with_a_password(run: Callable[..., str], serve: Callable[[str], str]) -> None:
    _, code = blocks("With curl", "sh")
    (answer,) = results(run(code, *curl(), auth=PASSWORD))
    assert CITED in answer["citations"][0]["quote"]
    without = run(f"curl -s {SHOWN}/gradio_api/call/ask -d '{{}}'", *curl(), auth=PASSWORD)
    assert "Sign in first." in without


def test_gradio_client(run: Callable[..., str]) -> None:
    code, _ = blocks("With gradio_client", "python")
    printed = run(code, sys.executable, "-c")
    assert CITED in printed
    assert re.search(r"^1 \S+\.md None ", printed, re.MULTILINE)
    assert "timeline.txt indexed" in printed
    assert printed.splitlines()[-1].isdigit()


def test_gradio_client_with_a_password(run: Callable[..., str]) -> None:
    _, code = blocks("With gradio_client", "python")
    assert "The document 'nowhere.pdf' is not in the index" in run(code, sys.executable, "-c", auth=PASSWORD)


def test_a_client_starts_the_server_as_it_is_configured(place: Path) -> None:
    mcp = pytest.importorskip("mcp", reason="needs the extra 'mcp'")
    (code,) = blocks("For language models", "json")
    for shown in ("/home/me/assistant/.venv", "/home/me/assistant"):
        code = code.replace(shown, str(place))
    server = json.loads(code)["mcpServers"]["assistant"]

    async def ask() -> str:
        async with mcp.Client(mcp.StdioServerParameters(**server, env=environment(place))) as client:
            question = {"question": "Why did France suspend cooperation with Mali?"}
            return (await client.call_tool("ask", question)).content[0].text

    # In a thread, since a browser of other tests may have a loop running in this one.
    with ThreadPoolExecutor(1) as pool:
        text = pool.submit(asyncio.run, ask()).result()
    assert CITED in text.partition("Citations:\n[1] ")[2]


def test_every_block_is_run() -> None:
    assert PAGE.count("\n```sh\n") == 3
    assert PAGE.count("\n```python\n") == 4
    assert PAGE.count("\n```") == 2 * 8
