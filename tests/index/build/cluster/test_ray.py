"""A build on a Ray cluster gives what a build on one machine gives, also when a node is killed halfway."""

import sys
from email.message import EmailMessage

import pytest
from material import MEMO, POLICY
from states import visible

from assistant import build_index
from assistant.errors import AssistantError
from assistant.index.build.cluster import job, workers
from benchmarks.cluster.nodes import RayNodes

pytest.importorskip("ray", reason="needs the extra 'ray'")
pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="kills nodes by what Linux tells of processes"),
    # What Ray itself leaves open or calls by old names.
    pytest.mark.filterwarnings("ignore::DeprecationWarning:ray"),
    pytest.mark.filterwarnings("ignore::FutureWarning:ray"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture(scope="module")
def nodes():
    with RayNodes() as running:
        running.add(2)
        yield running


@pytest.fixture
def settings(tiny, tmp_path):
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "memo.txt").write_text(MEMO)
    (folder / "policy.md").write_text(POLICY)
    (folder / "page.html").write_text(
        f"<h1>Goats</h1><p>{MEMO}</p><table><tr><td>a</td><td>1</td></tr></table>"
    )
    (folder / "empty.txt").write_text("")
    (folder / "damaged.pdf").write_bytes(b"%PDF-1.4 nothing")
    message = EmailMessage()
    message["Subject"] = "The offer"
    message.set_content("See below.")
    message.add_attachment("The scaffold costs 40 euros.", filename="offer.txt")
    (folder / "letter.eml").write_bytes(bytes(message))
    return tiny.using(corpus=str(folder), index=str(tmp_path / "index"))


def built_here(settings):
    """Return what the same build on this machine makes, and what it reports."""
    here = settings.using(index=f"{settings.index}-here", ray="")
    report = build_index(settings=here)
    return visible(here.index, here), report.changes


@pytest.mark.parametrize("ray_files", ["send", "shared"])
def test_a_cluster_builds_what_one_machine_builds(settings, nodes, ray_files):
    told = []
    report = build_index(
        settings=settings.using(ray=nodes.address, ray_files=ray_files), progress=told.append
    )
    expected, changes = built_here(settings)
    assert visible(settings.index, settings) == expected
    assert report.changes == changes
    assert {change.path for change in report.of_kind("failed")} == {"damaged.pdf", "empty.txt"}
    assert max(progress.nodes for progress in told) == 2
    assert told[-1].passages_done == told[-1].passages_total == report.embedded_passages


def test_a_node_with_other_versions_is_named_and_ends_the_build(settings, nodes, monkeypatch):
    real = job.installed_versions
    monkeypatch.setattr(job, "installed_versions", lambda **scans: real(**scans) | {"pypdf": "0.1"})
    with pytest.raises(AssistantError, match=r"node '.+' .*pypdf [\d.]+ instead of 0\.1; install the same"):
        build_index(settings=settings.using(ray=nodes.address))
    assert not build_index(settings=settings).of_kind("unchanged")


def test_a_node_killed_halfway_costs_its_files_a_second_try(tiny, tmp_path, nodes, monkeypatch):
    folder = tmp_path / "corpus"
    folder.mkdir()
    for number in range(80):
        (folder / f"{number}.txt").write_text("\n\n".join(f"{MEMO}\nPart {number}.{n}" for n in range(30)))
    settings = tiny.using(corpus=str(folder), index=str(tmp_path / "index"), ray=nodes.address)
    told, lost, take = [], [], workers._Tasks._take

    def kill_halfway(progress):
        told.append((progress.files_done, progress.nodes))
        if progress.files_done >= 10 and nodes.is_preparing(nodes.nodes[-1]):
            nodes.kill(nodes.nodes[-1])

    def noting(tasks, ref):
        file = tasks.pending[ref].file
        outcome = take(tasks, ref)
        if outcome is None:
            lost.append(file.path)
        return outcome

    monkeypatch.setattr(workers._Tasks, "_take", noting)
    report = build_index(settings=settings, progress=kill_halfway)
    assert lost
    assert told[-1][0] == 80
    assert max(count for _, count in told) == 2
    assert len(report.of_kind("added")) == report.documents == 80
    expected, changes = built_here(settings)
    assert visible(settings.index, settings) == expected
    assert report.changes == changes
