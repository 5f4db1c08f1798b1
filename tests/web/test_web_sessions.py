"""Sessions of visitors: those that hold nothing are forgotten, a conversation never."""

import json
import subprocess
import sys

# In a process of its own, since Gradio leaves an event loop open where no page is started.
VISITS = """
import json
import gradio as gr
from assistant.web.sessions import Sessions

with gr.Blocks() as page:
    conversation = gr.State(())
sessions = Sessions()
sessions.set_blocks(page)
sessions["reader"][conversation._id] = "Who built it?"
for number in range(500):
    sessions[f"program {number}"]
kept = len(sessions.session_data), len(sessions.time_last_used)
print(json.dumps([*kept, "program 499" in sessions, sessions["reader"][conversation._id]]))
"""


def test_sessions_without_a_state_are_forgotten_and_others_stay():
    ran = subprocess.run([sys.executable, "-c", VISITS], capture_output=True, text=True, check=True)
    kept, times, has_newest, said = json.loads(ran.stdout)
    assert kept < 100
    assert times < 100
    assert has_newest
    assert said == "Who built it?"
