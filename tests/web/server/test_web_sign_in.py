"""Sign-ins: a signed cookie that holds in every process with the same secret, until it ends."""

from __future__ import annotations

import time

import pytest

from assistant.errors import SettingsError
from assistant.settings import Settings
from assistant.web.server.sign_in import SIGNED_IN_SECONDS, SignIns

SECRET = "0123456789abcdef" * 2
SETTINGS = Settings(auth="ann:se:cret", auth_secret=SECRET)


def test_a_token_holds_wherever_the_secret_is_the_same() -> None:
    token = SignIns(SETTINGS).new_token()
    other = SignIns(SETTINGS)
    assert token in other
    assert other.get(token) == "ann"
    assert other.cookie_id == SignIns(SETTINGS).cookie_id


@pytest.mark.parametrize(
    "changes", [{"auth_secret": SECRET[::-1]}, {"auth": "ann:secret"}, {"auth": "bob:se:cret"}]
)
def test_another_secret_user_or_password_ends_it(changes: dict[str, str]) -> None:
    other = SignIns(SETTINGS.using(**changes))
    assert SignIns(SETTINGS).new_token() not in other
    assert other.cookie_id != SignIns(SETTINGS).cookie_id


def test_without_a_secret_it_ends_with_the_process() -> None:
    settings = Settings(auth="ann:secret")
    one = SignIns(settings)
    assert one.new_token() in one
    assert one.new_token() not in SignIns(settings)


def test_it_ends_after_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    sign_ins = SignIns(SETTINGS)
    token, now = sign_ins.new_token(), time.time()
    monkeypatch.setattr(time, "time", lambda: now + SIGNED_IN_SECONDS - 2)
    assert token in sign_ins
    monkeypatch.setattr(time, "time", lambda: now + SIGNED_IN_SECONDS + 2)
    assert token not in sign_ins


def test_what_was_not_signed_here_is_refused() -> None:
    sign_ins = SignIns(SETTINGS)
    until, _, signature = sign_ins.new_token().partition(".")
    forged = (
        f"{int(until) + 1}.{signature}",
        f"{until}.",
        f".{signature}",
        until,
        "",
        ".",
        "None",
        "é.é",
        None,
    )
    assert [token for token in forged if token in sign_ins] == []
    assert sign_ins.get("x.y") is None
    # The name of the cookie is signed with the same key and known to everybody.
    assert f"name.{sign_ins.cookie_id}" not in sign_ins


def test_user_and_password_must_both_be_right() -> None:
    sign_ins = SignIns(SETTINGS)
    assert sign_ins.fits("ann", "se:cret")
    for wrong in (("ann", "secret"), ("Ann", "se:cret"), ("", ""), ("ann", ""), ("ann", None), ("änn", "☃")):
        assert not sign_ins.fits(*wrong)


def test_a_short_secret_is_refused_without_telling_it() -> None:
    with pytest.raises(SettingsError, match="32 characters") as refused:
        Settings(auth_secret="too-short")
    assert "too-short" not in str(refused.value)
