import pytest

from portal.charts import Segments, nps_bar, stacked_bars
from portal.charts.stacked import fills
from portal.methods.satisfaction import nps

PARTS = ("很不满意", "不满意", "一般", "满意", "很满意")
HEAD = ("Item", *PARTS, "n")
NPS_HEAD = ("", "Detractors", "Passives", "Promoters", "n")


def test_parts_of_a_bar_touch_and_share_its_length_by_their_counts(read):
    figure = stacked_bars(
        [Segments("送货", (2, 3, 10, 40, 45))], PARTS, chart_id="s", title="t", note="", head=HEAD
    )

    marks = [mark for _, mark in read(figure.svg).marks()]
    widths = [float(mark.get("width")) for mark in marks]
    starts = [float(mark.get("x")) for mark in marks]
    assert [width / sum(widths) for width in widths] == pytest.approx([0.02, 0.03, 0.1, 0.4, 0.45], abs=1e-3)
    assert starts[1:] == pytest.approx([x + w for x, w in zip(starts, widths, strict=True)][:-1], abs=0.15)


def test_stacked_table_twin_says_count_and_share():
    figure = stacked_bars(
        [Segments("送货", (2, 3, 10, 40, 45))], PARTS, chart_id="s", title="t", note="", head=HEAD
    )

    assert figure.rows == (("送货", "2 (2.0%)", "3 (3.0%)", "10 (10.0%)", "40 (40.0%)", "45 (45.0%)", "100"),)


def test_hidden_and_empty_groups_draw_no_part(read):
    figure = stacked_bars(
        [Segments("北片", None), Segments("东片", (0, 0, 0, 0, 0))],
        PARTS, chart_id="s", title="t", note="", head=HEAD, hidden="不显示",
    )  # fmt: skip

    assert read(figure.svg).marks() == []
    assert figure.rows[0] == ("北片", *["不显示"] * 5, "")
    assert figure.rows[1][-1] == "0"


@pytest.mark.parametrize("parts", [2, 3, 4, 5, 7, 10])
def test_fills_run_from_bad_to_good(parts):
    ramp = fills(parts)

    assert len(ramp) == parts
    assert ramp[-1] == "f1"


def test_points_stand_on_their_scale_from_minus_to_plus_a_hundred(read):
    figure = nps_bar(nps(50, 30, 20), PARTS[:3], chart_id="n", title="t", note="", head=NPS_HEAD)

    drawing = read(figure.svg)
    axis = next(line for line in drawing.all("line") if line.get("class") == "ax w1")
    left, right = float(axis.get("x1")), float(axis.get("x2"))
    title, dot = drawing.marks("circle")[0]
    assert (float(dot.get("cx")) - left) / (right - left) * 200 - 100 == pytest.approx(30, abs=0.1)
    assert title == "+30 [+14, +44]"


def test_points_of_nobody_are_left_out(read):
    figure = nps_bar(nps(0, 0, 0), PARTS[:3], chart_id="n", title="t", note="", head=NPS_HEAD)

    assert read(figure.svg).marks("circle") == []
    assert figure.rows[1] == ("NPS", "", "", "", "0")
