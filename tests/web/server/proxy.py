"""A small reverse proxy below a prefix, as a program: python proxy.py PORT TARGET PREFIX."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from http.cookiejar import CookieJar, DefaultCookiePolicy

import httpx
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

OF_EACH_STEP = {"connection", "keep-alive", "transfer-encoding"}


def make_proxy(target: str, prefix: str) -> Starlette:
    """Return a proxy that passes on what is asked below the prefix, without it, and streams the answers."""
    # Cookies are the browser's; a client that kept them would sign everybody in.
    nobody = CookieJar(DefaultCookiePolicy(allowed_domains=[]))
    client = httpx.AsyncClient(base_url=target, timeout=None, cookies=nobody)

    async def pass_on(request: Request) -> Response:
        url = httpx.URL(path=request.url.path.removeprefix(prefix), query=request.url.query.encode())
        asked = client.build_request(
            request.method,
            url,
            headers=[pair for pair in request.headers.items() if pair[0] not in OF_EACH_STEP],
            content=await request.body(),
        )
        answer = await client.send(asked, stream=True)

        async def body() -> AsyncIterator[bytes]:
            try:
                async for piece in answer.aiter_raw():
                    yield piece
            finally:
                await answer.aclose()

        response = StreamingResponse(body(), answer.status_code)
        response.raw_headers = [
            (name.lower(), value)
            for name, value in answer.headers.raw
            if name.decode().lower() not in OF_EACH_STEP
        ]
        return response

    def to_the_page(_: Request) -> Response:
        return RedirectResponse(f"{prefix}/")

    below = Route(f"{prefix}/{{path:path}}", pass_on, methods=["GET", "HEAD", "POST"])
    return Starlette(routes=[Route(prefix, to_the_page), below])


if __name__ == "__main__":
    port, target, prefix = sys.argv[1:]
    uvicorn.run(make_proxy(target, prefix), port=int(port), log_level="error", ws="none")
