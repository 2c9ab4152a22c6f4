"""Which addresses of a cluster are taken, and which of its hosts."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from explorer.measure.encryption import check
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
    with pytest.raises(ClusterError, match="the authority, the certificate and the key"):
        checked(Reach("tls://a:1"))
    missing = tmp_path / "missing.pem"
    with pytest.raises(ClusterError, match="There is no file"):
        checked(Reach("tls://a:1", missing, missing, missing))
    there = tmp_path / "there.pem"
    there.touch()
    assert checked(Reach("a:1", there, there, there)).address == "tls://a:1"


def test_files_for_encryption_are_not_given_in_vain(tmp_path):
    there = tmp_path / "there.pem"
    there.touch()
    with pytest.raises(ClusterError, match="write tls://"):
        checked(Reach("tcp://127.0.0.1:1", there, there, there))


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl makes the certificate")
def test_files_for_encryption_are_what_they_are_given_for(tmp_path):
    cert, key, other, locked = (tmp_path / f"{n}.pem" for n in ("cert", "key", "other", "locked"))
    new = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=node"
    for command in (
        f"{new} -keyout {key} -out {cert}",
        f"{new} -keyout {other} -out {tmp_path}/another.pem",
        f"pkey -in {key} -aes256 -passout pass:secret -out {locked}",
    ):
        subprocess.run(["openssl", *command.split()], check=True, capture_output=True)
    check(Reach("tls://a:1", cert, cert, key))
    for files, sentence in (
        ((key, cert, key), f"“{key}” holds no certificate of an authority"),
        ((cert, cert, other), f"“{other}” is not the key of the certificate “{cert}”"),
        ((cert, key, cert), f"“{key}” and “{cert}” are not a certificate and its key"),
        ((cert, cert, locked), "and without a password"),
    ):
        with pytest.raises(ClusterError, match=sentence):
            check(Reach("tls://a:1", *files))


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
    old = Host("old", "tcp://1:3", {}, problem="has another version")
    assert chosen([left, old, right], ["all"]) == [left, right]
    for names in ((), ("all",), ("old",)):
        with pytest.raises(ClusterError, match="The host old has another version"):
            chosen([old], names)
