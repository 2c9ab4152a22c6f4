"""Which addresses of a cluster are taken, and which of its hosts."""

import json
from pathlib import Path

import pytest

from explorer.measure.hosts import LOCAL, ClusterError, Host, Reach, checked, chosen


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (LOCAL, LOCAL),
        ("tcp://127.0.0.1:8786", "tcp://127.0.0.1:8786"),
        ("localhost:8786", "tcp://localhost:8786"),
        ("tcp://[::1]:8786", "tcp://[::1]:8786"),
    ],
)
def test_this_machine_needs_no_encryption(written, meant):
    assert checked(Reach(written)).address == meant


@pytest.mark.parametrize("address", ["tcp://10.0.0.1:8786", "node7:8786", "tcp://127.example:1"])
def test_another_machine_needs_encryption_or_the_word(address):
    with pytest.raises(ClusterError, match="not encrypted"):
        checked(Reach(address))
    assert checked(Reach(address, insecure=True)).address.endswith(address[-4:])


@pytest.mark.parametrize(
    "address", ["", "tcp://", "http://a:1", "tcp://a", "tcp://a:b", "tcp://[:1"]
)
def test_what_is_no_address_is_said(address):
    with pytest.raises(ClusterError, match="is no address of a scheduler"):
        checked(Reach(address))


def test_encryption_needs_all_three_files(tmp_path):
    with pytest.raises(ClusterError, match="--tls-ca-file, --tls-cert and --tls-key"):
        checked(Reach("tls://a:1"))
    missing = tmp_path / "missing.pem"
    with pytest.raises(ClusterError, match="There is no file"):
        checked(Reach("tls://a:1", missing, missing, missing))
    there = tmp_path / "there.pem"
    there.touch()
    assert checked(Reach("a:1", there, there, there)).address == "tls://a:1"


def test_a_scheduler_file_names_the_address(tmp_path):
    path = tmp_path / "scheduler.json"
    path.write_text(json.dumps({"address": "tcp://127.0.0.1:99"}), encoding="utf-8")
    assert checked(Reach(str(path))).address == "tcp://127.0.0.1:99"
    path.write_text("[]", encoding="utf-8")
    with pytest.raises(ClusterError, match="names no address"):
        checked(Reach(str(path)))
    with pytest.raises(ClusterError, match="cannot be read"):
        checked(Reach(str(Path(tmp_path) / "none.json")))


def test_hosts_are_chosen_by_name():
    left, right = Host("left", "tcp://1:1", {}), Host("right", "tcp://1:2", {})
    assert chosen([left], ()) == [left]
    assert chosen([left, right], ["right"]) == [right]
    assert chosen([left, right], ["all"]) == [left, right]
    for names, part in (((), "name one with --hosts"), (["middle"], "it has left, right")):
        with pytest.raises(ClusterError, match=part):
            chosen([left, right], names)
    with pytest.raises(ClusterError, match="has no worker"):
        chosen([], ())
    with pytest.raises(ClusterError, match="The host old has another version"):
        chosen([Host("old", "tcp://1:3", {}, problem="has another version")], ())
