"""Run as a process: build, die by SIGKILL before a write to Milvus, the n-th or one of a name; list them."""

import json
import os
import signal
import sys

from assistant import build_index, load_settings
from assistant.index.milvus.engine import Engine

KINDS = ("records", "words", "passages")
WRITES = {"insert", "upsert", "delete", "flush", "create_collection"}


def main():
    settings, dies_at = json.loads(sys.argv[1])
    written = []
    call = Engine._call_once

    def counted(self, method, *arguments, **options):
        # Signs of life of the lease come when they come.
        if method in WRITES and not (method != "create_collection" and arguments[0].endswith("_state")):
            written.append(f"{method} {next(kind for kind in KINDS if kind in arguments[0])}")
            if dies_at in (len(written), written[-1]):
                os.kill(os.getpid(), signal.SIGKILL)
        return call(self, method, *arguments, **options)

    Engine._call_once = counted
    build_index(settings=load_settings(settings, environment={}))
    print(json.dumps(written))


if __name__ == "__main__":
    main()
