"""Run as a process: ask an index until standard input ends; answers as lines of JSON."""

import json
import sys
import threading
from dataclasses import asdict

from assistant import load_settings, open_index


def main():
    settings, questions = json.loads(sys.stdin.readline())
    ended = threading.Event()
    threading.Thread(target=lambda: (sys.stdin.read(), ended.set()), daemon=True).start()
    with open_index(settings=load_settings(settings)) as index:
        while True:
            for question in questions:
                sys.stdout.write(json.dumps(asdict(index.ask(question, refuse=False))) + "\n")
            sys.stdout.flush()
            if ended.is_set():
                return


if __name__ == "__main__":
    main()
