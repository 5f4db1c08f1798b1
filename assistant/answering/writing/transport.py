"""The network of the model's server: one address, few headers, no redirects, a bounded response."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx2

# Far more than any answer; a server that sends without end is cut off.
MOST_BYTES = 4_000_000
# All else that the client library would send, such as what machine it runs on, is left out.
_HEADERS = ("host", "content-type", "content-length", "accept", "connection")


class LimitedTransport(httpx2.AsyncBaseTransport):
    """Sends requests to one address and nowhere else, and ends a response that is too long.

    TLS is verified. Proxies and certificates of the environment are not used.
    """

    def __init__(self, address: str, secret: str | None) -> None:
        """Set the address, and the key that is sent to it."""
        self._address = httpx2.URL(address)
        self._secret = secret
        self._network = httpx2.AsyncHTTPTransport(verify=True, trust_env=False, retries=0)

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send a request.

        Raises:
            httpx2.RequestError: It goes elsewhere, or the response cannot be read.
        """
        if _origin(request.url) != _origin(self._address):
            raise httpx2.UnsupportedProtocol("A request to another address is not sent.", request=request)
        headers = {name: value for name, value in request.headers.items() if name in _HEADERS}
        headers |= {"accept-encoding": "identity", "user-agent": "assistant-documents"}
        if self._secret is not None:
            headers["authorization"] = f"Bearer {self._secret}"
        request.headers = httpx2.Headers(headers)
        response = await self._network.handle_async_request(request)
        if response.headers.get("content-encoding", "identity") != "identity":
            await response.aclose()
            raise httpx2.DecodingError(
                "The response is compressed, which was not asked for.", request=request
            )
        assert isinstance(response.stream, httpx2.AsyncByteStream)
        response.stream = _LimitedStream(response.stream, request)
        return response

    async def aclose(self) -> None:
        """Close all connections."""
        await self._network.aclose()


class _LimitedStream(httpx2.AsyncByteStream):
    """The body of a response, up to `MOST_BYTES`."""

    def __init__(self, stream: httpx2.AsyncByteStream, request: httpx2.Request) -> None:
        self._stream = stream
        self._request = request

    async def __aiter__(self) -> AsyncIterator[bytes]:
        left = MOST_BYTES
        async for part in self._stream:
            left -= len(part)
            if left < 0:
                raise httpx2.ReadError("The response has no end.", request=self._request)
            yield part

    async def aclose(self) -> None:
        await self._stream.aclose()


def _origin(url: httpx2.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port
