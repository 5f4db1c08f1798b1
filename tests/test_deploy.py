"""The container, the service and the proxy that docs/deploying.md offers: looked at by their own checkers."""

from __future__ import annotations

import fnmatch
import json
import re
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import yaml
from material import REPOSITORY

from assistant.errors import SettingsError
from assistant.settings import Settings, load_settings
from assistant.web.server.serve import launch_options

DOCKERFILE = (REPOSITORY / "Dockerfile").read_text(encoding="utf-8")
COMPOSE = REPOSITORY / "compose.yaml"
UNIT = (REPOSITORY / "docs" / "deploy" / "assistant.service").read_text(encoding="utf-8")
NGINX = (REPOSITORY / "docs" / "deploy" / "nginx.conf").read_text(encoding="utf-8")
PAGE = (REPOSITORY / "docs" / "deploying.md").read_text(encoding="utf-8")
AUTH = "reader:a-long-password"


def checked(*command: str) -> None:
    """Run a checker that must find no fault."""
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr.strip()) == (0, ""), ran.stdout + ran.stderr


def program(name: str) -> str:
    """Return where a program is, also one that pip installed beside this Python; skip without it."""
    beside = Path(sys.executable).with_name(name)
    found = str(beside) if beside.is_file() else shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not installed.")
    return found


def service() -> dict[str, Any]:
    described: dict[str, Any] = yaml.safe_load(COMPOSE.read_text(encoding="utf-8"))["services"]["assistant"]
    return described


def test_the_dockerfile_has_no_fault() -> None:
    checked(program("hadolint"), str(REPOSITORY / "Dockerfile"))


def test_the_compose_file_fits_the_schema_of_compose() -> None:
    if find_spec("check_jsonschema") is None:
        pytest.skip("check-jsonschema is not installed.")
    schema = ["--builtin-schema", "vendor.compose-spec"]
    checked(sys.executable, "-m", "check_jsonschema", *schema, str(COMPOSE))


def test_what_the_image_copies_is_there_and_nothing_else_is_sent() -> None:
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", DOCKERFILE, re.MULTILINE)
    names = {name for line in copied for name in line.split()}
    assert names == {"constraints.txt", "pyproject.toml", "README.md", "LICENSE", "assistant"}
    lines = (REPOSITORY / ".dockerignore").read_text(encoding="utf-8").splitlines()
    rules = [line for line in lines if line and not line.startswith("#")]
    assert rules[0] == "*"
    assert {rule[1:] for rule in rules if rule.startswith("!")} == names
    assert all((REPOSITORY / name).exists() for name in names)
    sent = [p.name for p in REPOSITORY.iterdir() if any(fnmatch.fnmatch(p.name, name) for name in names)]
    assert not {"corpus", "index", ".git", "assistant.toml"} & set(sent)


def test_the_image_listens_only_with_a_password() -> None:
    given = dict(re.findall(r"\b(ASSISTANT_\w+)=(\S+)", DOCKERFILE.partition("\nENV PATH=/opt")[2]))
    with pytest.raises(SettingsError, match="set 'auth'"):
        launch_options(load_settings(environment=given, file=None))
    settings = load_settings(environment=given | {"ASSISTANT_AUTH": AUTH})
    assert launch_options(settings)["server_name"] == "0.0.0.0"
    volumes = json.loads(re.findall(r"^VOLUME (.+)$", DOCKERFILE, re.MULTILINE)[0])
    kept = [settings.corpus, settings.index, settings.cache, str(settings.conversations_file())]
    assert all(any(Path(path).is_relative_to(volume) for volume in volumes) for path in kept)
    assert f"EXPOSE {settings.port}" in DOCKERFILE
    assert re.findall(r"^USER (.+)$", DOCKERFILE, re.MULTILINE) == ["1000:1000"]


def test_the_health_check_asks_what_is_open_without_a_password() -> None:
    from assistant.web.server.requests import is_public

    (path,) = re.findall(rf"http://127\.0\.0\.1:{Settings().port}(/\S*)'", DOCKERFILE)
    assert is_public(path)


def test_compose_opens_the_port_to_this_machine_only() -> None:
    described = service()
    assert described["ports"] == ["127.0.0.1:7860:7860"]
    assert described["environment"]["ASSISTANT_AUTH"].startswith("${ASSISTANT_AUTH:?")
    known = {f"ASSISTANT_{name.upper()}" for name in Settings.__dataclass_fields__}
    assert set(described["environment"]) <= known
    volumes = json.loads(re.findall(r"^VOLUME (.+)$", DOCKERFILE, re.MULTILINE)[0])
    assert [volume.rpartition(":")[2] for volume in described["volumes"]] == volumes


def test_systemd_understands_the_service(tmp_path: Path) -> None:
    checker = program("systemd-analyze")
    unit = tmp_path / "assistant.service"
    unit.write_text(re.sub(r"(?m)^ExecStart=\S+", "ExecStart=/bin/true", UNIT), encoding="utf-8")
    checked(checker, "verify", str(unit))
    unit.write_text(unit.read_text(encoding="utf-8") + "ProtectEverything=yes\n", encoding="utf-8")
    assert (
        "ProtectEverything"
        in subprocess.run([checker, "verify", str(unit)], capture_output=True, text=True, check=False).stderr
    )


def test_the_service_runs_with_settings_that_there_are() -> None:
    given = dict(re.findall(r"^Environment=(ASSISTANT_\w+)=(\S+)$", UNIT, re.MULTILINE))
    settings = load_settings(environment=given | {"ASSISTANT_AUTH": AUTH})
    assert settings.host == "127.0.0.1"
    assert all(Path(path).is_relative_to("/var/lib/assistant") for path in given.values())
    assert set(given) <= {f"ASSISTANT_{name.upper()}" for name in Settings.__dataclass_fields__}
    assert "StateDirectory=assistant" in UNIT


def test_the_proxy_and_the_settings_agree() -> None:
    assert f"proxy_pass http://127.0.0.1:{Settings().port}/;" in NGINX
    assert f"client_max_body_size {Settings().max_file_mb}m;" in NGINX
    (address,) = set(re.findall(r'^(?:#  )?\s*address = "(\S+)"', NGINX + PAGE, re.MULTILINE))
    assert f"server_name {address.split('/')[2]};" in NGINX
    assert f"location /{address.rpartition('/')[2]}/ {{" in NGINX
    assert launch_options(load_settings({"address": address, "auth": AUTH}))["root_path"] == address
