"""Start the web chat: `python app.py`."""

import sys

from assistant.errors import AssistantError
from assistant.settings import load_settings
from assistant.web import launch

if __name__ == "__main__":
    try:
        launch(load_settings(), open_browser=True)
    except AssistantError as error:
        sys.exit(str(error))
