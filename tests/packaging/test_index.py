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


def test_an_index_that_never_answers_is_named(index, silent, monkeypatch):
    def slow():  # as looking up a name may be, whatever the patience
        gone.wait(30)
        raise OSError("Name or service not known")

    gone = threading.Event()
    found = index.trouble(silent, patience_s=0.2)
    sentence = f"The package index {silent} cannot be reached: no answer within 0.2 s"
    assert str(found) == sentence
    monkeypatch.setattr(index.urllib.request.OpenerDirector, "open", lambda *_, **__: slow())
    assert str(index.trouble(silent, patience_s=0.05)).endswith("no answer within 0.05 s")
    gone.set()


def test_a_refused_proxy_is_named_without_its_password(index, monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    monkeypatch.setenv("http_proxy", f"http://me:secret@127.0.0.1:{port}")
    sentence = str(index.trouble("http://packages.invalid/simple/", patience_s=1.0))
    assert f"through the proxy http://127.0.0.1:{port}: " in sentence
    assert "refused" in sentence
    assert "secret" not in sentence


def test_a_proxy_that_takes_the_call_and_says_nothing_is_named(index, silent):
    proxy = silent.removesuffix("/simple/")
    for scheme in ("http", "https"):
        found = index.trouble(f"{scheme}://packages.invalid/simple/", proxy, patience_s=0.1)
        assert f"through the proxy {proxy}: no answer within 0.1 s" in str(found)


def test_what_only_an_installer_can_ask_is_left_to_it(index, tmp_path):
    assert index.trouble(str(tmp_path)) is None
    assert index.trouble("https://packages.invalid/", "socks5h://127.0.0.1:9") is None


def test_one_page_is_asked_for_not_the_list_of_all_packages(index):
    paths = []

    class Noting(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            paths.append(self.path)
            self.send_error(404)

        def log_message(self, *_):
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Noting) as server:
        threading.Thread(target=server.handle_request).start()
        assert index.trouble(f"http://127.0.0.1:{server.server_port}/simple") is None
    assert paths == ["/simple/numba/"]


@pytest.mark.parametrize("section", ["global", "install"])
def test_pips_index_is_read_where_pip_reads_it(index, monkeypatch, tmp_path, section):
    assert index.pips_own("index-url") == ""
    file = tmp_path / "pip.conf"
    file.write_text(f"[{section}]\nindex-url = https://a.invalid/%s\nproxy = p:80\n")
    monkeypatch.setenv("PIP_CONFIG_FILE", str(file))
    assert index.pips_own("index-url") == "https://a.invalid/%s"
    assert index.pips_own("proxy") == "p:80"
    monkeypatch.setenv("PIP_INDEX_URL", "https://b.invalid/")
    assert index.pips_own("index-url") == "https://b.invalid/"


def test_a_damaged_setting_of_pips_is_left_to_pip(index, monkeypatch, tmp_path):
    (tmp_path / "pip.conf").write_text("no section")
    monkeypatch.setenv("PIP_CONFIG_FILE", str(tmp_path / "pip.conf"))
    assert index.pips_own("index-url") == ""


@pytest.mark.parametrize(
    "text",
    [
        'index-url = "https://a.invalid/"',
        'pip.index-url = "https://a.invalid/"',
        'index = [{url = "https://b.invalid/"}, {url = "https://a.invalid/", default = true}]',
    ],
)
def test_uvs_index_is_read_where_uv_reads_it(index, monkeypatch, tmp_path, text):
    file = tmp_path / "settings" / "uv" / "uv.toml"
    file.parent.mkdir(parents=True)
    file.write_text(text)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "settings"))
    assert index.uvs_own() == "https://a.invalid/"
    monkeypatch.setenv("UV_INDEX_URL", "https://c.invalid/")
    assert index.uvs_own() == "https://c.invalid/"
    monkeypatch.delenv("UV_INDEX_URL")
    file.write_text("nonsense")
    assert index.uvs_own() == ""
