from explorer.measure.groups import free_bytes, left_by_groups


def write(folder, **files):
    folder.mkdir(parents=True)
    for name, text in files.items():
        (folder / name.replace("__", ".")).write_text(text)


def test_the_tightest_group_above_a_process_counts_and_file_caches_are_free(tmp_path):
    own = tmp_path / "cgroup"
    own.write_text("0::/outer/inner\n")
    write(tmp_path / "groups", memory__stat="")
    write(tmp_path / "groups/outer", memory__max="1000\n", memory__current="700\n",
          memory__stat="anon 1\ninactive_file 300\n")  # fmt: skip
    write(tmp_path / "groups/outer/inner", memory__max="max\n", memory__current="500\n")
    assert list(left_by_groups(own, tmp_path / "groups")) == [600]


def test_the_first_version_of_groups_and_a_container_that_sees_only_its_own(tmp_path):
    own = tmp_path / "cgroup"
    own.write_text("9:name=systemd:/\n4:cpu,memory:/docker/abc\n0::/\n")
    write(tmp_path / "groups/memory", memory__limit_in_bytes="5000\n",
          memory__usage_in_bytes="6000\n", memory__stat="total_inactive_file 500\n")  # fmt: skip
    assert list(left_by_groups(own, tmp_path / "groups")) == [0]


def test_without_groups_it_is_what_the_machine_has(tmp_path):
    assert list(left_by_groups(tmp_path / "missing", tmp_path)) == []
    assert free_bytes() > 0
