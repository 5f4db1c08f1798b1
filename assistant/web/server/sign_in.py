"""Signing in by a signed cookie, which every process of the page with the same secret accepts.

Gradio's own sign-ins are random numbers in the memory of one process: they end with it, and no other knows
them. Ours are checked by their signature alone.
"""

from __future__ import annotations

import hmac
import secrets
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from gradio.routes import App
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from assistant.settings import Settings

SIGNED_IN_SECONDS = 14 * 86_400
_NAMES = ("access-token", "access-token-unsecure")  # Gradio looks for both


class SignIns:
    """Who is signed in, as Gradio asks for it: `get` returns the user of a token."""

    def __init__(self, settings: Settings) -> None:
        """Take user, password and secret; without a secret all sign-ins end with the process."""
        self.user, _, self._password = settings.auth.partition(":")
        secret = settings.auth_secret.encode() or secrets.token_bytes(32)
        # Another password ends all sign-ins: it makes another key.
        self._key = hmac.digest(secret, settings.auth.encode(), "sha256")
        # Pages on other ports of a host share its cookies, so each has a name of its own.
        self.cookie_id = self._signed("name")[:16]

    def __contains__(self, token: object) -> bool:
        """Return whether a cookie's value is a sign-in that holds."""
        if not isinstance(token, str):
            return False
        until, _, signature = token.partition(".")
        # The signature first: nothing else is looked at in what a stranger may have written.
        is_ours = hmac.compare_digest(signature.encode(), self._signed(until).encode())
        return is_ours and time.time() < int(until)

    def get(self, token: object) -> str | None:
        """Return the user of a token, None if it does not hold."""
        return self.user if token in self else None

    def new_token(self) -> str:
        """Return a token that holds for `SIGNED_IN_SECONDS`."""
        until = str(int(time.time()) + SIGNED_IN_SECONDS)
        return f"{until}.{self._signed(until)}"

    def fits(self, user: object, password: object) -> bool:
        """Return whether user and password are right; it takes as long for a wrong one."""
        pairs = ((user, self.user), (password, self._password))
        same = [hmac.compare_digest(str(given).encode(), right.encode()) for given, right in pairs]
        return all(same)

    def _signed(self, text: str) -> str:
        return hmac.digest(self._key, text.encode(), "sha256").hex()


def using(sign_ins: SignIns) -> Callable[[App], AbstractAsyncContextManager[None]]:
    """Return the lifespan of Gradio's app that lets it ask these sign-ins instead of its own.

    It begins before the server listens: who comes back to a page that starts must not be asked to sign in.
    """

    @asynccontextmanager
    async def lifespan(app: App) -> AsyncIterator[None]:
        app.tokens = sign_ins  # type: ignore[assignment]  # Gradio only asks for `get` and `in`
        app.cookie_id = sign_ins.cookie_id
        yield

    return lifespan


def sign_in_routes(sign_ins: SignIns, address: str) -> list[Route]:
    """Return the routes that take the place of Gradio's: `/login` and `/logout`.

    Args:
        sign_ins: Signs and checks.
        address: Where a proxy shows the page, "" without one; signing out leads there.
    """

    async def sign_in(request: Request) -> Response:
        form = await request.form(max_files=0, max_fields=8)
        user = str(form.get("username", "")).strip()
        if not sign_ins.fits(user, form.get("password", "")):
            return JSONResponse({"detail": "Incorrect credentials."}, 400)
        response = JSONResponse({"success": True})
        # A proxy tells of TLS; who lies about it changes their own cookie only.
        scheme = request.headers.get("x-forwarded-proto", request.url.scheme)
        response.set_cookie(
            f"{_NAMES[1]}-{sign_ins.cookie_id}",
            sign_ins.new_token(),
            max_age=SIGNED_IN_SECONDS,
            httponly=True,
            samesite="lax",
            secure=scheme == "https",
        )
        return response

    def sign_out(_: Request) -> Response:
        response = RedirectResponse(f"{address.rstrip('/')}/", 302)
        for name in _NAMES:
            response.delete_cookie(f"{name}-{sign_ins.cookie_id}")
        return response

    # Gradio has each of them with and without the slash, and would answer where ours does not.
    return [
        Route(f"{path}{slash}", answer, methods=[method])
        for path, answer, method in (("/login", sign_in, "POST"), ("/logout", sign_out, "GET"))
        for slash in ("", "/")
    ]
