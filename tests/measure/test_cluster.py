"""Measuring on a cluster of one worker on this machine; where dask.distributed is installed."""

import importlib.util
import json
import socket
from contextlib import nullcontext
from types import SimpleNamespace

import pytest

from explorer.cli import main
from explorer.commands import elsewhere, spreading
from explorer.measure import cluster
from explorer.measure.hosts import ClusterError, Host, Reach
from explorer.results import runfile
from explorer.shipped import resource

INSTALLED = importlib.util.find_spec("distributed") is not None


@pytest.mark.skipif(not INSTALLED, reason="dask.distributed is not installed")
def test_a_run_through_a_cluster_is_like_any_other(tmp_path, capsys):
    path = tmp_path / "run.json"
    command = ["measure", "sum", "--cluster", "local", "--sizes", "1e3", "--threads", "1"]
    command += ["--variants", "numpy,jit_nopython"]
    command += ["--budget", "8", "--precision", "0.5", "--output", str(path)]
    assert main(command) == 0
    run = runfile.read(path)
    assert run.where == "worker of a cluster"
    assert run.finished in ("precise", "unsteady")
    assert f"on the host {run.machine['host']}" in capsys.readouterr().out


@pytest.mark.skipif(INSTALLED, reason="dask.distributed is installed")
def test_what_is_missing_is_named(capsys):
    assert main(["measure", "sum", "--cluster", "local"]) == 2
    assert "pip install “numba-explorer[cluster]”" in capsys.readouterr().err


@pytest.mark.skipif(not INSTALLED, reason="dask.distributed is not installed")
def test_a_cluster_whose_scheduler_is_gone_says_so():
    """Dask then knows no workers at all."""
    there = cluster.Cluster.__new__(cluster.Cluster)
    there.reach = Reach("tcp://127.0.0.1:1")
    there._client = SimpleNamespace(
        status="closed", _update_scheduler_info=None, _scheduler_identity={},
        sync=lambda *given, **named: None,
    )  # fmt: skip
    with pytest.raises(ClusterError, match="is gone: connect again"):
        there.hosts()


@pytest.mark.skipif(not INSTALLED, reason="dask.distributed is not installed")
def test_what_lets_itself_be_connected_to_and_says_nothing_is_given_up(monkeypatch):
    monkeypatch.setattr(cluster, "CONNECT_S", 0.1)
    with socket.create_server(("127.0.0.1", 0)) as mute:
        address = f"tcp://127.0.0.1:{mute.getsockname()[1]}"
        with pytest.raises(ClusterError, match=f"{address}: it has not answered for 0.1 s"):
            cluster.Cluster(Reach(address))


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("sum", "--extend", "run.json"), "--extend is for this machine"),
        (("sum", "--process", "here"), "--process is for this machine"),
        ((".",), "--cluster is for one kernel, not for a folder."),
    ],
)
def test_what_is_for_this_machine_is_not_combined(arguments, sentence, capsys):
    assert main(["measure", *arguments, "--cluster", "local"]) == 2
    assert sentence in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--workers", "2"), "--workers is for the workers of a cluster: give --cluster, too."),
        (("--cluster", "local", "--workers", "x"), "--workers: “x” is not a positive whole number"),
        (("--cluster", "local", "--workers", "9e9"), "is too many; allowed are 1 to 1,024"),
        (("--cluster", "local", "--workers", "2", "--output", "a.csv"), "with --workers, .json"),
    ],
)
def test_what_workers_cannot_be_asked_for_is_one_sentence(arguments, sentence, capsys):
    assert main(["measure", "sum", *arguments]) == 2
    assert sentence in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--hosts", "all", "--threads", "64"), "On small: Threads: 64 is too many"),
        (("--hosts", "all", "--callers", "2"), "--callers is for one host: name it with --hosts."),
        (("--hosts", "all", "--against", "x"), "--against is for one host: name it with --hosts."),
        (("--workers", "3"), "--workers 3: 2 of them are to be had. The host old has no Numba"),
        (("--workers", "2", "--hosts", "big"), "--workers 2: 1 of them is named."),
    ],
)
def test_what_hosts_cannot_be_asked_for_names_them(arguments, sentence, capsys, monkeypatch):
    class Cluster:
        def hosts(self):
            big, small = Host("big", "a", {}, "big", 64), Host("small", "b", {}, "small", 4)
            old = Host("old", "c", {}, problem="has no Numba Explorer: install it there")
            return [big, small] if "all" in arguments else [big, small, old]

    for module in (elsewhere, spreading):
        monkeypatch.setattr(module, "connected", lambda *given: nullcontext(Cluster()))
    assert main(["measure", "sum", "--cluster", "local", *arguments]) == 2
    assert sentence in capsys.readouterr().err


@pytest.mark.skipif(not INSTALLED, reason="dask.distributed is not installed")
def test_a_call_is_spread_over_the_workers_of_a_cluster(tmp_path, capsys):
    path = tmp_path / "spread.json"
    command = ["measure", "stencil", "--cluster", "local", "--workers", "1,2", "--sizes", "40,80"]
    command += ["--variants", "njit"]
    command += ["--threads", "1", "--budget", "8", "--precision", "0.5", "--output", str(path)]
    assert main(command) == 0
    assert "with 1 row of each neighbour. Said by the file" in capsys.readouterr().out
    assert json.loads(path.read_text())["wrong"] == []


def test_the_guide_starts_workers_with_the_settings_that_keep_them_quiet():
    page = (resource("guide") / "starting-workers.md").read_text(encoding="utf-8")
    for name, value in cluster.QUIET.items():
        written = name.upper().replace(".", "__").replace("-", "_")
        assert f"DASK_{written}={value}" in page
