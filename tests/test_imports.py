"""The fast path stays light, nothing is pickled, nothing goes online."""

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib

import pytest
from material import REPOSITORY

HEAVY = {
    "torch",
    "transformers",
    "sentence_transformers",
    "langchain_core",
    "langchain_text_splitters",
    "gradio",
    "scipy",
    "pymilvus",
    "milvus_lite",
    "grpc",
    "psycopg",
    "psycopg_pool",
    "ray",
}


def modules_after(code, *arguments):
    script = f"import sys\n{code}\nimport json; print(json.dumps(sorted(sys.modules)))"
    ran = subprocess.run(
        [sys.executable, "-c", script, *arguments], capture_output=True, text=True, check=True
    )
    return set(json.loads(ran.stdout.splitlines()[-1]))


def test_importing_is_light():
    assert not HEAVY & modules_after("import assistant")


def test_serving_language_models_is_light():
    pytest.importorskip("mcp", reason="needs the extra 'mcp'")
    code = "from assistant import load_settings\nfrom assistant.mcp.server import make_server\n"
    assert not HEAVY & modules_after(f"{code}make_server(load_settings())")


def test_asking_is_light(index, index_folder):
    code = (
        "from assistant import ask, retrieve\n"
        "assert retrieve('goats', index=sys.argv[1])\n"
        "assert ask('Who built the lighthouse?', index=sys.argv[1]).answered"
    )
    assert not HEAVY & modules_after(code, str(index_folder))


def test_chatting_installs_no_library_of_an_extra():
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [re.match(r"[\w-]+", each)[0] for each in project["dependencies"]]
    assert not {"pymilvus", "milvus-lite", "grpcio", "pyarrow", "psycopg", "ray"} & set(wanted)
    assert any(each.startswith("pymilvus") for each in project["optional-dependencies"]["milvus"])
    assert any(each.startswith("ray") for each in project["optional-dependencies"]["ray"])
    if shutil.which("make"):
        ran = subprocess.run(["make", "-n", "chat"], cwd=REPOSITORY, capture_output=True, text=True)
        assert "[" not in "".join(line for line in ran.stdout.splitlines() if "-e ." in line)


def test_public_names_exist():
    import assistant

    for name in assistant.__all__:
        assert getattr(assistant, name) is not None
    with pytest.raises(AttributeError):
        assistant.nothing  # noqa: B018


def test_nothing_is_pickled_or_evaluated():
    for path in (REPOSITORY / "assistant").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        for word in (
            "pickle",
            "joblib",
            "marshal",
            "shelve",
            "eval(",
            "exec(",
            "allow_pickle=True",
            "torch.load(",
        ):
            assert word not in text, f"{word} in {path}"


@pytest.mark.skipif(sys.platform != "linux", reason="needs Linux audit of sockets")
def test_building_and_asking_opens_no_connection(corpus, tmp_path):
    code = (
        "def audit(event, arguments):\n"
        "    if event in ('socket.connect', 'socket.getaddrinfo', 'socket.bind'):\n"
        "        raise SystemExit(f'{event} {arguments}')\n"
        "sys.addaudithook(audit)\n"
        "from assistant import ask, build_index\n"
        "build_index(sys.argv[1], sys.argv[2], cache=sys.argv[3])\n"
        "assert ask('Who built the lighthouse?', index=sys.argv[2], cache=sys.argv[3]).answered"
    )
    environment = {name: value for name, value in os.environ.items() if not name.startswith("HF_")}
    environment |= {"HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path / ".cache")}
    places = [str(corpus), str(tmp_path / "index"), str(tmp_path / "cache")]
    ran = subprocess.run(
        [sys.executable, "-c", f"import sys\n{code}", *places],
        capture_output=True,
        text=True,
        env=environment,
    )
    assert ran.returncode == 0, ran.stderr
    # onnxruntime leaves a device number there when it is about to report to its makers, from C++.
    assert not (tmp_path / ".cache" / "Microsoft").exists()
