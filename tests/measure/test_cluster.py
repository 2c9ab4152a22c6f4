"""Measuring on a cluster of one worker on this machine; where dask.distributed is installed."""

import importlib.util

import pytest

from explorer.cli import main
from explorer.results import runfile

INSTALLED = importlib.util.find_spec("distributed") is not None


@pytest.mark.skipif(not INSTALLED, reason="dask.distributed is not installed")
def test_a_run_through_a_cluster_is_like_any_other(tmp_path, capsys):
    path = tmp_path / "run.json"
    command = ["measure", "sum", "--cluster", "local", "--sizes", "1e3", "--threads", "1"]
    command += ["--variants", "numpy,jit_nopython", "--budget", "0.5", "--output", str(path)]
    assert main(command) == 0
    run = runfile.read(path)
    assert (run.where, run.finished) == ("worker of a cluster", "precise")
    assert f"on the host {run.machine['host']}" in capsys.readouterr().out


@pytest.mark.skipif(INSTALLED, reason="dask.distributed is installed")
def test_what_is_missing_is_named(capsys):
    assert main(["measure", "sum", "--cluster", "local"]) == 2
    assert "pip install “numba-explorer[cluster]”" in capsys.readouterr().err


def test_what_is_for_this_machine_is_not_combined(capsys):
    assert main(["measure", "sum", "--cluster", "local", "--extend", "run.json"]) == 2
    assert "--extend is for this machine" in capsys.readouterr().err
