"""What the server gives away, and what it does not."""

import json
import subprocess
import sys
import urllib.parse
from pathlib import Path

import pytest
from web_http import call, get, send_file

from assistant.errors import SettingsError
from assistant.settings import Settings
from assistant.web.server.serve import launch_options


def test_no_other_endpoint_is_offered(site) -> None:
    endpoints = json.loads(get(f"{site.url}/gradio_api/info")[1])
    assert set(endpoints["named_endpoints"]) == {"/ask", "/search", "/documents", "/rebuild"}
    assert endpoints["unnamed_endpoints"] == {}


def test_ask_answers_with_citations(site) -> None:
    event = call(site, "ask", "Who founded the coffee house?")
    answer = json.loads(event)[0]
    citation = answer["citations"][0]
    assert "Margaret Thorne" in answer["statements"][0]["text"]
    assert citation["document"] == "coffee.md"
    assert "Margaret Thorne" in citation["quote"]


def test_search_returns_passages(site) -> None:
    event = call(site, "search", "dredging the harbour", 2)
    passages = json.loads(event)[0]
    assert len(passages) == 2
    assert passages[0]["document"] == "harbour.txt"


def private_files(site) -> list[Path]:
    folders = [site.corpus, Path(site.settings.index)]
    return [file for folder in folders for file in folder.rglob("*") if file.is_file()]


def test_no_url_serves_documents_index_or_settings(site) -> None:
    files = private_files(site)
    assert len(files) > 5
    settings = Path(site.settings.corpus).parent / "assistant.toml"
    settings.write_text("k = 5\n", encoding="utf-8")
    for file in (*files, settings):
        relative = urllib.parse.quote("../" * 12 + str(file.resolve()).lstrip("/"))
        absolute = urllib.parse.quote(str(file.resolve()))
        for path in (
            f"/gradio_api/file={absolute}",
            f"/gradio_api/file/{absolute}",
            f"/file={absolute}",
            f"/static/{relative}",
            f"/assets/{relative}",
            f"/gradio_api/file={relative}",
            f"/{file.name and urllib.parse.quote(file.name)}",
        ):
            status, body, _ = get(f"{site.url}{path}")
            assert status in (400, 403, 404) or path == "/manifest.json", path
            assert body.encode() != file.read_bytes(), path


def test_responses_hold_the_browser_to_this_machine(site) -> None:
    _, body, headers = get(site.url)
    headers = {name.lower(): value for name, value in headers.items()}
    assert "default-src 'self'" in headers["content-security-policy"]
    assert "connect-src 'self'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert str(site.corpus) not in body
    assert site.settings.index not in body


def test_another_host_name_is_refused(site) -> None:
    assert get(site.url, Host="evil.example")[0] == 400
    assert get(site.url, Host="localhost")[0] == 200


def test_a_file_above_the_limit_is_refused(site) -> None:
    assert send_file(site, "big.txt", b"x" * 1_000_001)[0] == 413


@pytest.mark.parametrize("closed", ["/monitoring", "/monitoring/summary", "/gradio_api/runs"])
def test_what_is_not_needed_is_closed(site, closed: str) -> None:
    assert get(site.url + closed)[0] in (401, 403, 404)


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.7", "::", "example.org"])
def test_other_machines_need_a_password(host: str) -> None:
    with pytest.raises(SettingsError, match="auth"):
        launch_options(Settings(host=host))
    assert launch_options(Settings(host=host, auth="a:b:c"))["auth"] == ("a", "b:c")


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "127.0.0.2", "::1"])
def test_this_machine_needs_none(host: str) -> None:
    assert launch_options(Settings(host=host))["auth"] is None


@pytest.mark.parametrize("auth", [":password", "user:"])
def test_half_a_password_is_refused(auth: str) -> None:
    with pytest.raises(SettingsError, match="user and a password"):
        launch_options(Settings(auth=auth))


def test_a_wrong_setting_ends_in_one_sentence(tmp_path: Path) -> None:
    app = Path(__file__).parents[3] / "app.py"
    (tmp_path / "assistant.toml").write_text('host = "0.0.0.0"\n', encoding="utf-8")
    ended = subprocess.run(
        [sys.executable, app], cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False
    )
    assert ended.returncode == 1
    assert ended.stderr.count("\n") == 1
    assert "set 'auth'" in ended.stderr


def test_the_package_loads_without_gradio() -> None:
    code = "import assistant.web, sys; sys.exit('gradio' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], timeout=60, check=False).returncode == 0
