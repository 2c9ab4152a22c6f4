"""Where coordinates are in pixels, and how far an axis reaches."""

from explorer.results.pictures.frame import Frame, stepped, united


def test_a_frame_turns_coordinates_into_pixels():
    frame = Frame(left=2, right=4, bottom=-6, top=-2, width=200, height=100)
    assert (frame.x(3), frame.y(-3)) == (100, 25)


def test_the_edge_of_an_area_leaves_the_frame_where_its_line_does():
    frame = Frame(left=0, right=4, bottom=0, top=10, width=4, height=10)
    assert frame.edge([(0, 5), (2, 15), (4, 5)]) == [(0, 5), (1, 0), (2, 0), (3, 0), (4, 5)]
    assert frame.edge([(0, -10), (4, 30)]) == [(0, 10), (1, 10), (2, 0), (4, 0)]
    assert frame.edge([(0, 20), (1, 20)]) == [(0, 0), (1, 0)]


def test_a_line_goes_by_where_no_part_of_it_is_within_the_frame():
    frame = Frame(left=0, right=4, bottom=0, top=10)
    assert frame.is_passed([(-1, 12), (5, 11)])
    assert frame.is_passed([(2, -1)])
    assert frame.is_passed([(1, 11), (-1, 12), (6, 11)])
    assert not frame.is_passed([(-1, 12), (5, -2)])  # through it, with no point in it
    assert not frame.is_passed([(2, 3)])
    assert not frame.is_passed([(5, 30), (6, 40)])  # it is not above, but beside it


def test_a_range_grows_in_whole_steps():
    assert stepped(-6.2, -4.1, 0.5, 2.0) == (-6.5, -4.0)
    assert united((-6.5, -4.0), (-6.0, -3.5)) == (-6.5, -3.5)
    assert united(None, (-6.0, -3.5)) == (-6.0, -3.5)


def test_a_range_is_never_shorter_than_wanted():
    low, high = stepped(-6.0, -6.0, 0.5, 2.0)
    assert high - low >= 2.0
    assert low <= -6.0 <= high
