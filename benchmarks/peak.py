"""Where the time of embedding goes, and how far it is from the peak: `python -m benchmarks.peak`."""

from __future__ import annotations

import json
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
import onnxruntime
from onnx import TensorProto, helper

from assistant import load_settings
from assistant.common.cores import available_cores
from assistant.models.embedder import OnnxEmbedder, Vectors, load_embedder
from assistant.models.source import resolve_model
from benchmarks.errors import BenchmarkError
from benchmarks.material import ENCYCLOPEDIA

_TEXTS, _WORDS = 600, 110
_SECONDS = 3.0
_ROUNDS = 3
# Rows, inner and outer size of a product: the most that a machine does, and the model's largest.
LARGE, OWN = (1024, 1536, 1536), (150, 384, 1536)


def main() -> None:
    """Measure peaks and embedding in turns, and print them."""
    settings = load_settings()
    embedder = load_embedder(settings)
    if not isinstance(embedder, OnnxEmbedder):
        raise BenchmarkError("The model is not exported; use the backend 'onnx'.")
    texts = _texts()
    tokens = sum(embedder.count_tokens(texts)) + 2 * len(texts)
    peaks: dict[str, list[float]] = {}
    rates = []
    for _ in range(_ROUNDS):
        for name, shape in (("8 bits, large", LARGE), ("8 bits, the model's", OWN)):
            peaks.setdefault(name, []).append(rate_of(product_in_8_bits(shape), shape))
        peaks.setdefault("float32, large", []).append(rate_of(_product_in_float32(LARGE), LARGE))
        started = time.perf_counter()
        embedder.embed_passages(texts)
        rates.append(tokens / (time.perf_counter() - started))
    per_token = _operations_per_token(embedder.exported.onnx, tokens / len(texts))
    rate = float(np.median(rates))
    print(f"model {resolve_model(settings.model).name}, {available_cores()} cores, {len(texts)} texts")
    print(f"embedding: {rate:,.0f} tokens/s, {per_token / 1e6:.1f} million operations a token")
    print(f"           {rate * per_token / 1e9:,.0f} billion operations/s")
    for name, found in peaks.items():
        most = float(np.median(found))
        print(f"{name:>20}: {most / 1e9:,.0f} billion/s; embedding is at {rate * per_token / most:.0%}")
    likeness = _likeness(embedder.embed_passages(texts), resolve_model(settings.model).folder, texts)
    print(f"cosine with the vectors of float32: mean {likeness.mean():.4f}, least {likeness.min():.4f}")
    print("share of the time of one text, by operation:")
    for operation, share in _profile(embedder, texts).most_common(12):
        print(f"{share:>7.1%}  {operation}")


def _texts() -> list[str]:
    words = [w for path in sorted((ENCYCLOPEDIA / "corpus").glob("*.txt")) for w in path.read_text().split()]
    if not words:
        raise BenchmarkError(f"'{ENCYCLOPEDIA}' is not there.")
    return [" ".join(words[n * _WORDS : (n + 1) * _WORDS]) for n in range(min(_TEXTS, len(words) // _WORDS))]


def _likeness(vectors: Vectors, model: Path, texts: list[str]) -> Vectors:
    """Return the cosine of each vector with that of sentence-transformers."""
    from sentence_transformers import SentenceTransformer

    exact = SentenceTransformer(str(model), device="cpu").encode(texts, normalize_embeddings=True)
    likeness: Vectors = (vectors * exact).sum(axis=1)
    return likeness


def rate_of(product: Callable[[], Any], shape: tuple[int, int, int]) -> float:
    """Return operations a second when every core repeats a product."""

    def repeat(until: float) -> int:
        count = 0
        while time.perf_counter() < until:
            product()
            count += 1
        return count

    cores = available_cores()
    product()
    started = time.perf_counter()
    with ThreadPoolExecutor(cores) as pool:
        counts = list(pool.map(repeat, [started + _SECONDS] * cores))
    rows, inner, outer = shape
    return sum(counts) * 2.0 * rows * inner * outer / (time.perf_counter() - started)


def _product_in_float32(shape: tuple[int, int, int]) -> Callable[[], Any]:
    rows, inner, outer = shape
    nodes = [helper.make_node("MatMul", ["a", "b"], ["c"])]
    weights = np.ones((inner, outer), dtype=np.float32)
    session = _session(nodes, TensorProto.FLOAT, weights, (rows, inner), TensorProto.FLOAT)
    return lambda: session.run(None, {"a": np.ones((rows, inner), dtype=np.float32)})


def product_in_8_bits(shape: tuple[int, int, int]) -> Callable[[], Any]:
    """Return what multiplies two matrices of a shape as the models do."""
    rows, inner, outer = shape
    nodes = [helper.make_node("MatMulInteger", ["a", "b"], ["c"])]
    weights = np.ones((inner, outer), dtype=np.int8)
    session = _session(nodes, TensorProto.UINT8, weights, (rows, inner), TensorProto.INT32)
    return lambda: session.run(None, {"a": np.ones((rows, inner), dtype=np.uint8)})


def _session(
    nodes: list[Any], given: int, weights: npt.NDArray[Any], shape: tuple[int, int], result: int
) -> Any:
    graph = helper.make_graph(
        nodes,
        "product",
        [helper.make_tensor_value_info("a", given, shape)],
        [helper.make_tensor_value_info("c", result, None)],
        [onnx.numpy_helper.from_array(weights, "b")],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    return onnxruntime.InferenceSession(model.SerializeToString(), _options(), ["CPUExecutionProvider"])


def _options() -> Any:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    return options


def _operations_per_token(model: Path, length: float) -> float:
    """Return two for each weight, and those of attention at a length of the text."""
    weights = [each for each in onnx.load(str(model)).graph.initializer if each.data_type == TensorProto.INT8]
    sizes = [int(np.prod(each.dims)) for each in weights if len(each.dims) == 2]
    width = min(min(each.dims) for each in weights if len(each.dims) == 2)
    layers = len(sizes) / 6  # query, key, value, what leaves attention, and two of the feed-forward part
    return 2.0 * sum(sizes) + 4.0 * length * float(width) * layers


def _profile(embedder: OnnxEmbedder, texts: list[str]) -> Counter[str]:
    """Return the share of each kind of operation in the time of single texts."""
    with tempfile.TemporaryDirectory() as folder:
        options = _options()
        options.enable_profiling = True
        options.profile_file_prefix = f"{folder}/profile"
        model = str(embedder.exported.onnx)
        session = onnxruntime.InferenceSession(model, options, ["CPUExecutionProvider"])
        for text in texts[:100]:
            session.run(["embedding"], embedder.feed(embedder.tokenizer.encode(text)))
        events = json.loads(Path(session.end_profiling()).read_text())
    times: Counter[str] = Counter()
    for event in events:
        if event.get("cat") == "Node" and event["name"].endswith("_kernel_time"):
            times[event["args"]["op_name"]] += event["dur"]
    total = times.total()
    return Counter({name: spent / total for name, spent in times.items()})


if __name__ == "__main__":
    main()
