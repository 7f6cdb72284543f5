"""What is handed to Docker, Prometheus, Grafana, Kubernetes and GitHub fits together."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import kubernetes_validate
import pytest
import yaml
from fastapi.testclient import TestClient

KUBERNETES = "1.33"
ROOT = Path(__file__).parents[2]
MONITORING, MANIFESTS = ROOT / "monitoring", ROOT / "kubernetes"
BASE = MANIFESTS / "base"


def read(path):
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def manifests():
    names = read(BASE / "kustomization.yaml")["resources"]
    return {document["kind"]: document for document in (read(BASE / name) for name in names)}


@pytest.fixture(scope="module")
def names(app):
    """Return the names of all metrics: those of the service, and those Prometheus works out."""
    example = app.openapi()["components"]["schemas"]["Request"]["examples"][0]
    with TestClient(app) as client:
        client.post("/predict", json=example)
        lines = client.get("/metrics").text.splitlines()
    rules = [rule for group in read(MONITORING / "alerts.yml")["groups"] for rule in group["rules"]]
    recorded = {rule["record"] for rule in rules if "record" in rule}
    return recorded | {re.match(r"\w+", line)[0] for line in lines if not line.startswith("#")}


def queries():
    board = json.loads((MONITORING / "grafana" / "dashboards" / "service.json").read_text())
    groups = read(MONITORING / "alerts.yml")["groups"]
    yield from (rule["expr"] for group in groups for rule in group["rules"])
    yield from (target["expr"] for panel in board["panels"] for target in panel.get("targets", []))


@pytest.mark.parametrize("query", list(queries()))
def test_every_alert_and_panel_asks_for_metrics_that_exist(query, names):
    asked = re.findall(r"\b(?:model|http|process|request)[_:][\w:]+", query)
    known = names | {"up"}
    # the log is off in tests
    assert [n for n in asked if n not in known and not n.startswith("request_log")] == []


def test_the_dashboard_has_no_two_panels_in_one_place():
    board = json.loads((MONITORING / "grafana" / "dashboards" / "service.json").read_text())
    taken = set()
    for panel in board["panels"]:
        x, y, w, h = (panel["gridPos"][key] for key in "xywh")
        cells = {(column, row) for column in range(x, x + w) for row in range(y, y + h)}
        assert not cells & taken, panel["title"]
        assert x + w <= 24
        taken |= cells
    assert len({panel["id"] for panel in board["panels"]}) == len(board["panels"])


@pytest.mark.skipif(not shutil.which("promtool"), reason="promtool comes with Prometheus")
@pytest.mark.parametrize(
    "check", ["check config prometheus.yml", "check rules alerts.yml", "test rules alerts.test.yml"]
)
def test_prometheus_accepts_its_files(check):
    subprocess.run(["promtool", *check.split()], cwd=MONITORING, check=True, capture_output=True)


def test_monitoring_is_pinned_hardened_and_reachable_from_this_computer_only():
    services = read(ROOT / "compose.monitoring.yaml")["services"]
    for name in ("prometheus", "grafana"):
        service = services[name]
        assert re.search(r":v?\d+\.\d+\.\d+$", service["image"])
        assert service["read_only"]
        assert service["cap_drop"] == ["ALL"]
        assert not service["user"].startswith("0")
        assert all(port.startswith("127.0.0.1:") for port in service["ports"])
        for volume in service["volumes"]:
            host = volume.split(":")[0]
            assert not host.startswith(".") or (ROOT / host).exists()


def test_every_manifest_is_listed_and_valid():
    listed = set(read(BASE / "kustomization.yaml")["resources"])
    assert {path.name for path in BASE.glob("*.yaml")} == listed | {"kustomization.yaml"}
    for document in manifests().values():
        filled = json.loads(json.dumps(document))
        if filled["kind"] == "Deployment":  # what kustomize adds
            labels = {"app.kubernetes.io/name": "x"}
            filled["spec"]["selector"] = {"matchLabels": labels}
            filled["spec"]["template"]["metadata"]["labels"] = labels
        kubernetes_validate.validate(filled, KUBERNETES, strict=True)


@pytest.mark.skipif(not shutil.which("kubectl"), reason="kubectl renders the overlays")
@pytest.mark.parametrize("overlay", ["local", "production"])
def test_an_overlay_renders_to_valid_manifests(overlay):
    command = ["kubectl", "kustomize", str(MANIFESTS / "overlays" / overlay)]
    rendered = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    documents = list(yaml.safe_load_all(rendered))
    for document in documents:
        kubernetes_validate.validate(document, KUBERNETES, strict=True)
    assert {"Deployment", "Service"} <= {document["kind"] for document in documents}


def test_the_pod_asks_for_no_right_it_does_not_need():
    pod = manifests()["Deployment"]["spec"]["template"]["spec"]
    (container,) = pod["containers"]
    assert pod["securityContext"]["runAsNonRoot"]
    assert pod["securityContext"]["seccompProfile"]["type"] == "RuntimeDefault"
    assert pod["automountServiceAccountToken"] is False
    assert container["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert {"cpu", "memory"} <= set(container["resources"]["requests"])


def test_the_budget_and_the_policy_concern_these_pods_and_no_others():
    (label,) = read(BASE / "kustomization.yaml")["labels"]
    ours = {"matchLabels": label["pairs"]}
    assert manifests()["PodDisruptionBudget"]["spec"]["selector"] == ours
    assert manifests()["NetworkPolicy"]["spec"]["podSelector"] == ours


def test_the_probes_ask_for_what_the_service_has(app):
    (container,) = manifests()["Deployment"]["spec"]["template"]["spec"]["containers"]
    with TestClient(app) as client:
        for probe in ("startupProbe", "livenessProbe", "readinessProbe"):
            assert client.get(container[probe]["httpGet"]["path"]).status_code == 200


def test_workflows_use_actions_by_commit_and_give_few_rights():
    for path in (ROOT / ".github" / "workflows").glob("*.yml"):
        workflow = read(path)
        assert workflow["permissions"] in ({}, {"contents": "read"})
        for used in re.findall(r"uses: *(\S+)", path.read_text(encoding="utf-8")):
            assert re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", used), f"{path.name}: {used}"
