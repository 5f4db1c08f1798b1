"""Run as a process with `faults.c` preloaded: builds on demand, each in a fork of this warm process.

A request is a line of JSON: settings, and what goes wrong. The reply says how the build ended.
"""

import ctypes
import json
import os
import signal
import sys
import traceback

import faiss  # noqa: F401  warm: a fork finds it loaded
import onnxruntime  # noqa: F401
import tantivy  # noqa: F401

from assistant import build_index, load_settings
from assistant.errors import AssistantError
from assistant.index import build  # noqa: F401
from assistant.models import embedder  # noqa: F401

DIED = 99


def main():
    faults = ctypes.CDLL(None)
    faults.faults_struck.restype = ctypes.c_char_p
    for line in sys.stdin:
        request = json.loads(line)
        receiving, sending = os.pipe()
        child = os.fork()
        if not child:
            os.close(receiving)
            signal.alarm(120)  # a build that hangs must not hang the trials
            with os.fdopen(sending, "w") as reply:
                json.dump(build_with(faults, request), reply)
            os._exit(0)
        os.close(sending)
        with os.fdopen(receiving) as reply:
            said = reply.read()
        _, status = os.waitpid(child, 0)
        code = os.waitstatus_to_exitcode(status)
        outcome = {"died": True} if code == DIED else json.loads(said or f'{{"crash": "exit code {code}"}}')
        sys.stdout.write(json.dumps(outcome) + "\n")
        sys.stdout.flush()


def build_with(faults, request):
    settings = load_settings(request["settings"])
    fault = request["fault"]
    faults.faults_arm(
        os.fsencode(os.path.realpath(settings.index)),
        fault["kinds"],
        fault["action"],
        fault["errno"],
        ctypes.c_long(fault["at"]),
    )
    try:
        report = build_index(settings=settings)
        outcome = {"embedded": report.embedded_passages, "failed": len(report.of_kind("failed"))}
    except AssistantError as error:
        outcome = {"error": type(error).__name__, "message": str(error)}
    except BaseException:
        outcome = {"crash": traceback.format_exc()}
    faults.faults_disarm()
    return outcome | {"calls": faults.faults_calls(), "struck": faults.faults_struck().decode()}


if __name__ == "__main__":
    main()
