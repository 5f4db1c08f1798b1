"""A limit for the sessions that Gradio keeps in memory."""

from __future__ import annotations

import gradio as gr
from gradio.state_holder import StateHolder

# Number of sessions without state that are kept, so that one survives its own requests.
_EMPTY_KEPT = 64


class Sessions(StateHolder):
    """A StateHolder that drops the oldest sessions without state.

    Gradio keeps the last ten thousand sessions, each with a copy of the page's configuration, and every call
    of an endpoint is a session of its own: a script that asks a lot would use a gigabyte. A page has state
    from its first event on; a session that was dropped before is created anew.
    """

    def update(self, session_id: str) -> None:
        """Note that a session was used."""
        super().update(session_id)
        with self.lock:
            empty = [name for name, session in self.session_data.items() if not session.state_data]
            for name in empty[:-_EMPTY_KEPT]:
                del self.session_data[name]
                self.time_last_used.pop(name, None)


def keep_sessions_in_bounds(page: gr.Blocks) -> None:
    """Replace the state holder of a launched page by `Sessions`."""
    sessions = Sessions()  # type: ignore[no-untyped-call]
    sessions.set_blocks(page)
    page.app.state_holder = sessions
