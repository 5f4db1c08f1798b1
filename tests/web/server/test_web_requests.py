"""Who is let in, and to what: other web sites, people without the password, paths that nobody needs."""

from __future__ import annotations

import html
import http.cookiejar
import json
import os
import re
import socket
import subprocess
import sys
import threading
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import gradio as gr
import pytest
from playwright.sync_api import Browser
from web_http import API, call, get, multipart, post, send_file, take
from web_site import Site

from assistant.errors import SettingsError
from assistant.settings import Settings
from assistant.web.app import create_app
from assistant.web.server.requests import is_public, is_served
from assistant.web.server.serve import launch, launch_options

JSON = "application/json"
FOREIGN = (
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Origin": "http://127.0.0.1:1"},
    {"Origin": "http://localhost.evil.example"},
    {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "no-cors"},
    {"Sec_Fetch_Site": "same-site", "Sec_Fetch_Mode": "cors"},
)


def everything(folder: Path) -> dict[str, bytes]:
    return {str(file): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


# --- other web sites


@pytest.mark.parametrize("headers", FOREIGN)
def test_another_web_site_gets_and_changes_nothing(site: Site, headers: dict[str, str]) -> None:
    before = everything(site.corpus)
    for path in ("queue/join", "run/predict", "call/ask", "cancel", "reset"):
        assert post(site, path, {"data": ["x"], "session_hash": "a"}, **headers)[0] == 403
        assert post(site, path, {"data": ["x"]}, **headers, Content_Type="text/plain")[0] == 403
    assert send_file(site, "evil.txt", b"x", **headers)[0] == 403
    for path in ("/poll", "/config", f"{API}/info", f"{API}/queue/data?session_hash=a", "/theme.css"):
        assert get(site.url + path, **headers)[0] == 403
    assert everything(site.corpus) == before


def test_a_link_from_another_site_opens_the_page(site: Site) -> None:
    followed = {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "navigate"}
    assert get(site.url, **followed)[0] == 200
    assert get(f"{site.url}{API}/info", **followed)[0] == 403


def test_the_page_itself_is_let_in(site: Site) -> None:
    own = {"Origin": site.url, "Sec_Fetch_Site": "same-origin"}
    assert re.fullmatch(r"\d+\.\d+\.\d+", get(f"{site.url}/poll", **own)[1])
    assert "Thorne" in call(site, "ask", "Who founded the coffee house?", **own)


ATTACK = """<!doctype html><title>waiting</title><iframe name=frame></iframe>
<form id=form target=frame method=post enctype=multipart/form-data action="{url}/gradio_api/upload">
<textarea name=files>x</textarea></form>
<form id=join target=frame method=post enctype=text/plain action="{url}/gradio_api/queue/join">
<input name='{{"data": ["x"], "fn_index": 0, "session_hash": "s", "x": "' value='"}}'></form>
<iframe src="{url}/"></iframe><script src="{url}/pulse"></script><img id=image src="{url}/favicon.ico">
<script>
const file = new FormData(); file.append("files", new Blob(["evil"]), "evil.txt");
const tries = [
  fetch("{url}/pulse"), fetch("{url}/config", {{credentials: "include"}}),
  fetch("{url}/gradio_api/upload", {{method: "POST", body: file}}),
  fetch("{url}/gradio_api/call/ask", {{method: "POST", body: '{{"data": ["x"]}}',
    headers: {{"Content-Type": "application/json", "X-Forwarded-Host": location.host}}}}),
];
fetch("{url}/gradio_api/upload", {{method: "POST", body: file, mode: "no-cors"}});
form.submit(); join.submit();
const given = (all) => all.filter((one) => one.status === "fulfilled" && one.value.ok).length;
Promise.allSettled(tries).then((all) => {{ document.title = "read " + given(all) }});
</script>"""


@pytest.fixture
def elsewhere(site: Site) -> Iterator[str]:
    """Return the address of another web site, whose page attacks `site`."""

    class Attacker(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(ATTACK.format(url=site.url).encode())

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Attacker) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://localhost:{server.server_port}"
        server.shutdown()


def test_a_page_of_another_site_in_the_same_browser_reaches_nothing(
    site: Site, browser: Browser, elsewhere: str
) -> None:
    before = everything(site.corpus)
    page = browser.new_page()
    answers: list[tuple[str, int]] = []
    page.on("response", lambda answer: answers.append((answer.url, answer.status)))
    page.goto(elsewhere)
    page.wait_for_function("document.title !== 'waiting'")
    assert page.title() == "read 0"
    page.wait_for_load_state("networkidle")
    let_in = [url for url, status in answers if url.startswith(site.url + "/") and status < 400]
    assert [url for url in let_in if url != f"{site.url}/"] == []  # the page itself comes but is not framed
    assert not any("Ask your documents" in frame.content() for frame in page.frames)
    page.close()
    assert everything(site.corpus) == before


# --- a password


def routes() -> list[tuple[str, str]]:
    """Return method and path of everything that Gradio serves, its parameters filled in."""
    options = launch_options(Settings())["app_kwargs"]
    waiting: list[Any] = list(gr.routes.App.create_app(create_app(Settings()), app_kwargs=options).routes)
    found = [("GET", "/poll"), ("GET", f"{API}/mcp/"), ("POST", f"{API}/mcp/"), ("GET", f"{API}/mcp/sse")]
    while waiting:
        route = waiting.pop()
        inner = getattr(route, "original_router", route)
        waiting += getattr(inner, "routes", [])
        path = re.sub(r"\{[^}]*\}", "x", getattr(route, "path", ""))
        found += [(method, path) for method in sorted(getattr(route, "methods", None) or ())]
    return found


def test_what_gradio_serves_beyond_the_need_is_closed(site: Site) -> None:
    closed = [path for method, path in routes() if method == "GET" and not is_served(path.rstrip("/") or "/")]
    assert len(closed) > 20
    for path in closed:
        assert get(site.url + path)[0] == 404, path
    for path in (
        "/docs",
        "/openapi.json",
        "/redoc",
        f"{API}/openapi.json",
        f"{API}/proxy=http://a.example/x",
    ):
        assert get(site.url + path)[0] == 404, path


def test_a_password_closes_everything(start: Callable[..., Site]) -> None:
    guarded = start({"a.txt": "The mill burned down in 1799.\n"}, auth="ann:secret")
    listed = routes()
    assert len(listed) > 60
    for method, path in listed:
        if is_public(path.rstrip("/") or "/"):
            continue
        request = urllib.request.Request(
            guarded.url + path, data=b"{}" if method == "POST" else None, method=method
        )
        request.add_header("Content-Type", JSON)
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(request, timeout=60)
        with refused.value:
            assert refused.value.code in (401, 404), (method, path)
    for path in ("/", "/config", "/theme.css", "/manifest.json"):
        body = get(guarded.url + path)[1]
        assert "mill" not in body
        assert guarded.settings.corpus not in body
        assert "Ask about your documents" not in body
    assert send_file(guarded, "a.txt", b"x")[0] == 401
    assert post(guarded, "call/ask", {"data": ["When did the mill burn down?"]})[0] == 401

    jar = http.cookiejar.CookieJar()
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    wrong = urllib.parse.urlencode({"username": "ann", "password": "Secret"}).encode()
    with pytest.raises(urllib.error.HTTPError) as refused:
        browser.open(f"{guarded.url}/login", wrong)
    refused.value.close()
    assert get(f"{guarded.url}/poll", Cookie="access-token-unsecure-x=None")[0] == 401
    right = urllib.parse.urlencode({"username": "ann", "password": "secret"}).encode()
    browser.open(f"{guarded.url}/login", right).close()
    cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in jar)
    assert "1799" in call(guarded, "ask", "When did the mill burn down?", Cookie=cookies)
    assert get(f"{guarded.url}/poll", Cookie=cookies)[0] == 200


