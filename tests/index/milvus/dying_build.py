"""Run as a process: build, and die by SIGKILL before the n-th write to Milvus; say how many there were."""

import json
import os
import signal
import sys

from assistant import build_index, load_settings
from assistant.index.milvus.engine import Engine

WRITES = {"insert", "upsert", "delete", "flush", "create_collection"}


def main():
    settings, dies_at = json.loads(sys.argv[1])
    written = []
    call = Engine._call_once

    def counted(self, method, *arguments, **options):
        # Signs of life of the lease come when they come.
        if method in WRITES and not (method != "create_collection" and arguments[0].endswith("_state")):
            written.append(f"{method} {arguments[0].partition('_')[2]}")
            if len(written) == dies_at:
                os.kill(os.getpid(), signal.SIGKILL)
        return call(self, method, *arguments, **options)

    Engine._call_once = counted
    build_index(settings=load_settings(settings, environment={}))
    print(json.dumps(written))


if __name__ == "__main__":
    main()
