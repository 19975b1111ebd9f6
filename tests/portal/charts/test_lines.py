import pytest

from portal.charts import Point, sparkline, trend
from portal.methods.intervals import Interval

HEAD = ("Period", "Value", "Interval", "n")


def points(*values):
    return [
        Point(f"M{place}", value, None if value is None else Interval(value - 0.05, value + 0.05), 300)
        for place, value in enumerate(values)
    ]


def draw(given, **extra):
    return trend(given, chart_id="t", title="t", note="n", head=HEAD, **extra)


def pixel_of(drawing, words):
    """Height of the grid line of an axis label (its text stands 4 below)."""
    return next(float(text.get("y")) - 4 for text in drawing.all("text") if text.text == words)


def test_points_stand_at_their_values_on_the_axis(read):
    drawing = read(draw(points(0.2, 0.5, 0.9)).svg)

    zero, top = pixel_of(drawing, "0%"), pixel_of(drawing, "100%")
    heights = [(zero - float(dot.get("cy"))) / (zero - top) for _, dot in drawing.marks("circle")]
    assert heights == pytest.approx([0.2, 0.5, 0.9], abs=1e-3)


def test_band_runs_along_both_ends_of_the_intervals(read):
    drawing = read(draw(points(0.2, 0.5)).svg)

    zero, top = pixel_of(drawing, "0%"), pixel_of(drawing, "60%")
    corners = [corner.split(",") for corner in drawing.all("polygon")[0].get("points").split()]
    shares = [(zero - float(y)) / (zero - top) * 0.6 for _, y in corners]
    assert shares == pytest.approx([0.25, 0.55, 0.45, 0.15], abs=1e-3)


def test_missing_period_breaks_the_line_and_is_not_zero(read):
    figure = draw(points(0.2, 0.3, None, 0.4, 0.5), hidden="不显示")

    drawing = read(figure.svg)
    assert [len(line.get("points").split()) for line in drawing.all("polyline")] == [2, 2]
    assert len(drawing.marks("circle")) == 4
    assert figure.rows[2] == ("M2", "不显示", "", "")


def test_trend_says_value_interval_and_number(read):
    figure = draw(points(0.2))

    assert read(figure.svg).marks("circle")[0][0] == "M0: 20.0% · 15.0%–25.0% · n=300"
    assert figure.rows == (("M0", "20.0%", "15.0%–25.0%", "300"),)


def test_target_is_a_reference_line_with_its_name(read):
    drawing = read(draw(points(0.2, 0.3), target=0.4, target_label="目标 40%").svg)

    line = next(mark for mark in drawing.all("line") if mark.get("class") == "ref")
    assert float(line.get("y1")) == pytest.approx(pixel_of(drawing, "40%"), abs=0.1)
    assert "目标 40%" in drawing.texts()


def test_rating_scale_keeps_its_ends(read):
    drawing = read(draw([Point("a", 3.9), Point("b", 4.2)], share=False, ends=(1, 5)).svg)

    assert {"1", "5"} <= set(drawing.texts())


@pytest.mark.parametrize("given", [[], [Point("a", None)], [Point("a", 0.0)], [Point("a", 1.0)]])
def test_trend_of_little_is_still_a_drawing(given, read):
    assert read(draw(given).svg).root.get("role") == "img"


def test_crowded_periods_leave_out_labels_but_no_points(read):
    many = [Point(f"2012-{place:02}", 0.5) for place in range(60)]

    drawing = read(draw(many).svg)

    labels = [text for text in drawing.texts() if text.startswith("2012-")]
    assert len(drawing.marks("circle")) == 60
    assert len(labels) <= 12


def test_sparkline_ends_in_a_dot_at_the_last_value(read):
    drawing = read(sparkline([1, 2, None, 4], "4"))

    dot = drawing.all("circle")[0]
    assert (float(dot.get("cx")), float(dot.get("cy"))) == (92, 4)
    assert drawing.root.findtext("title") == "4"


@pytest.mark.parametrize("values", [[], [None], [3], [3, 3]])
def test_sparkline_of_little_is_still_a_drawing(values, read):
    assert read(sparkline(values, "t")).root.tag == "svg"
