"""Plain requests to a page that runs."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from pathlib import PurePath

from web_site import Site

API = "/gradio_api"


def get(url: str, data: bytes | None = None, **headers: str) -> tuple[int, str, dict[str, str]]:
    """Return status, body and headers; a header's name is written with underscores."""
    request = urllib.request.Request(
        url, data=data, headers={key.replace("_", "-"): v for key, v in headers.items()}
    )
    try:
        with urllib.request.urlopen(request, timeout=60) as response:
            return response.status, response.read().decode(errors="replace"), dict(response.headers)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode(errors="replace"), dict(error.headers)


def post(site: Site, path: str, body: object, **headers: str) -> tuple[int, str]:
    """Send JSON and return status and body."""
    kind = {"Content_Type": "application/json"} | headers
    return get(f"{site.url}{API}/{path}", json.dumps(body).encode(), **kind)[:2]


def call(site: Site, name: str, *data: object, **headers: str) -> str:
    """Call an endpoint and return the data of the last event it sends."""
    status, body = post(site, f"call/{name}", {"data": data}, **headers)
    assert status == 200, body
    events = get(f"{site.url}{API}/call/{name}/{json.loads(body)['event_id']}", **headers)[1]
    return events.strip().rpartition("data: ")[2]


def multipart(name: str, content: bytes) -> tuple[bytes, str]:
    """Return the body of an upload of one file, and its content type."""
    head = f'--x\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n\r\n'.encode()
    return head + content + b"\r\n--x--\r\n", "multipart/form-data; boundary=x"


def send_file(site: Site, name: str, content: bytes, **headers: str) -> tuple[int, str]:
    """Upload a file, without saying yet what for; return status and body."""
    data, kind = multipart(name, content)
    return get(f"{site.url}{API}/upload", data, Content_Type=kind, **headers)[:2]


def upload_event(site: Site) -> int:
    """Return the number of the event that takes uploads into the corpus."""
    config = json.loads(get(f"{site.url}/config")[1])
    return next(
        event["id"] for event in config["dependencies"] if any(t[1] == "add_files" for t in event["targets"])
    )


def take(site: Site, *paths: str, name: str = "", **headers: str) -> tuple[int, str]:
    """Ask the page to take files that were uploaded, as its script does."""
    files = [{"path": path, "name": name or PurePath(path).name} for path in paths]
    number = upload_event(site)
    body = {"data": [None], "fn_index": number, "session_hash": "test", "event_data": {"files": files}}
    return post(site, "run/predict", body, **headers)
