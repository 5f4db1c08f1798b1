"""Starting the web server with everything closed that the page does not need."""

from __future__ import annotations

import ipaddress
import os
import sys
import threading
from typing import Any

import gradio as gr
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware

from assistant.errors import SettingsError
from assistant.settings import Settings
from assistant.web.app import create_app
from assistant.web.headers import ProtectiveHeaders
from assistant.web.library import Library
from assistant.web.theme import make_theme, read_asset


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
    library = Library(settings)
    page = create_app(settings, library)
    try:
        page.launch(inbrowser=open_browser, prevent_thread_lock=True, **options)
    except OSError as error:
        raise SettingsError(
            f"Cannot listen on {settings.host}:{settings.port}; choose another with the setting 'port'."
        ) from error
    threading.Thread(target=library.warm_up, name="assistant-warm-up", daemon=True).start()
    if block:
        sys.stdout.write(f"Assistant runs on {page.local_url} (Ctrl+C stops it)\n")
        sys.stdout.flush()
        page.block_thread()
    return page


def launch_options(settings: Settings) -> dict[str, Any]:
    """Return what Gradio's `launch` is called with.

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
        "theme": make_theme(),
        "css": read_asset("style.css"),
        "app_kwargs": {"middleware": _middleware(settings.host, local)},
    }


def _middleware(host: str, local: bool) -> list[Middleware]:
    """Return the header middleware and, on this machine only, a check of the name asked for.

    Without that check a web site could point its own name at 127.0.0.1 and read the answers.
    """
    middleware = [Middleware(ProtectiveHeaders)]
    if local:
        names = ["127.0.0.1", "localhost", "[::1]", host]
        middleware.append(Middleware(TrustedHostMiddleware, allowed_hosts=names))
    return middleware


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
