"""What Gradio keeps of everybody who visits, in bounds."""

from __future__ import annotations

import gradio as gr
from gradio.state_holder import StateHolder

# Sessions without a state that are kept, so that one is not made again for each of its requests.
_EMPTY_KEPT = 64


class Sessions(StateHolder):
    """Forgets the oldest sessions that hold no state.

    Gradio keeps the last ten thousand sessions, a copy of the page's description with each, and every call
    of a program is a session of its own: a script that asks a lot would take up a gigabyte. A page has a
    state from the first thing done on it; one that was forgotten before is made anew.
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
    """Do so for a page that was launched."""
    sessions = Sessions()  # type: ignore[no-untyped-call]
    sessions.set_blocks(page)
    page.app.state_holder = sessions
