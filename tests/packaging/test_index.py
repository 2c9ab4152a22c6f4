"""Which package index is asked, and what is said of one that does not answer."""

import http.server
import socket
import threading

import pytest


@pytest.fixture
def silent():
    """An address where a connection is taken and nothing is ever said."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}/simple/"


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch, tmp_path):
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))


def test_an_index_that_answers_is_no_trouble_whatever_it_says(index):
    class Refusing(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_error(403)

        def log_message(self, *_):
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Refusing) as server:
        threading.Thread(target=server.handle_request).start()
        assert index.trouble(f"http://127.0.0.1:{server.server_port}/") is None
    assert index.trouble("file:///srv/packages") is None


def test_an_index_that_never_answers_is_named(index, silent):
    found = index.trouble(silent, patience_s=0.2)
    assert f"The package index {silent} cannot be reached: " in str(found)


def test_a_refused_proxy_is_named_without_its_password(index, monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    monkeypatch.setenv("http_proxy", f"http://me:secret@127.0.0.1:{port}")
    sentence = str(index.trouble("http://packages.invalid/simple/", patience_s=1.0))
    assert f"through the proxy http://127.0.0.1:{port}: " in sentence
    assert "refused" in sentence
    assert "secret" not in sentence


@pytest.mark.parametrize("section", ["global", "install"])
def test_pips_index_is_read_where_pip_reads_it(index, monkeypatch, tmp_path, section):
    assert index.pips_own() == ""
    file = tmp_path / "pip.conf"
    file.write_text(f"[{section}]\nindex-url = https://a.invalid/%s\n")
    monkeypatch.setenv("PIP_CONFIG_FILE", str(file))
    assert index.pips_own() == "https://a.invalid/%s"
    monkeypatch.setenv("PIP_INDEX_URL", "https://b.invalid/")
    assert index.pips_own() == "https://b.invalid/"


def test_a_damaged_setting_of_pips_is_left_to_pip(index, monkeypatch, tmp_path):
    (tmp_path / "pip.conf").write_text("no section")
    monkeypatch.setenv("PIP_CONFIG_FILE", str(tmp_path / "pip.conf"))
    assert index.pips_own() == ""
