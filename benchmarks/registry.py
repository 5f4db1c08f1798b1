"""The peers: which adapter, in which environment, with which runtime under the model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.errors import BenchmarkError

PEERS_FOLDER = Path(__file__).parent / "peers"
OURS = "assistant"


@dataclass(frozen=True, slots=True)
class Peer:
    """One row of the table.

    `environment` names the requirements file and the virtual environment; "" is the environment that the
    runner itself runs in. `runs_on` is what runs the model: "torch", "onnxruntime", or "" for no model.
    `command` are the words after "python" that print an answer, where a peer has such a command.
    """

    name: str
    title: str
    environment: str
    runs_on: str
    command: tuple[str, ...] = ()

    @property
    def adapter(self) -> Path:
        """The file with the code that a user of the peer writes."""
        return PEERS_FOLDER / f"{self.name}.py"

    @property
    def requirements(self) -> Path | None:
        """The file with the peer's exact versions."""
        return PEERS_FOLDER / f"{self.environment}.txt" if self.environment else None

    @property
    def packages(self) -> list[str]:
        """The packages whose versions are reported."""
        if self.requirements is None:
            return ["assistant-documents", "onnxruntime", "faiss-cpu", "tantivy"]
        return [pinned.partition("==")[0] for pinned in read_pins(self.requirements)]


_ASK = ("-m", "assistant", "ask", "--index", "{place}", "{question}")

PEERS = (
    Peer(OURS, "Assistant", "", "onnxruntime", _ASK),
    Peer("plain", "plain encode + IndexFlatIP", "plain", "torch"),
    Peer("langchain", "LangChain + FAISS", "langchain", "torch"),
    Peer("llamaindex", "LlamaIndex", "llamaindex", "torch"),
    Peer("haystack", "Haystack, dense", "haystack", "torch"),
    Peer("haystack_bm25", "Haystack, BM25", "haystack", ""),
    Peer("txtai", "txtai, hybrid", "txtai", "torch"),
    Peer("chroma", "Chroma", "chroma", "torch"),
)


def choose_peers(names: str | None) -> list[Peer]:
    """Return the peers of a comma-separated list, all by default, in the table's order.

    Raises:
        BenchmarkError: A name is unknown or there is none.
    """
    if names is None:
        return list(PEERS)
    wanted = [name.strip() for name in names.split(",") if name.strip()]
    known = [peer.name for peer in PEERS]
    unknown = [name for name in wanted if name not in known]
    if unknown:
        raise BenchmarkError(f"There is no peer '{unknown[0]}'; the peers are: {', '.join(known)}.")
    if not wanted:
        raise BenchmarkError(f"No peer is named; the peers are: {', '.join(known)}.")
    return [peer for peer in PEERS if peer.name in wanted]


def read_pins(requirements: Path) -> Sequence[str]:
    """Return the pinned packages of a requirements file."""
    lines = (line.partition("#")[0].strip() for line in requirements.read_text("utf-8").splitlines())
    return [line for line in lines if line]
