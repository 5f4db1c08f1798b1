"""The network: connections to public addresses only, checked on the address that is connected to.

A name is resolved here and the connection goes to the address that was checked, so that a name that
resolves to something else a moment later changes nothing (DNS rebinding). The deadline holds for all
reading and writing together, however slowly bytes drip. Resolving a name takes as long as the system lets it.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
import time
from collections.abc import Iterable
from typing import Any

import httpcore

from assistant.errors import PageError

_CONNECT_SECONDS = 10.0
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


def is_public(address: str) -> bool:
    """Return whether an IP address is one of the open internet, also as IPv6 that stands for IPv4."""
    ip = ipaddress.ip_address(address.split("%", 1)[0])
    inner: list[Any] = []
    if isinstance(ip, ipaddress.IPv6Address):
        inner = [ip.ipv4_mapped, ip.sixtofour, *(ip.teredo or ())]
        if ip in _NAT64:
            inner.append(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF))
    if any(each is not None and not is_public(str(each)) for each in inner):
        return False
    return (ip.is_global or any(inner)) and not ip.is_multicast


class CheckedNetwork(httpcore.NetworkBackend):
    """Connects to public addresses, or to all if `any_address` is set, until a deadline."""

    def __init__(self, deadline: float, *, any_address: bool) -> None:
        """Set the deadline, a time of `time.monotonic`."""
        self._deadline = deadline
        self._any_address = any_address
        self._backend = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to one of the addresses of a host.

        Raises:
            PageError: It has no public address.
            httpcore.ConnectError: None of them can be connected to.
        """
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise PageError(f"The host '{host}' is not known; check the address.") from error
        addresses = list(dict.fromkeys(str(each[4][0]) for each in found))
        allowed = [each for each in addresses if self._any_address or is_public(each)]
        if not allowed:
            raise PageError(
                f"'{host}' is no public host but one of a private network, which is not fetched from; save "
                'the page as a file instead, or set web_pages = "any".'
            )
        failed: Exception = httpcore.ConnectError("no address")
        for address in allowed:
            seconds = min(_CONNECT_SECONDS, seconds_left(self._deadline))
            try:
                stream = self._backend.connect_tcp(
                    address, port, seconds, local_address, socket_options=socket_options
                )
                return _DeadlineStream(stream, self._deadline)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failed = error
        raise failed

    def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[Any] | None = None
    ) -> httpcore.NetworkStream:
        """Refuse: a page is at no socket of this machine."""
        raise httpcore.ConnectError("no sockets")

    def sleep(self, seconds: float) -> None:
        """Wait; nothing is tried again here."""


class _DeadlineStream(httpcore.NetworkStream):
    """A connection whose every step ends at the deadline."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: float) -> None:
        self._stream, self._deadline = stream, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, seconds_left(self._deadline))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, seconds_left(self._deadline))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        stream = self._stream.start_tls(ssl_context, server_hostname, seconds_left(self._deadline))
        return _DeadlineStream(stream, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def seconds_left(deadline: float) -> float:
    """Return the seconds until a deadline.

    Raises:
        httpcore.ReadTimeout: It is over.
    """
    left = deadline - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout("the time is over")
    return left
