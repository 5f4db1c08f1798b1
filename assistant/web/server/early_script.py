"""A script that runs before Gradio's: it ends a timer that would keep an idle page busy.

While Gradio loads it counts the seconds, and removes the clock without stopping it: a frame would be asked
for sixty times a second as long as the page is open, 2 to 3% of a core. The clock is shown nowhere on this
page, so its frames are refused. Where a later version of Gradio has another clock, nothing is refused.
"""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Receive, Scope, Send

_HEAD = b"<head>"
# The body of a frame of the clock is "seconds = (performance.now() - begin) / 1e3; if (running) next()".
_SCRIPT = b"""<script>
(() => {
  const ask = window.requestAnimationFrame.bind(window);
  const clock = /performance\\.now\\(\\)\\s*-[^;]*\\/\\s*1e3/;
  const isClock = (frame) => clock.test(Function.prototype.toString.call(frame));
  window.requestAnimationFrame = (frame) => (isClock(frame) ? 0 : ask(frame));
})();
</script>"""


class EarlyScript:
    """ASGI middleware that puts the script at the beginning of the page's head."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap `app`."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; the page itself, which is sent in one piece, gets the script."""
        start: MutableMapping[str, Any] | None = None

        async def send_with_script(message: MutableMapping[str, Any]) -> None:
            nonlocal start
            if message["type"] == "http.response.start":
                start = message  # its length is known only with the body
                return
            if start is not None:
                body = message.get("body", b"")
                if not message.get("more_body") and _HEAD in body:
                    message = {**message, "body": body.replace(_HEAD, _HEAD + _SCRIPT, 1)}
                    MutableHeaders(scope=start)["content-length"] = str(len(message["body"]))
                await send(start)
                start = None
            await send(message)

        is_page = scope["type"] == "http" and scope["method"] == "GET" and scope["path"] == "/"
        await self.app(scope, receive, send_with_script if is_page else send)
