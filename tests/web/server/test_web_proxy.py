"""The page behind a proxy, below a prefix and with a password: nginx with the shipped configuration if it is
installed, and a small proxy of our own in any case.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from material import REPOSITORY
from playwright.sync_api import Page, expect
from web_actions import ask, open_citation, open_documents
from web_http import get
from web_site import FILES, Site, free_port

USER, PASSWORD = "reader", "a-long-password"
PREFIX = "/assistant"
# The browser looks for the manifest of an app at the root of the host; there is none, and no app.
NO_MANIFEST = ("404 (Not Found)",)


def pdf() -> bytes:
    from io import BytesIO

    from reportlab.pdfgen.canvas import Canvas

    data = BytesIO()
    canvas = Canvas(data)
    canvas.drawString(72, 700, "The old mill of Aldermoor was burnt down by lightning in 1799.")
    canvas.save()
    return data.getvalue()


@pytest.fixture(scope="module")
def behind(start: Callable[..., Site], own_proxy_port: int) -> Site:
    """A page that is told to be shown below the prefix, with a password."""
    address = f"http://127.0.0.1:{own_proxy_port}{PREFIX}"
    return start(FILES | {"mill.pdf": pdf()}, auth=f"{USER}:{PASSWORD}", address=address)


@pytest.fixture(scope="module")
def own_proxy_port() -> int:
    return free_port()


@pytest.fixture(scope="module", params=["nginx", "our own"])
def proxied(
    request: pytest.FixtureRequest,
    behind: Site,
    own_proxy_port: int,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[str]:
    """The address that a proxy shows the page under."""
    run = run_nginx if request.param == "nginx" else run_own_proxy
    yield from run(behind, own_proxy_port, tmp_path_factory.mktemp("proxy"))


def run_nginx(site: Site, port: int, folder: Path) -> Iterator[str]:
    program = shutil.which("nginx") or shutil.which("/usr/sbin/nginx")
    if program is None:
        pytest.skip("nginx is not installed.")
    shown = (REPOSITORY / "docs" / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    block = shown.replace("listen 443 ssl;", f"listen 127.0.0.1:{port};").replace(
        "docs.example.org;", "127.0.0.1;"
    )
    block = re.sub(r"^\s*ssl_certificate.*\n", "", block, flags=re.MULTILINE).replace(
        "127.0.0.1:7860", site.url[7:]
    )
    temporary = "".join(
        f"{name}_temp_path {folder / name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    configuration = folder / "nginx.conf"
    configuration.write_text(
        f"daemon off; master_process off; pid {folder / 'pid'}; error_log {folder / 'errors'}; events {{}}\n"
        f"http {{ access_log off; {temporary}\n{block}\n}}\n",
        encoding="utf-8",
    )
    yield from until_done([program, "-p", str(folder), "-c", str(configuration)], port)


def run_own_proxy(site: Site, port: int, _folder: Path) -> Iterator[str]:
    program = Path(__file__).with_name("proxy.py")
    yield from until_done([sys.executable, str(program), str(port), site.url, PREFIX], port)


def until_done(command: list[str], port: int) -> Iterator[str]:
    with subprocess.Popen(command) as server:
        try:
            wait_for(port)
            yield f"http://127.0.0.1:{port}{PREFIX}/"
        finally:
            server.terminate()


def wait_for(port: int) -> None:
    for _ in range(200):
        try:
            get(f"http://127.0.0.1:{port}/")
        except OSError:
            time.sleep(0.05)
        else:
            return
    pytest.fail("The proxy does not answer.")


def test_a_person_signs_in_asks_sees_the_source_and_adds_a_file(
    proxied: str, behind: Site, visit: Callable[..., Page]
) -> None:
    requests: list[str] = []
    page = visit(proxied.rstrip("/"), harmless=NO_MANIFEST)
    page.on("request", lambda request: requests.append(request.url))
    expect(page).to_have_url(proxied)
    page.get_by_label("username").fill(USER)
    page.get_by_label("password").fill(PASSWORD)
    page.get_by_role("button", name="Login").click()
    expect(page.get_by_label("Your question")).to_be_visible()

    answer = ask(page, "When was the old mill burnt down by lightning?")
    expect(answer).to_contain_text("The old mill of Aldermoor was burnt down by lightning in 1799.")
    source = open_citation(page, answer)
    expect(source).to_contain_text("mill.pdf")
    expect(source.locator("img")).to_be_visible()  # the page of the PDF
    table = open_documents(page)
    expect(table).to_contain_text("coffee.md")
    well = {"name": "well.txt", "mimeType": "text/plain", "buffer": b"The well is ninety feet deep.\n"}
    page.locator("input[type=file]").first.set_input_files(well)
    expect(table).to_contain_text("well.txt")
    (behind.corpus / "well.txt").unlink()
    behind.build()
    expect(page).to_have_url(re.compile(re.escape(proxied)))
    outside = [url for url in requests if url.startswith("http") and not url.startswith(proxied)]
    assert outside == []


def test_who_has_not_signed_in_gets_nothing_through_the_proxy(proxied: str) -> None:
    status, body, _ = get(
        f"{proxied}gradio_api/call/ask", b'{"data": ["x"]}', Content_Type="application/json"
    )
    assert (status, "Sign in first." in body) == (401, True)
    status, _, _ = get(f"{proxied}gradio_api/call/ask", b'{"data": ["x"]}', Origin="https://evil.example")
    assert status == 403


def test_a_program_signs_in_and_asks_through_the_proxy(proxied: str) -> None:
    code = (
        "import sys; from gradio_client import Client\n"
        "client = Client(sys.argv[1], auth=tuple(sys.argv[2:]), verbose=False)\n"
        "print(client.predict('When was the mill burnt down by lightning?', api_name='/ask')['text'])\n"
    )
    command = [sys.executable, "-c", code, proxied, USER, PASSWORD]
    ran = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert "burnt down by lightning in 1799. [1]" in ran.stdout, ran.stderr
