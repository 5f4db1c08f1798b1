"""The neural models: where they come from, how they are exported, how they run.

The embedding model is exported to ONNX once (`export.py`, needs torch, some seconds), its matrices
stored in 8 bits if that keeps its embeddings (`quantize.py`), checked against the original, kept in the
user's cache by the hash of its weights, and run by onnxruntime. The packaged embedding model, the small and
the large reader and the prover ship exported; `pairs.py` makes the input of readers and prover.

All models are given one text at a time, and several at once, a thread each (`runtime.py`): what comes
of a text then never depends on what is computed beside it. The word vectors, most of the weights, are
mapped and not copied (the embedder's in a file beside its graph, those that others share where pip put
them, `tensors.py`); the large reader, made from another model, has its own in 8 bits (`shipped.py`). Readers
are loaded while the question is embedded and searched for.
"""
