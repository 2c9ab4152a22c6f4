"""Thread counts from what a machine tells of its cores, on made-up machines."""

import pytest

from explorer.measure import topology
from explorer.measure.groups import quota_cores
from explorer.measure.topology import Cores, offered, read


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"{text}\n", encoding="utf-8")


def machine(folder, cores, *, siblings, package, l3, capacity=None, node=None):
    """Write what Linux tells of so many logical cores; each is told by a function of its number."""
    for core in range(cores):
        at = folder / f"cpu{core}"
        write(at / "topology/thread_siblings_list", siblings(core))
        write(at / "topology/physical_package_id", package(core))
        write(at / "cache/index0/level", 1)
        write(at / "cache/index3/level", 3)
        write(at / "cache/index3/shared_cpu_list", l3(core))
        if capacity is not None:
            write(at / "cpu_capacity", capacity(core))
        if node is not None:
            (at / f"node{node(core)}").mkdir()
    return folder


def test_hyper_threads_and_sockets(tmp_path):
    """Two sockets of 24 cores; the second thread of core n is n + 48."""
    system = machine(
        tmp_path, 96, siblings=lambda c: f"{c % 48},{c % 48 + 48}",
        package=lambda c: c % 48 // 24, l3=lambda c: ("0-23,48-71", "24-47,72-95")[c % 48 // 24],
    )  # fmt: skip
    cores = read(None, system)
    assert cores == Cores(96, physical=48, socket=24, l3=24, l3_groups=2)
    assert offered(cores, 96) == (1, 2, 4, 8, 16, 24, 32, 48, 64, 96)


def test_one_socket_with_hyper_threads(tmp_path):
    system = machine(
        tmp_path, 48, siblings=lambda c: f"{c % 24},{c % 24 + 24}",
        package=lambda c: 0, l3=lambda c: "0-47",
    )  # fmt: skip
    assert offered(read(None, system), 48) == (1, 2, 4, 8, 16, 24, 32, 48)


def test_nodes_of_memory(tmp_path):
    """A socket of 32 cores in four nodes of memory; a machine of one node has none to name."""
    shape = {"siblings": str, "package": lambda c: 0, "l3": lambda c: "0-31"}
    cores = read(None, machine(tmp_path / "four", 32, node=lambda c: c // 8, **shape))
    assert (cores.node, cores.named[8]) == (8, "one NUMA node")
    assert 8 in offered(cores, 32)
    assert read({0, 1, 2}, machine(tmp_path / "one", 32, node=lambda c: 0, **shape)).node == 0


@pytest.mark.parametrize("told_by_intel", [True, False])
def test_performance_cores(tmp_path, told_by_intel):
    """Eight fast cores with two threads each, 16 slow ones with one."""
    system = machine(
        tmp_path, 32, siblings=lambda c: f"{c // 2 * 2}-{c // 2 * 2 + 1}" if c < 16 else c,
        package=lambda c: 0, l3=lambda c: "0-31",
        capacity=None if told_by_intel else lambda c: 1024 if c < 16 else 700,
    )  # fmt: skip
    fast = tmp_path / "cpu_core"
    if told_by_intel:
        write(fast, "0-15")
    cores = read(None, system, fast)
    assert (cores.performance, cores.physical, cores.logical) == (8, 24, 32)
    assert offered(cores, 32) == (1, 2, 4, 8, 16, 24, 32)
    assert cores.named[8] == "the performance cores"


def test_cores_without_a_level_3_cache_are_no_group(tmp_path):
    """Two cores of the slowest kind have none; the other six share one."""
    shape = {"siblings": str, "package": lambda c: 0}
    cores = read(None, machine(tmp_path / "two", 8, l3=lambda c: "0-5" if c < 6 else "", **shape))
    assert (cores.l3, cores.l3_groups, cores.named[6]) == (6, 1, "one level-3 cache")
    none = read(None, machine(tmp_path / "none", 8, l3=lambda c: "", **shape))
    assert (none.l3, none.l3_groups) == (0, 0)


def test_groups_with_a_level_3_cache_each(tmp_path):
    system = machine(
        tmp_path, 64, siblings=str, package=lambda c: 0,
        l3=lambda c: f"{c // 8 * 8}-{c // 8 * 8 + 7}",
    )  # fmt: skip
    cores = read(None, system)
    assert (cores.l3, cores.l3_groups, cores.performance) == (8, 8, 0)
    assert {8, 64} <= set(offered(cores, 64))


def test_only_cores_that_may_be_used_count(tmp_path):
    system = machine(
        tmp_path, 16, siblings=lambda c: f"{c % 8},{c % 8 + 8}", package=lambda c: 0,
        l3=lambda c: "0-15",
    )  # fmt: skip
    cores = read({0, 1, 2, 8, 9, 10}, system)
    assert (cores.logical, cores.physical, cores.l3) == (6, 3, 3)
    assert offered(cores, 6) == (1, 2, 3, 4, 6)


def test_a_machine_that_tells_nothing(tmp_path):
    assert read({0, 1, 2}, tmp_path) == Cores(3)
    assert offered(Cores(3), 3) == (1, 2, 3)


def test_what_is_told_here_fits_what_may_be_used():
    usable = topology.usable()
    cores = read(usable)
    assert usable is None or cores.logical == len(usable)
    assert cores.physical <= cores.logical
    assert all(count <= cores.logical for count in cores.named)


@pytest.mark.parametrize("quota", [4.0, 3.2])
def test_no_more_threads_than_a_quota_feeds_are_offered(quota):
    assert offered(Cores(64, physical=32, l3=8), 64, quota) == (1, 2, 4)


def test_the_least_quota_of_all_groups_above_counts(tmp_path):
    own, groups = tmp_path / "own", tmp_path / "groups"
    write(own, "0::/outer/inner")
    write(groups / "outer/cpu.max", "400000 100000")
    write(groups / "outer/inner/cpu.max", "max 100000")
    assert quota_cores(own, groups) == 4.0
    write(groups / "outer/inner/cpu.max", "150000 100000")
    assert quota_cores(own, groups) == 1.5


def test_quotas_of_the_first_version_of_groups(tmp_path):
    own, groups = tmp_path / "own", tmp_path / "groups"
    write(own, "4:cpu,cpuacct:/docker/abc\n1:memory:/\n0::/")
    write(groups / "cpu/cpu.cfs_quota_us", "250000")
    write(groups / "cpu/cpu.cfs_period_us", "100000")
    assert quota_cores(own, groups) == 2.5
    write(groups / "cpu/cpu.cfs_quota_us", "-1")
    assert quota_cores(own, groups) is None
