"""Fetching pages of the web, on request and within limits, from servers that misbehave."""

import gzip
import socket
from pathlib import Path

import pytest
from misbehaving import PAGE, dripping, dripping_headers, endless, redirect, send

from assistant.download.add import add_page
from assistant.download.fetch import fetch_page
from assistant.download.network import is_public
from assistant.errors import PageError


def refused(settings, address, match):
    with pytest.raises(PageError, match=match) as caught:
        add_page(address, settings)
    assert str(caught.value).count("\n") == 0
    assert not Path(settings.corpus).exists()


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1:248:1893:25c8:1946", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("::1", False),
        ("::", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("ff02::1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:93.184.216.34", True),
        ("64:ff9b::10.0.0.1", False),
        ("2002:7f00:1::", False),
    ],
)
def test_only_addresses_of_the_open_internet_are_public(address, public):
    assert is_public(address) == public


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "2130706433", "0.0.0.0"]
)
def test_private_hosts_are_refused_however_they_are_written(server, settings, host):
    port = server.server_address[1]
    public = settings.using(web_pages="public")
    refused(public, f"http://{host}:{port}/page", "private network|not known|cannot be reached")
    assert server.asked == []


def test_the_address_that_is_connected_to_is_the_one_that_was_checked(server, settings, monkeypatch):
    """A name whose first answer is public and whose second is not leads nowhere (DNS rebinding)."""
    answers = ["203.0.113.7", "127.0.0.1"]
    asked, connected = [], []

    def getaddrinfo(host, port, *_, **__):
        asked.append(host)
        address = answers[min(len(asked), len(answers)) - 1]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    def connect(address, *_, **__):
        connected.append(address[0])
        raise OSError("no network in tests")

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    monkeypatch.setattr(socket, "create_connection", connect)
    monkeypatch.setattr("assistant.download.network.is_public", lambda address: address != "127.0.0.1")
    port = server.server_address[1]
    refused(settings.using(web_pages="public"), f"http://rebinding.test:{port}/page", "cannot be reached")
    assert (asked, connected) == (["rebinding.test"], ["203.0.113.7"])


def test_a_redirect_is_followed_only_to_public_addresses_of_the_web(server, settings, monkeypatch):
    port = server.server_address[1]
    server.answers |= {
        "/away": redirect(f"http://localhost:{port}/page"),
        "/file": redirect("file:///etc/passwd"),
        "/loop": redirect("/loop"),
        "/none": redirect("http://[::1"),
        "/near": redirect("page", 308),
    }
    # 127.0.0.1 stands for a public host here, and localhost (127.0.0.1 or ::1) for a private one.
    monkeypatch.setattr(
        socket,
        "getaddrinfo",
        lambda host, port, *_, **__: [
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("10.0.0.1" if host == "localhost" else host, port))
        ],
    )
    monkeypatch.setattr("assistant.download.network.is_public", lambda address: address == "127.0.0.1")
    public = settings.using(web_pages="public")
    refused(public, f"{server.url}/away", "'localhost' is no public host")
    refused(public, f"{server.url}/file", "must begin with http:// or https://")
    refused(public, f"{server.url}/loop", "redirects too often")
    refused(public, f"{server.url}/none", "redirects to an address that is none")
    assert fetch_page(f"{server.url}/near", public).address == f"{server.url}/page"


def test_what_is_too_large_too_slow_or_not_there_is_refused(server, settings):
    bomb = gzip.compress(b"<p>zeros</p>" + b"0" * 30_000_000)
    server.answers |= {
        "/endless": endless,
        "/bomb": lambda handler: send(handler, bomb, content_encoding="gzip"),
        "/cut": lambda handler: send(handler, gzip.compress(PAGE)[:-9], content_encoding="gzip"),
        "/unknown": lambda handler: send(handler, PAGE, content_encoding="br"),
        "/empty": b"",
        "/broken": lambda handler: send(handler, PAGE, status=500),
        "/short": lambda handler: send(handler, PAGE, content_length="9999"),
        "/image": lambda handler: send(handler, PAGE, "image/png"),
        "/typeless": lambda handler: send(handler, PAGE, ""),
    }
    for path, said in {
        "/endless": "larger than the setting 'max_file_mb'",
        "/bomb": "larger than the setting 'max_file_mb'",
        "/cut": "its end is missing",
        "/unknown": "compressed as 'br'",
        "/empty": "is empty",
        "/broken": "status 500",
        "/missing": "status 404",
        "/short": "cannot be reached",
        "/image": "type 'image/png', which cannot be read",
        "/typeless": "which cannot be read",
    }.items():
        refused(settings, server.url + path, said)
    hurried = settings.using(web_seconds=1)
    for path, answer in {"/slow": dripping, "/headers": dripping_headers}.items():
        server.answers[path] = answer
        refused(hurried, server.url + path, "does not answer within 1 seconds|cannot be reached")
    refused(settings, "http://127.0.0.1:1/page", "cannot be reached")


@pytest.mark.parametrize(
    "address",
    [
        "ftp://example.org/x",
        "example.org",
        "http://",
        "javascript:alert(1)",
        "http://[::1",
        "http://h:99999/",
    ],
)
def test_only_addresses_of_the_web_are_taken(settings, address):
    refused(settings, address, "must begin with http:// or https://")


def test_passwords_and_the_setting_are_respected(server, settings):
    refused(settings, "http://ann:secret@example.org/", "password")
    refused(settings.using(web_pages="off"), f"{server.url}/page", '"web_pages" is "off"')
    assert server.asked == []


def test_robots_are_asked_first_and_respected(server, settings):
    server.answers["/robots.txt"] = b"User-agent: *\nDisallow: /private\nDisallow: /*?secret\n\n"
    server.answers["/private/page"] = server.answers["/page?secret=1"] = PAGE
    refused(settings, f"{server.url}/private/page", "robots.txt")
    refused(settings, f"{server.url}/page?secret=1", "robots.txt")
    assert set(server.asked) == {"/robots.txt"}
    server.answers["/sneaky"] = redirect("/private/page")
    refused(settings, f"{server.url}/sneaky", "robots.txt")
    assert "/private/page" not in server.asked
    server.answers["/robots.txt"] = lambda handler: send(handler, b"", status=503)
    refused(settings, f"{server.url}/page", "status 503")
    server.answers["/robots.txt"] = lambda handler: send(
        handler, b"User-agent: *\nDisallow: /x\n" * 10_000_000
    )
    assert fetch_page(f"{server.url}/page", settings.using(max_file_mb=1)).data.endswith(PAGE)
