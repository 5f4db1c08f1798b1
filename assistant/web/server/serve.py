"""Starting the web server, with every feature of Gradio disabled that the page does not need."""

from __future__ import annotations

import atexit
import ipaddress
import os
import shutil
import sys
import tempfile
import threading
import time
from typing import Any
from urllib.parse import SplitResult, urlsplit

import gradio as gr
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware

from assistant.errors import SettingsError
from assistant.settings import Settings
from assistant.web.app import create_app
from assistant.web.assets import read_assets
from assistant.web.languages import component_catalogue
from assistant.web.polling import polling_route
from assistant.web.server.early_script import EarlyScript
from assistant.web.server.headers import ProtectiveHeaders
from assistant.web.server.requests import RequestFilter
from assistant.web.server.sessions import keep_sessions_in_bounds
from assistant.web.server.sign_in import SignIns, sign_in_routes, using
from assistant.web.state.library import Library
from assistant.web.theme import make_theme

_LONG = 3600.0  # seconds


def launch(settings: Settings, *, open_browser: bool = False, block: bool = True) -> gr.Blocks:
    """Start the web chat.

    Args:
        settings: Where documents and index are, host, port and password.
        open_browser: Whether to open the page in the default browser.
        block: Whether to return only when the server stops.

    Returns:
        The running page; `local_url` is its address and `close()` stops it.

    Raises:
        SettingsError: The host can be reached from other machines and no password is set, or the
            port is taken.
    """
    options = launch_options(settings)
    os.environ["GRADIO_TEMP_DIR"] = _private_upload_folder()
    library = Library(settings)
    page = create_app(settings, library)
    routes = [polling_route(library)]
    if settings.auth:
        sign_ins = SignIns(settings)
        routes += sign_in_routes(sign_ins, settings.address)
        options["app_kwargs"]["lifespan"] = using(sign_ins)
    try:
        options["app_kwargs"]["routes"] = routes
        page.launch(inbrowser=open_browser, prevent_thread_lock=True, **options)
        keep_sessions_in_bounds(page)
    except OSError as error:
        raise SettingsError(
            f"Cannot listen on {settings.host}:{settings.port}; choose another with the setting 'port'."
        ) from error
    threading.Thread(target=library.warm_up, name="assistant-warm-up", daemon=True).start()
    if block:
        sys.stdout.write(f"Assistant runs on {page.local_url} (Ctrl+C stops it)\n")
        sys.stdout.flush()
        _wait_until_interrupted(page)
    return page


def _wait_until_interrupted(page: gr.Blocks) -> None:
    """Sleep until Ctrl+C, then close the page; Gradio's own waiting looks ten times a second."""
    try:
        while True:
            time.sleep(_LONG)
    except KeyboardInterrupt:
        page.close(verbose=False)


def _private_upload_folder() -> str:
    """Return a temporary folder for uploads that only this account can read; it is deleted at exit."""
    folder = tempfile.mkdtemp(prefix="assistant-uploads-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def launch_options(settings: Settings) -> dict[str, Any]:
    """Return the arguments of Gradio's `launch`.

    Raises:
        SettingsError: The host can be reached from other machines and no password is set.
    """
    local = _is_loopback(settings.host)
    user, _, password = settings.auth.partition(":")
    if settings.auth and not (user and password):
        raise SettingsError("Setting 'auth' must name a user and a password, like 'user:password'.")
    if not local and not settings.auth:
        raise SettingsError(
            f"Others can reach the address '{settings.host}': set 'auth' to 'user:password' as well, "
            "or use 127.0.0.1."
        )
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    return {
        "server_name": settings.host,
        "server_port": settings.port,
        "auth": (user, password) if settings.auth else None,
        "share": False,
        "quiet": True,
        "show_error": False,
        "max_file_size": settings.max_file_mb * 1_000_000,
        "allowed_paths": [],
        "enable_monitoring": False,
        "run_history": False,
        "strict_cors": True,
        "ssr_mode": False,
        "pwa": False,
        "mcp_server": False,
        "footer_links": [],
        "favicon_path": None,
        "i18n": component_catalogue(),
        "theme": make_theme(),
        "css": read_assets("style"),
        "root_path": settings.address.rstrip("/"),
        "app_kwargs": {"middleware": _middleware(settings, local)},
    }


def _middleware(settings: Settings, local: bool) -> list[Middleware]:
    """Return the middleware: security headers, request filter, and a check of the Host header on loopback.

    Without that check a web site could resolve its name to 127.0.0.1 and read answers (DNS rebinding).
    """
    public = _public_address(settings.address)
    middleware = [Middleware(ProtectiveHeaders), Middleware(EarlyScript)]
    if local:
        names = [
            "127.0.0.1",
            "localhost",
            "[::1]",
            settings.host,
            *([str(public.hostname)] if public else []),
        ]
        middleware.append(Middleware(TrustedHostMiddleware, allowed_hosts=names))
    origins = [f"{public.scheme}://{public.netloc}"] if public else []
    return [*middleware, Middleware(RequestFilter, requires_login=bool(settings.auth), origins=origins)]


def _public_address(address: str) -> SplitResult | None:
    if not address:
        return None
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise SettingsError(f"Setting 'address' must be like 'https://docs.example.org', not '{address}'.")
    return parts


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
