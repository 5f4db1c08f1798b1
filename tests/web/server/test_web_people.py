"""Two processes of the page behind a real nginx, with conversations in a real PostgreSQL."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import httpx
import pytest
from playwright.sync_api import Page, expect
from postgres_server import running_postgres
from web_actions import ask
from web_site import FILES

from assistant import build_index
from assistant.conversation.history.database import database_at
from assistant.conversation.history.store import ConversationStore
from assistant.settings import Settings
from assistant.web.polling import PROCESS_HEADER
from benchmarks.errors import BenchmarkError
from benchmarks.people.pages import Pages
from benchmarks.people.programs import program

USER, PASSWORD = "ann", "a-long-password"
FOUNDED = "Who founded the coffee house of Aldermoor?"
DREDGED = "When was the harbour of Aldermoor dredged?"
# What browser and Gradio say of requests that a process did not answer to the end.
LOST = (
    "AbortError",
    "errored out",
    "Failed to load resource",
    "ERR_",
    "BodyStreamBuffer",
    "network error",
    "Unexpected error 404",  # of a session that only the process knew that ended
)


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pages]:
    try:
        program("nginx")
    except BenchmarkError:
        pytest.skip("nginx is not installed.")
    folder = tmp_path_factory.mktemp("people")
    for name, text in FILES.items():
        path = folder / "corpus" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(str(text), encoding="utf-8")
    with running_postgres() as postgres:
        settings = Settings(
            corpus=str(folder / "corpus"),
            index=str(folder / "index"),
            auth=f"{USER}:{PASSWORD}",
            auth_secret="0123456789abcdef" * 2,
            conversations=postgres.address,
        )
        build_index(settings=settings)
        with Pages(settings, folder) as pages:
            yield pages
        database_at(postgres.address).close()


@pytest.fixture
def kept(people: Pages) -> ConversationStore:
    """The conversations of all processes, none yet."""
    store = ConversationStore(people.settings.conversations)
    with store.database.transaction() as rows:
        rows.execute("DELETE FROM talks")
    return store


@contextmanager
def signed_in(people: Pages) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=people.address, timeout=60, trust_env=False) as client:
        client.post("/login", data={"username": USER, "password": PASSWORD}).raise_for_status()
        yield client


@pytest.fixture(scope="module")
def token(people: Pages) -> dict[str, str]:
    """The cookie of a sign-in, without the one that tells browsers apart."""
    with signed_in(people) as client:
        return {name: value for name, value in client.cookies.items() if name.startswith("access")}


def serving(people: Pages, cookies: dict[str, str]) -> int:
    """Return the port of the process that nginx chooses for a visitor."""

    def process(address: str) -> str:
        answer = httpx.get(f"{address}/poll", cookies=cookies, trust_env=False)
        return answer.raise_for_status().headers[PROCESS_HEADER]

    chosen = process(people.address)
    return next(port for port in people.processes if process(f"http://127.0.0.1:{port}") == chosen)


def wait_for_all(people: Pages, signed_in: dict[str, str]) -> None:
    """Wait until nginx asks all processes: one that was away gets its visitors back after five seconds."""
    until = time.monotonic() + 30
    visitors = [signed_in | {"assistant_process": str(number)} for number in range(20)]
    while {serving(people, visitor) for visitor in visitors} != set(people.ports):
        assert time.monotonic() < until, "nginx still leaves a process out"
        time.sleep(0.5)


def of_browser(page: Page) -> dict[str, str]:
    return {cookie["name"]: cookie["value"] for cookie in page.context.cookies()}


def visit_signed_in(people: Pages, visit: Callable[..., Page]) -> Page:
    page = visit(people.address, harmless=LOST)
    page.get_by_label("username").fill(USER)
    page.get_by_label("password").fill(PASSWORD)
    page.get_by_role("button", name="Login").click()
    expect(page.get_by_label("Your question")).to_be_visible()
    wait_for_all(people, of_browser(page))
    page.reload()
    expect(page.get_by_label("Your question")).to_be_visible()
    return page


def questions(kept: ConversationStore) -> list[list[str]]:
    saved = kept.list_conversations(USER)
    return [[each.question for each in kept.load(USER, one.id).conversation] for one in saved]


def test_visitors_are_spread_and_each_stays_with_one_process(people: Pages, token: dict[str, str]) -> None:
    chosen = set()
    for _ in range(24):
        with httpx.Client(base_url=people.address, cookies=token, trust_env=False) as client:
            client.get("/theme.css")
            said = {client.get("/poll").headers[PROCESS_HEADER] for _ in range(5)}
            assert len(said) == 1
            chosen |= said
    assert len(chosen) == len(people.ports)


def test_a_sign_in_holds_in_every_process(people: Pages, token: dict[str, str]) -> None:
    for port in people.ports:
        address = f"http://127.0.0.1:{port}"
        assert httpx.get(f"{address}/poll", trust_env=False).status_code == 401
        assert httpx.get(f"{address}/poll", cookies=token, trust_env=False).status_code == 200


def test_signing_out_takes_the_cookie_away(people: Pages) -> None:
    with signed_in(people) as client:
        left = client.get("/logout")
        assert (left.status_code, left.headers["location"]) == (302, f"{people.address}/")
        assert client.get("/poll").status_code == 401
        wrong = client.post("/login", data={"username": USER, "password": "no"})
        assert (wrong.status_code, wrong.json()["detail"]) == (400, "Incorrect credentials.")


def test_programs_get_their_answers_through_nginx(people: Pages, token: dict[str, str]) -> None:
    code = (
        "import sys; from gradio_client import Client\n"
        "client = Client(sys.argv[1], auth=tuple(sys.argv[2:]), verbose=False)\n"
        f"for _ in range(5): print(client.predict({FOUNDED!r}, api_name='/ask')['text'])\n"
    )
    command = [sys.executable, "-c", code, people.address, USER, PASSWORD]
    ran = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert ran.stdout.count("Margaret Thorne") == 5, ran.stderr
    # Without the cookie that tells browsers apart; a call takes two requests to the same process.
    for _ in range(5):
        asked = {"url": f"{people.address}/gradio_api/call/ask", "cookies": token, "trust_env": False}
        event = httpx.post(**asked, json={"data": [FOUNDED]}).raise_for_status().json()["event_id"]
        answer = httpx.get(**asked | {"url": f"{asked['url']}/{event}"}, timeout=60)
        assert "Margaret Thorne" in answer.text


def test_a_page_whose_process_is_killed_goes_on_by_another(
    people: Pages, kept: ConversationStore, visit: Callable[..., Page]
) -> None:
    page = visit_signed_in(people, visit)
    expect(ask(page, FOUNDED)).to_contain_text("Margaret Thorne")
    assert questions(kept) == [[FOUNDED]]
    expect(page).to_have_url(re.compile("conversation="))
    page.get_by_label("Your question").fill("Half a ques")
    killed = serving(people, of_browser(page))
    with page.expect_navigation():  # the page notices, and opens itself again
        people.kill(killed)
    try:
        expect(page.locator("#chat .question")).to_have_text([FOUNDED])
        expect(page.get_by_label("Your question")).to_have_value("Half a ques")
        assert serving(people, of_browser(page)) != killed
        expect(ask(page, DREDGED)).to_contain_text("1712")
        assert questions(kept) == [[FOUNDED, DREDGED]]
    finally:
        people.start(killed)
    other = visit_signed_in(people, visit)
    other.locator("#conversations li").filter(has_text=FOUNDED).locator(".open").click()
    expect(other.locator("#chat .question")).to_have_text([FOUNDED, DREDGED])


def test_a_question_whose_process_is_killed_is_kept(
    people: Pages, kept: ConversationStore, visit: Callable[..., Page]
) -> None:
    page = visit_signed_in(people, visit)
    killed = serving(people, of_browser(page))
    field = page.get_by_label("Your question")
    field.fill(FOUNDED)
    field.press("Enter")
    expect(page).to_have_url(re.compile("conversation="))  # it is kept; an answer takes longer
    with page.expect_navigation():
        people.kill(killed)
    try:
        expect(page.locator("#chat .question")).to_have_text([FOUNDED])
        expect(ask(page, DREDGED)).to_contain_text("1712")
        assert questions(kept) == [[FOUNDED, DREDGED]]
    finally:
        people.start(killed)


def test_sign_ins_and_conversations_are_there_after_all_were_restarted(
    people: Pages, kept: ConversationStore, visit: Callable[..., Page]
) -> None:
    page = visit_signed_in(people, visit)
    ask(page, FOUNDED)
    expect(page).to_have_url(re.compile("conversation="))  # it is kept now
    for port in people.ports:
        people.kill(port)
    for port in people.ports:
        people.begin(port)
    for port in people.ports:
        people.wait(port)
    page.reload()
    expect(page.locator("#chat .question")).to_have_text([FOUNDED])
    ask(page, DREDGED)
    assert questions(kept) == [[FOUNDED, DREDGED]]


def test_guessing_passwords_is_slow_work(people: Pages) -> None:
    wrong = {"username": USER, "password": "no"}
    with httpx.Client(base_url=people.address, trust_env=False) as client:
        guessed = [client.post("/login", data=wrong).status_code for _ in range(20)]
        assert set(guessed) == {400, 429}
        assert client.post("/login/", data=wrong).status_code == 404
    # Gradio's own sign-in, which knows nothing of ours, is nowhere to be reached.
    address = f"http://127.0.0.1:{people.ports[0]}/login/"
    assert httpx.post(address, data=wrong, trust_env=False).status_code == 400


def test_a_process_that_starts_knows_sign_ins_from_its_first_answer_on(
    people: Pages, token: dict[str, str]
) -> None:
    port = people.ports[0]
    people.kill(port)
    people.begin(port)
    until = time.monotonic() + 60
    while time.monotonic() < until:
        with suppress(httpx.TransportError):
            answer = httpx.get(f"http://127.0.0.1:{port}/poll", cookies=token, trust_env=False)
            assert answer.status_code == 200
            break
    else:
        pytest.fail("The process does not answer.")
    people.wait(port)
