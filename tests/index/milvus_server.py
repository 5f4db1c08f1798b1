"""A milvus-lite server in a process of its own, which speaks what a Milvus cluster speaks."""

import socket
import subprocess
import sys
import time


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class MilvusServer:
    """The server over one folder, always at the same port; may be killed and started again."""

    def __init__(self, folder):
        self.folder, self.port = folder, free_port()
        self._process = None
        self.start()

    def start(self):
        # It would listen on every network of this machine if it were not told where.
        code = "import sys; from milvus_lite.adapter.grpc.server import run_server; "
        code += "run_server(sys.argv[1], '127.0.0.1', int(sys.argv[2]))"
        self._process = subprocess.Popen(
            [sys.executable, "-c", code, str(self.folder), str(self.port)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        until = time.monotonic() + 60
        while time.monotonic() < until:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.05)
        raise AssertionError("milvus-lite does not start")

    def kill(self):
        self._process.kill()
        self._process.wait()

    def address(self, name):
        return f"milvus+http://127.0.0.1:{self.port}/{name}"
