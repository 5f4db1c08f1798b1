"""Sessions of visitors: those that hold nothing are forgotten, a conversation never."""

import gradio as gr
import pytest

from assistant.web.sessions import Sessions


# Gradio leaves an event loop open where no page is started.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_sessions_without_a_state_are_forgotten_and_others_stay():
    with gr.Blocks() as page:
        conversation = gr.State(())
    sessions = Sessions()
    sessions.set_blocks(page)
    sessions["reader"][conversation._id] = ("Who built it?",)
    for number in range(500):
        assert sessions[f"program {number}"]
    assert len(sessions.session_data) < 100
    assert len(sessions.time_last_used) < 100
    assert "program 499" in sessions
    assert sessions["reader"][conversation._id] == ("Who built it?",)
