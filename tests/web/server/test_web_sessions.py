"""Sessions of visitors: those that hold nothing are forgotten, a conversation never."""

import json
import subprocess
import sys
from collections.abc import Callable

from crowd import ask_together
from playwright.sync_api import Page, expect
from web_actions import ask
from web_site import FILES, Site

from assistant.settings import Settings

# In a process of its own, since Gradio leaves an event loop open where no page is started.
VISITS = """
import json
import gradio as gr
from assistant.web.server.sessions import Sessions

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


def test_an_open_page_goes_on_after_the_calls_of_many_programs(
    start: Callable[..., Site], tiny: Settings, visit: Callable[..., Page]
) -> None:
    names = ("model", "cache", "passage_tokens", "reader", "workers", "threads")
    site = start(FILES, **{name: getattr(tiny, name) for name in names}, caution=0.0)
    begun, idle = visit(site.url), visit(site.url)
    ask(begun, "Who founded the coffee house of Aldermoor?")
    calls = [("When was the harbour of Aldermoor dredged?", "harbour.txt")] * 150
    assert all(answer.status == 200 for answer in ask_together(site, 8, calls))
    ask(begun, "When was it founded?")
    expect(begun.locator("#chat .user")).to_have_count(2)
    expect(ask(idle, "What did a cup of coffee cost?").locator("a.cite").first).to_be_visible()
