"""Fetching one address: robots.txt first, redirects step by step, all within limits of time and size."""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import dataclass

import httpcore
import httpx
from protego import Protego

from assistant.download.content import limited_body, suffix_of, with_charset
from assistant.download.network import CheckedNetwork
from assistant.errors import PageError
from assistant.settings import Settings

AGENT = "assistant-documents"
_MOST_REDIRECTS = 5
_REDIRECTS = (301, 302, 303, 307, 308)
_LONGEST_ADDRESS = 2000
_MOST_ROBOTS_BYTES = 500_000  # what RFC 9309 asks to read at least
_HEADERS = [
    (b"User-Agent", AGENT.encode()),
    (b"Accept", b"text/html, application/xhtml+xml, application/pdf, text/plain;q=0.9, */*;q=0.5"),
    (b"Accept-Encoding", b"identity"),
    (b"Connection", b"close"),
]


@dataclass(frozen=True, slots=True)
class FetchedPage:
    """A page as it came: the address that it was at in the end, the suffix of its format, and its bytes."""

    address: str
    suffix: str
    data: bytes


@dataclass(frozen=True, slots=True)
class _Reply:
    """A response: its status, where it redirects to or "", its type and its body (of a redirect none)."""

    status: int
    location: str = ""
    content_type: str = ""
    body: bytes = b""


def fetch_page(address: str, settings: Settings) -> FetchedPage:
    """Fetch an address, and what it redirects to; nothing else but the robots.txt of these hosts.

    Args:
        address: It begins with http:// or https://.
        settings: Whether and from where pages may be fetched, how large and in what time.

    Raises:
        PageError: It was not fetched; one sentence that says why.
    """
    if settings.web_pages == "off":
        raise PageError('Pages are not fetched here: the setting "web_pages" is "off".')
    return _Fetcher(settings).page(parsed_address(address))


def parsed_address(address: str) -> httpx.URL:
    """Return an address without its fragment.

    Raises:
        PageError: It is not one of the web, or holds a password.
    """
    try:
        url = httpx.URL(address.strip())
        is_web = url.scheme in ("http", "https") and bool(url.host)
        is_usable = is_web and len(address) <= _LONGEST_ADDRESS and 0 < (url.port or 80) < 65536
    except (httpx.InvalidURL, UnicodeError, ValueError):
        is_usable = False
    if not is_usable:
        raise PageError(f"'{address[:100]}' is no address of a page; it must begin with http:// or https://.")
    if url.userinfo:
        raise PageError("An address with a password in it is not fetched; save the page as a file instead.")
    return url.copy_with(fragment=None)


class _Fetcher:
    """Fetches with one deadline for everything."""

    def __init__(self, settings: Settings) -> None:
        self._deadline = time.monotonic() + settings.web_seconds
        self._seconds = settings.web_seconds
        self._most_bytes = settings.max_file_mb * 1_000_000
        self._network = CheckedNetwork(self._deadline, any_address=settings.web_pages == "any")
        self._rules: dict[str, Protego] = {}

    def page(self, url: httpx.URL) -> FetchedPage:
        """Return the page at an address or where it redirects to."""
        for _ in range(_MOST_REDIRECTS + 1):
            self._ask_robots(url)
            reply = self._get(url, self._most_bytes)
            if reply.location:
                url = _joined(url, reply.location)
                continue
            if reply.status != 200:
                raise PageError(f"'{url}' answers with the status {reply.status}; check the address.")
            suffix = suffix_of(reply.content_type, url.path)
            if not reply.body:
                raise PageError(f"'{url}' is empty.")
            return FetchedPage(str(url), suffix, with_charset(reply.body, suffix, reply.content_type))
        raise PageError(f"'{url}' redirects too often.")

    def _ask_robots(self, url: httpx.URL) -> None:
        """Raise PageError if the host asks programs not to fetch an address (RFC 9309)."""
        host = str(url.join("/robots.txt"))
        if host not in self._rules:
            self._rules[host] = self._robots(url.join("/robots.txt"))
        if not self._rules[host].can_fetch(str(url), AGENT):
            raise PageError(
                f"'{url.host}' asks programs not to fetch this page (robots.txt); open it in a browser and "
                "save it as a file."
            )

    def _robots(self, url: httpx.URL) -> Protego:
        asked = url
        for _ in range(_MOST_REDIRECTS + 1):
            reply = self._get(url, _MOST_ROBOTS_BYTES, any_type=True)
            if not reply.location:
                break
            url = _joined(url, reply.location)
        if reply.status >= 500:  # unreachable rules forbid everything, missing ones nothing
            raise PageError(
                f"'{asked}' answers with the status {reply.status}, so it is not known whether the page may "
                "be fetched; try again later."
            )
        text = reply.body.decode("utf-8", "replace") if reply.status == 200 else ""
        return Protego.parse(text)

    def _get(self, url: httpx.URL, most_bytes: int, *, any_type: bool = False) -> _Reply:
        """Return the response of one address; one that redirects has no body.

        Args:
            url: The address.
            most_bytes: The largest body; of robots.txt (`any_type`) only that much is read.
            any_type: Whether the body is wanted whatever type it has.
        """
        target = httpcore.URL(
            scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path or b"/"
        )
        try:
            with (
                httpcore.ConnectionPool(network_backend=self._network) as pool,
                pool.stream("GET", target, headers=_HEADERS) as response,
            ):
                headers = {
                    name.lower().decode("latin-1"): value.decode("latin-1")
                    for name, value in response.headers
                }
                if response.status in _REDIRECTS and headers.get("location"):
                    return _Reply(response.status, headers["location"])
                kind = headers.get("content-type", "")
                if response.status != 200:
                    return _Reply(response.status)
                if not any_type:
                    suffix_of(kind, url.path)  # before the body is read
                encoding = headers.get("content-encoding", "")
                if any_type:
                    body = _beginning(response, encoding, most_bytes)
                else:
                    body = limited_body(response.iter_stream(), encoding, most_bytes)
                return _Reply(response.status, "", kind, body)
        except httpcore.TimeoutException as error:
            raise PageError(
                f"'{url.host}' does not answer within {self._seconds:g} seconds (setting 'web_seconds')."
            ) from error
        except (httpcore.NetworkError, httpcore.ProtocolError, OSError) as error:
            raise PageError(f"'{url.host}' cannot be reached: {_said(error)}.") from error


def _beginning(response: httpcore.Response, encoding: str, most_bytes: int) -> bytes:
    """Return robots.txt as far as it is read; one that is too large or damaged counts as it begins."""
    body = bytearray()
    for part in response.iter_stream():
        body += part
        if len(body) >= most_bytes:
            break
    if encoding.strip().lower() in ("", "identity"):
        return bytes(body[:most_bytes])
    with suppress(PageError):
        return limited_body([bytes(body)], encoding, most_bytes)
    return b""


def _joined(url: httpx.URL, location: str) -> httpx.URL:
    try:
        joined = str(url.join(location.encode("latin-1").decode("utf-8", "replace")))
    except (httpx.InvalidURL, UnicodeError, ValueError) as error:
        raise PageError(f"'{url}' redirects to an address that is none.") from error
    return parsed_address(joined)


def _said(error: BaseException) -> str:
    return " ".join(str(error).split())[:200].rstrip(".") or type(error).__name__
