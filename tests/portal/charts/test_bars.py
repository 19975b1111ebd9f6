import pytest
from markupsafe import Markup

from portal.charts import Bar, bar_cell, bars, progress
from portal.charts.bars import axis_end
from portal.methods.proportions import proportion

HEAD = ("Option", "Share", "k/n", "95% interval")
OBSTACLES = {"观念": 121, "技能": 104, "设备": 58, "网络系统": 31, "弱势群体": 28}


def bar(label, count, base, **extra):
    share = proportion(count, base)
    return Bar(label, share.share, share.interval, count, base, **extra)


@pytest.fixture
def obstacles():
    return [bar(label, count, 342) for label, count in OBSTACLES.items()]


def test_cell_bar_is_as_long_as_the_share_of_its_axis(obstacles, read):
    end = axis_end(obstacles)

    drawing = read(bar_cell(obstacles[0], end))

    title, mark = drawing.marks()[0]
    assert end == 0.5
    assert float(mark.get("width").rstrip("%")) == pytest.approx(121 / 342 / 0.5 * 100, abs=0.05)
    assert title == "观念: 35.4% · 121/342 · 30.5–40.6%"


def test_whiskers_of_the_cell_stand_at_the_ends_of_the_interval(obstacles, read):
    lines = read(bar_cell(obstacles[0], 0.5)).all("line")

    assert [(line.get("x1"), line.get("x2")) for line in lines] == [
        ("61%", "81.2%"),
        ("61%", "61%"),
        ("81.2%", "81.2%"),
    ]


def test_cell_without_a_share_draws_only_its_ground(read):
    drawing = read(bar_cell(Bar("北片", None), size="m"))

    assert drawing.root.get("class") == "bar bm"
    assert [mark.get("class") for mark in drawing.all("rect")] == ["bg"]


def test_bars_keep_the_proportions_of_the_counts(obstacles, read):
    figure = bars(obstacles, chart_id="q3", title="三类占八成", note="n=342", head=HEAD)

    widths = [float(mark.get("width")) for _, mark in read(figure.svg).marks()]
    assert [width / widths[0] for width in widths] == pytest.approx(
        [count / 121 for count in OBSTACLES.values()], abs=1e-3
    )


def test_table_twin_holds_the_numbers_of_the_drawing(obstacles):
    figure = bars(obstacles, chart_id="q3", title="三类占八成", note="n=342", head=HEAD)

    assert figure.head == HEAD
    assert figure.rows[0] == ("观念", "35.4%", "121/342", "30.5–40.6%")
    assert len(figure.rows) == 5


def test_hidden_group_has_words_and_no_bar(read):
    figure = bars(
        [bar("城区", 20, 66), Bar("北片", None)], chart_id="x", title="t", note="", head=HEAD, hidden="不显示"
    )

    drawing = read(figure.svg)
    assert len(drawing.marks()) == 1
    assert "不显示" in drawing.texts()
    assert figure.rows[1] == ("北片", "不显示", "", "")


def test_labels_are_escaped_and_cannot_break_the_page(read):
    nasty = "</title><script>alert(1)</script>\x00\x0b&\"'"

    figure = bars([bar(nasty, 5, 10)], chart_id="x", title=nasty, note=nasty, head=HEAD)

    assert isinstance(figure.svg, Markup)
    assert "<script" not in figure.svg
    title, _ = read(figure.svg).marks()[0]
    assert title.startswith("</title><script>alert(1)</script>&\"': 50.0%")


def test_drawing_is_named_for_readers_and_carries_no_style(obstacles, read):
    figure = bars(obstacles, chart_id="q3", title="三类占八成", note="n=342", head=HEAD)

    drawing = read(figure.svg)
    assert drawing.root.get("role") == "img"
    assert drawing.root.get("aria-labelledby") == "q3-title q3-desc"
    assert drawing.root.find("title").text == "三类占八成"
    assert not [mark for mark in drawing.root.iter() if mark.get("style")]


def test_bar_with_an_address_is_a_link(read):
    figure = bars([bar("技能", 5, 10, href="/w/x?a=1&b=2")], chart_id="x", title="t", note="", head=HEAD)

    link = read(figure.svg).all("a")[0]
    assert link.get("href") == "/w/x?a=1&b=2"
    assert link.find("rect/title") is not None


def test_every_text_stays_inside_the_drawing(obstacles, read):
    long = bar("一个非常非常长的选项名称，长到没有地方可以放下它的全部文字，所以要截断", 342, 342)

    figure = bars([*obstacles, long], chart_id="x", title="t", note="", head=HEAD)

    drawing = read(figure.svg)
    _, _, wide, _ = drawing.box()
    ends = [float(mark.get("x")) + float(mark.get("width")) for _, mark in drawing.marks()]
    assert max(ends) <= wide - 140
    assert any(text.endswith("…") for text in drawing.texts())


def test_table_with_a_missing_head_is_refused(obstacles):
    with pytest.raises(ValueError, match="4 columns"):
        bars(obstacles, chart_id="x", title="t", note="", head=("Option",))


@pytest.mark.parametrize(("done", "total", "part"), [(342, 397, 342 / 397), (400, 300, 1), (3, 0, 0)])
def test_progress_is_received_of_wanted_and_never_overflows(done, total, part, read):
    figure = progress(done, total, chart_id="p", title="收到", note="", head=("", "k/n", "%"))

    _, mark = read(figure.svg).marks()[0]
    assert float(mark.get("width")) == pytest.approx(360 * part, abs=0.06)
    assert figure.rows[0][1] == (f"{done}/{total}" if total else "3")


def test_only_wide_drawings_scroll_in_their_frame(obstacles, read):
    wide = bars(obstacles, chart_id="b", title="t", note="", head=HEAD)
    narrow = progress(1, 2, chart_id="p", title="t", note="", head=("", "k/n", "%"))

    assert read(wide.svg).root.get("class") == "wide"
    assert read(narrow.svg).root.get("class") is None
