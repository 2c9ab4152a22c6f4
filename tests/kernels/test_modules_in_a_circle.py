import types

from explorer.kernels.loading import load
from explorer.kernels.own import own_kernel
from explorer.kernels.reached import is_users


def test_modules_that_name_each_other_are_made_plain_once(tmp_path):
    package = tmp_path / "ring"
    package.mkdir()
    (package / "__init__.py").write_text("", encoding="utf-8")
    (package / "one.py").write_text("from ring import two\nk = 2\n", encoding="utf-8")
    (package / "two.py").write_text("from ring import one\nk = 3\n", encoding="utf-8")
    path = package / "mine.py"
    path.write_text(
        "from ring import one, two\ndef f(a):\n    return a * one.two.k * two.one.k\n",
        encoding="utf-8",
    )
    loaded = load(own_kernel(path, "f", {"a": "1"}), ("python",))
    assert loaded.variants["python"].function(1) == 6


def test_packages_that_are_installed_elsewhere_are_not_the_users(tmp_path):
    for folder, users in (("site-packages", False), ("mine", True)):
        path = tmp_path / folder / "other.py"
        path.parent.mkdir()
        path.write_text("", encoding="utf-8")
        module = types.ModuleType("other")
        module.__file__ = str(path)
        assert is_users(module) is users
