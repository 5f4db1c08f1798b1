"""What a session leaves in the log."""

from collections.abc import Callable

import pytest
from web_http import call, send_file, take
from web_site import Site

from assistant.errors import SettingsError
from assistant.settings import Settings

SECRET = "zanzibar"
LISTEN = (
    "import logging, sys; sys.stderr = open('errors.txt', 'w', buffering=1); "
    "logging.basicConfig(level=logging.DEBUG, filename='log.txt'); "
    # A question in which Assistant breaks, with an error that quotes it.
    "from assistant.api import Index; asked = Index.ask; "
    "Index.ask = lambda self, q, *a, **k: int(q) if 'break' in q else asked(self, q, *a, **k); "
)


def session(start: Callable[..., Site], **options: str) -> str:
    """Use a page in every way and return all that was logged."""
    site = start(
        {"a.txt": f"The {SECRET} treaty was signed in 1799.\n", "broken.pdf": SECRET}, first=LISTEN, **options
    )
    assert "1799" in call(site, "ask", f"When was the {SECRET} treaty signed?")
    assert "1799" in call(site, "search", SECRET, 5)
    assert "Something went wrong" in call(site, "ask", f"Does {SECRET} break it?")
    status, body = send_file(site, "b.txt", f"The {SECRET} mill burned down.".encode())
    assert status == 200
    assert take(site, body.strip('[]"'))[0] == 200
    status, _ = take(site, f"/etc/{SECRET}")
    assert status == 500
    folder = site.corpus.parent
    return "".join((folder / name).read_text(encoding="utf-8") for name in ("log.txt", "errors.txt"))


def test_the_log_holds_neither_documents_nor_questions(start: Callable[..., Site]) -> None:
    logged = session(start)
    assert "ValueError" in logged
    assert "refused: Error\n" in logged
    assert "Traceback" not in logged
    assert SECRET not in logged.lower()


def test_the_log_holds_questions_when_asked_to(start: Callable[..., Site]) -> None:
    logged = session(start, log="texts")
    assert f"When was the {SECRET} treaty signed?" in logged
    assert f"invalid literal for int() with base 10: 'Does {SECRET} break it?'" in logged


def test_another_way_to_log_is_refused() -> None:
    with pytest.raises(SettingsError, match="'log' must be 'problems' or 'texts'"):
        Settings(log="everything")
