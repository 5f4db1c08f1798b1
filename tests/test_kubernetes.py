"""The manifests in docs/deploy/kubernetes, checked against Kubernetes' schemas and against each other."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml
from material import REPOSITORY

from assistant.settings import load_settings

validator = pytest.importorskip("kubernetes_validate")
FOLDER = REPOSITORY / "docs" / "deploy" / "kubernetes"
PAGE = (REPOSITORY / "docs" / "scale-out.md").read_text(encoding="utf-8")
Resource = dict[str, Any]
OPERATORS = ("RayCluster",)  # kinds that an operator brings, not Kubernetes

# The fields of KubeRay's types (ray.io/v1) that are used; the types of pods in them are those of Kubernetes.
RAY_CLUSTER = {"headGroupSpec", "workerGroupSpecs"}
HEAD_GROUP = {"rayStartParams", "template"}
WORKER_GROUP = {"groupName", "replicas", "minReplicas", "maxReplicas", "rayStartParams", "template"}


def resources() -> list[Resource]:
    files = sorted(FOLDER.glob("*.yaml"))
    return [one for file in files for one in yaml.safe_load_all(file.read_text(encoding="utf-8"))]


def named(kind: str, name: str) -> Resource:
    (found,) = (r for r in resources() if (r["kind"], r["metadata"]["name"]) == (kind, name))
    return found


def pods() -> dict[str, Resource]:
    """Return the template of every pod by the name of what it belongs to."""
    templates = {
        f"{r['kind']} {r['metadata']['name']}": r["spec"]["template"]
        for r in resources()
        if r["kind"] in ("Deployment", "StatefulSet", "Job")
    }
    cluster = named("RayCluster", "assistant-ray")["spec"]
    groups = [cluster["headGroupSpec"], *cluster["workerGroupSpecs"]]
    return templates | {f"Ray {g.get('groupName', 'head')}": g["template"] for g in groups}


def check(resource: Resource) -> None:
    validator.validate(resource, validator.latest_version(), strict=True)


@pytest.mark.parametrize("resource", resources(), ids=lambda r: f"{r['kind']}-{r['metadata']['name']}")
def test_a_manifest_fits_the_schema(resource: Resource) -> None:
    if resource["kind"] not in OPERATORS:
        check(resource)


def test_a_wrong_field_is_found() -> None:
    wrong = named("Deployment", "assistant")
    wrong["spec"]["template"]["spec"]["containers"][0]["imagepolicy"] = "x"
    with pytest.raises(validator.utils.ValidationError, match="imagepolicy"):
        check(wrong)


@pytest.mark.parametrize("owner", pods())
def test_a_pod_fits_the_schema_and_gains_no_rights(owner: str) -> None:
    template = pods()[owner]
    pod = template["spec"]
    # Also those in KubeRay's resources, which are templates of Kubernetes.
    check({"apiVersion": "v1", "kind": "PodTemplate", "metadata": {"name": "x"}, "template": template})
    assert pod["automountServiceAccountToken"] is False
    for container in pod["containers"]:
        assert "memory" in container["resources"]["limits"]
        assert ":" in container["image"]
        if "milvus" not in container["image"]:  # its image runs as root
            assert container["securityContext"]["allowPrivilegeEscalation"] is False
    mounted = {mount["name"] for c in pod["containers"] for mount in c.get("volumeMounts", [])}
    volumes = {volume["name"] for volume in pod.get("volumes", [])}
    if owner.startswith("StatefulSet"):
        claims = named("StatefulSet", owner.split()[1])["spec"]["volumeClaimTemplates"]
        volumes |= {claim["metadata"]["name"] for claim in claims}
    assert mounted == volumes


def test_the_ray_cluster_has_the_fields_that_kuberay_knows() -> None:
    cluster = named("RayCluster", "assistant-ray")
    assert cluster["apiVersion"] == "ray.io/v1"
    assert set(cluster["spec"]) == RAY_CLUSTER
    assert set(cluster["spec"]["headGroupSpec"]) == HEAD_GROUP
    for group in (cluster["spec"]["headGroupSpec"], *cluster["spec"]["workerGroupSpecs"]):
        assert all(isinstance(value, str) for value in group["rayStartParams"].values())
        assert group["rayStartParams"]["disable-usage-stats"] == "true"
    for group in cluster["spec"]["workerGroupSpecs"]:
        assert set(group) == WORKER_GROUP
        assert group["minReplicas"] <= group["replicas"] <= group["maxReplicas"]


def test_the_options_of_ray_are_those_of_the_library() -> None:
    scripts = pytest.importorskip("ray.scripts.scripts", reason="needs the extra 'ray'")
    known = {option for parameter in scripts.start.params for option in parameter.opts}
    cluster = named("RayCluster", "assistant-ray")["spec"]
    groups = [cluster["headGroupSpec"], *cluster["workerGroupSpecs"]]
    given = {f"--{name}" for group in groups for name in group["rayStartParams"]}
    (command,) = named("Job", "assistant-index")["spec"]["template"]["spec"]["containers"][0]["args"]
    given |= set(re.findall(r"(--[\w-]+)", command.partition(" && ")[0]))
    assert given <= known
    assert command.endswith("assistant index --ray auto")
    # KubeRay names the service of a head like that.
    assert "--address=assistant-ray-head-svc:6379 " in command


def test_services_lead_to_pods_that_there_are() -> None:
    labels = [template["metadata"]["labels"] for template in pods().values()]
    for service in (r for r in resources() if r["kind"] == "Service"):
        assert service["spec"]["selector"] in labels
    index = named("Job", "assistant-index")["spec"]["template"]["metadata"]["labels"]
    policy = named("NetworkPolicy", "assistant-ray")["spec"]
    assert policy["ingress"] == [{"from": [{"podSelector": {"matchLabels": index}}]}]


def test_the_page_gets_settings_that_there_are() -> None:
    container = pods()["Deployment assistant"]["spec"]["containers"][0]
    given = dict(named("ConfigMap", "assistant")["data"])
    given |= {one["name"]: one.get("value", "x" * 40) for one in container["env"]}
    given["ASSISTANT_AUTH"] = "reader:a-long-password"
    ours = {name: value for name, value in given.items() if name.startswith("ASSISTANT_")}
    settings = load_settings(environment=ours)
    services = {r["metadata"]["name"]: r["spec"]["ports"] for r in resources() if r["kind"] == "Service"}
    assert re.fullmatch(r"milvus\+http://(\w+):(\d+)/archive", settings.index)
    assert settings.index.split("/")[2] == f"milvus:{services['milvus'][0]['port']}"
    assert "@postgresql/assistant" in settings.conversations
    assert services["assistant"][0]["port"] == container["ports"][0]["containerPort"] == settings.port
    (rule,) = named("Ingress", "assistant")["spec"]["rules"]
    assert settings.address == f"https://{rule['host']}"
    annotations = named("Ingress", "assistant")["metadata"]["annotations"]
    assert annotations["nginx.ingress.kubernetes.io/affinity"] == "cookie"
    assert annotations["nginx.ingress.kubernetes.io/proxy-body-size"] == f"{settings.max_file_mb}m"


def test_the_page_of_the_docs_makes_every_key_of_the_secret() -> None:
    text = "\n".join(file.read_text(encoding="utf-8") for file in FOLDER.glob("*.yaml"))
    needed = set(re.findall(r"secretKeyRef:\s+name: assistant\s+key: (\S+)", text))
    made = set(re.findall(r"--from-literal=([\w-]+)=", PAGE))
    assert needed == made
    assert all(file.name in PAGE for file in FOLDER.glob("*.yaml"))
