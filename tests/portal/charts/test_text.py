import pytest

from portal.charts.text import clip, nice_share, nice_step, plain, ticks, width


def test_chinese_takes_the_font_size_and_latin_about_half():
    assert width("网上订货", 12) == 48
    assert width("abcd", 12) == pytest.approx(26.88)
    assert width("e\u0301", 10) == width("e", 10)


@pytest.mark.parametrize("text", ["网上订货障碍调查", "a longer English label", "网 a 上 b 订 c 货"])
def test_clipped_text_fits_its_room(text):
    assert width(clip(text, 50), 12) <= 50
    assert clip(text, 500) == text


@pytest.mark.parametrize(
    ("value", "said"), [(1200, "1,200"), (100, "100"), (4.23, "4.23"), (0.5, "0.5"), (0, "0")]
)
def test_numbers_lose_only_their_empty_decimals(value, said):
    assert plain(value) == said


@pytest.mark.parametrize(
    ("highest", "end"), [(0.03, 0.05), (0.406, 0.5), (0.5, 0.5), (0.51, 0.75), (1.0, 1.0)]
)
def test_share_axis_ends_at_a_round_value(highest, end):
    assert nice_share(highest) == end


def test_steps_are_one_two_or_five():
    assert [nice_step(span) for span in (1, 7, 23, 340)] == [0.2, 2, 5, 100]


def test_ticks_hold_their_span():
    assert ticks(0, 342, 4, whole=True) == [0, 100, 200, 300, 400]
    assert ticks(0, 1, 4, whole=True) == [0, 1]
    assert ticks(3.9, 4.2)[0] <= 3.9
