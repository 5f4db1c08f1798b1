"""A filter for requests: own origin, allowed paths, signed-in visitors, limited bodies."""

from __future__ import annotations

from collections.abc import Collection, MutableMapping
from typing import Any

from starlette.requests import HTTPConnection
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

API = "/gradio_api"
MAX_BODY_BYTES = 1_000_000  # bytes of any request but an upload

# Needed before signing in; holds nothing of any document.
PUBLIC = frozenset(
    ["/", "/config", "/login", "/logout", "/theme.css", "/manifest.json", "/favicon.ico", "/robots.txt"]
) | {f"{API}/{name}" for name in ("startup-events", "theme.css")}
PUBLIC_FOLDERS = ("/assets/", "/static/")
# Everything else that Gradio serves (files, proxies, streams, run history, ...) is refused.
SERVED = frozenset(
    ["/poll"]
    + [
        f"{API}/{name}"
        for name in (
            "info",
            "app_id",
            "queue/join",
            "queue/data",
            "cancel",
            "reset",
            "upload",
            "upload_progress",
        )
    ]
)
SERVED_FOLDERS = (f"{API}/call/", f"{API}/run/", f"{API}/heartbeat/")


class RequestFilter:
    """ASGI middleware that refuses requests that the page itself would never send."""

    def __init__(self, app: ASGIApp, *, requires_login: bool, origins: Collection[str] = ()) -> None:
        """Wrap `app`.

        Args:
            app: The application that answers accepted requests.
            requires_login: Whether visitors have to sign in.
            origins: Additional allowed origins, like "https://docs.example.org".
        """
        self.app = app
        self.requires_login = requires_login
        self.origins = frozenset(origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer with status 401, 403, 404 or 413 and one sentence."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self.app(scope, receive, send)
            return
        request = HTTPConnection(scope)
        path = _path(scope)
        if self._is_foreign(request, path):
            await _refuse(403, "Another web site may not use this page.")(scope, receive, send)
        elif not is_served(path):
            await _refuse(404, "There is nothing here.")(scope, receive, send)
        elif self.requires_login and not is_public(path) and not _is_signed_in(request):
            await _refuse(401, "Sign in first.")(scope, receive, send)
        elif path == f"{API}/upload":
            await self.app(scope, receive, send)  # limited file by file as it arrives
        elif int(request.headers.get("content-length", "0")) > MAX_BODY_BYTES:
            await _refuse(413, "This request is too large.")(scope, receive, send)
        else:
            await self.app(scope, _limited(receive), send)

    def _is_foreign(self, request: HTTPConnection, path: str) -> bool:
        """Return whether another site's page sent this; following a link to the page is allowed."""
        origin = request.headers.get("origin")
        if origin is not None:
            own = {f"{scheme}://{request.headers.get('host', '')}" for scheme in ("http", "https")}
            return origin not in own | self.origins
        site = request.headers.get("sec-fetch-site", "none")
        followed = request.headers.get("sec-fetch-mode") == "navigate" and path == "/"
        return site not in ("none", "same-origin") and not followed


def is_public(path: str) -> bool:
    """Return whether a path is served without signing in."""
    return path in PUBLIC or path.startswith(PUBLIC_FOLDERS)


def is_served(path: str) -> bool:
    """Return whether a path is served at all."""
    return is_public(path) or path in SERVED or path.startswith(SERVED_FOLDERS)


def _path(scope: Scope) -> str:
    """Return the path without the prefix of a proxy and without a trailing slash."""
    path = str(scope["path"]).removeprefix(str(scope.get("root_path", "")).rstrip("/"))
    return path.rstrip("/") or "/"


def _is_signed_in(request: HTTPConnection) -> bool:
    app = request.scope["app"]
    names = (f"access-token-{app.cookie_id}", f"access-token-unsecure-{app.cookie_id}")
    return any(request.cookies.get(name) in app.tokens for name in names)


def _refuse(status: int, sentence: str) -> JSONResponse:
    return JSONResponse({"detail": sentence}, status)


def _limited(receive: Receive) -> Receive:
    """Return a receiver that disconnects when a body of unknown length exceeds `MAX_BODY_BYTES`."""
    received = 0

    async def receive_some() -> MutableMapping[str, Any]:
        nonlocal received
        message = await receive()
        received += len(message.get("body", b""))
        return message if received <= MAX_BODY_BYTES else {"type": "http.disconnect"}

    return receive_some