def test_signing_in_works_in_the_browser(start: Callable[..., Site], visit: Callable[..., gr.Blocks]) -> None:
    guarded = start({"a.txt": "The mill burned down in 1799.\n"}, auth="ann:secret")
    page = visit(guarded.url, harmless=("the server responded with a status of 401",))
    page.get_by_label("username").fill("ann")
    page.get_by_label("password").fill("secret")
    page.get_by_role("button", name="Login").click()
    page.get_by_role("heading", name="Ask your documents").wait_for()


STARTS = {
    "command": ["-m", "assistant", "chat"],
    "app": [str(Path(__file__).parents[3] / "app.py")],
    "function": [
        "-c",
        "from assistant import load_settings as s; from assistant.web import launch; launch(s())",
    ],
}


@pytest.mark.parametrize("way", STARTS)
def test_a_public_address_without_a_password_ends_in_one_sentence(way: str, tmp_path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, *STARTS[way]],
        cwd=tmp_path,
        env=os.environ | {"ASSISTANT_HOST": "0.0.0.0"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ended.returncode not in (0, None)
    assert "set 'auth' to 'user:password'" in ended.stderr.splitlines()[-1]
    assert ended.stderr.count("\n") == 1 or way == "function"
    assert ended.stdout == ""


def test_the_function_refuses_before_anything_listens() -> None:
    with pytest.raises(SettingsError, match="auth"):
        launch(Settings(host="0.0.0.0"), block=False)


@pytest.mark.parametrize(
    "address", ["docs.example.org", "ftp://docs.example.org", "https://", "https://a/?b"]
)
def test_an_address_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(SettingsError, match="address"):
        launch_options(Settings(address=address))


def test_a_proxy_may_show_the_page_under_its_own_name(start: Callable[..., Site]) -> None:
    shown = start({}, build=False, address="https://docs.example.org")
    for host in ("docs.example.org", f"127.0.0.1:{shown.settings.port}"):
        proxied = {"Host": host, "Origin": "https://docs.example.org"}
        assert post(shown, "call/ask", {"data": ["x"]}, **proxied)[0] == 200
        assert (
            post(shown, "call/ask", {"data": ["x"]}, **proxied | {"Origin": "https://evil.example"})[0] == 403
        )
    assert get(shown.url, Host="evil.example")[0] == 400


# --- files


ENCODED = ("..", "%2e%2e", "%252e%252e", "..%5c", "....//", "..;", "%c0%ae%c0%ae", ".%00.")
DOORS = (
    *(
        f"{API}/{door}"
        for door in ("file=", "file/", "stream/", "custom_component/a/client/b/", "proxy=file://")
    ),
    *(
        "/file=",
        "/file/",
        "/static/",
        "/assets/",
        "/svelte/",
        "/static/fonts/",
        "/poll/",
        "/",
        "/?deep_link=",
    ),
)


def test_no_way_of_writing_a_path_leads_to_a_private_file(site: Site) -> None:
    secret = Path(site.settings.corpus).parent / "assistant.toml"
    secret.write_text('auth = "ann:secret"  # the marker of this test\n', encoding="utf-8")
    wanted = [site.corpus / "harbour.txt", secret, Path(site.settings.index) / "store.sqlite"]
    marks = ("dredged in 1712", "the marker of this test", "SQLite format 3")
    for file in wanted:
        where = str(file.resolve()).lstrip("/")
        for door in DOORS:
            for up in ENCODED:
                ways = (f"{door}{'/'.join([up] * 12)}/{where}", f"{door}/{where}", f"{door}{file.name}")
                for way in ways:
                    body = get(site.url + urllib.parse.quote(way, safe="/%=?;\\"))[1]
                    assert not any(mark in body for mark in marks), way


NAMES = (
    *("../../up.txt", "/tmp/absolute.txt", "C:\\Users\\drive.txt", "..\\..\\back.txt", "nul\0byte.txt"),
    *(
        "%2e%2e%2fencoded.txt",
        "con.txt",
        ".hidden.txt",
        "a" * 300 + ".txt",
        "\u202etxt.exe.txt",
        "tab\there.txt",
    ),
    *("<img src=x onerror=alert(1)>.txt", "$(touch x).txt", "-rf.txt"),
)


def test_whatever_an_upload_is_called_it_stays_in_the_corpus(start: Callable[..., Site]) -> None:
    fresh = start({"first.txt": "The mill burned down in 1799.\n"})
    around = everything(fresh.corpus.parent)
    for number, name in enumerate(NAMES):
        status, body = send_file(fresh, name, f"The upload number {number}.\n".encode())
        if status == 200:
            assert take(fresh, *json.loads(body))[0] == 200
    taken = set(everything(fresh.corpus)) - set(around)
    outside = set(everything(fresh.corpus.parent)) - set(around)
    assert all(Path(path).is_relative_to(fresh.settings.index) for path in outside - taken)
    assert len(taken) >= 10
    for path in map(Path, taken):
        assert path.parent == fresh.corpus
        assert len(path.name.encode()) <= 255
        assert not path.name.startswith(".")
    assert (fresh.corpus / "first.txt").read_bytes() == b"The mill burned down in 1799.\n"
    status, body = send_file(fresh, "first.txt", b"Another text.\n")
    assert "Replace?" in take(fresh, *json.loads(body))[1].replace("&#63;", "?")
    assert (fresh.corpus / "first.txt").read_bytes() == b"The mill burned down in 1799.\n"


def test_only_uploads_are_taken_in(site: Site) -> None:
    before, beside = everything(site.corpus), site.corpus.parent / "beside.txt"
    beside.write_text("Not yours.", encoding="utf-8")
    for path in (str(beside), f"/proc/self/root{beside}", f"{site.url}/theme.css", "http://a.example/x.txt"):
        status, answer = take(site, path)  # Gradio refuses most before the page's own check does
        assert status == 500 or "is no longer waiting to be added" in html.unescape(answer)
    assert beside.read_text(encoding="utf-8") == "Not yours."
    assert everything(site.corpus) == before


def test_an_upload_too_large_is_refused_while_it_arrives(site: Site) -> None:
    data, kind = multipart("big.txt", b"x" * 1_200_000)
    with socket.create_connection(("127.0.0.1", site.settings.port), timeout=60) as connection:
        head = (
            f"POST {API}/upload HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: {kind}\r\n"
            "Content-Length: 50000000\r\n\r\n"
        )
        connection.sendall(head.encode() + data[:1_150_000])  # and the rest never comes
        assert connection.recv(100).startswith(b"HTTP/1.1 413")


def test_a_request_that_is_no_upload_stays_small(site: Site) -> None:
    with socket.create_connection(("127.0.0.1", site.settings.port), timeout=60) as connection:
        head = f"POST {API}/call/ask HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: {JSON}\r\n"
        connection.sendall(f"{head}Content-Length: 1100000\r\n\r\n".encode())
        assert connection.recv(100)[9:12] == b"413"  # before any of it was sent
    with socket.create_connection(("127.0.0.1", site.settings.port), timeout=60) as connection:
        head = (
            f"POST {API}/call/ask HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: {JSON}\r\n"
            "Transfer-Encoding: chunked\r\n\r\n"
        )
        connection.sendall(head.encode() + b"100000\r\n" + b"x" * 0x100000 + b"\r\n")
        connection.sendall(b"100000\r\n" + b"x" * 0x100000 + b"\r\n")
        assert connection.recv(100)[9:10] in (b"4", b"")


# --- headers


def test_every_response_carries_the_headers(site: Site) -> None:
    for path in (
        "/",
        "/config",
        "/theme.css",
        "/poll",
        "/nothing",
        f"{API}/info",
        f"{API}/file=/etc/passwd",
    ):
        headers = {name.lower(): value for name, value in get(site.url + path)[2].items()}
        policy = headers["content-security-policy"]
        for part in (
            "default-src 'self'",
            "script-src-attr 'none'",
            "object-src 'none'",
            "frame-ancestors 'none'",
        ):
            assert part in policy
        assert "http:" not in policy
        assert "*" not in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["x-frame-options"] == "DENY"
        assert headers["cross-origin-resource-policy"] == "same-origin"
