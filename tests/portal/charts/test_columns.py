from itertools import pairwise

import pytest

from portal.charts import Day, day_counts, histogram
from portal.charts.columns import bin_counts, bin_edges

HEAD = ("Day", "Count")


def test_columns_are_as_high_as_the_counts(read):
    figure = day_counts(
        [Day("2/1", 12), Day("2/2", 0), Day("2/3", 48)], chart_id="d", title="t", note="", head=HEAD
    )

    heights = {title: float(mark.get("height")) for title, mark in read(figure.svg).marks()}
    assert heights["2/3: 48"] / heights["2/1: 12"] == pytest.approx(4, abs=0.02)
    assert figure.rows == (("2/1", "12"), ("2/2", "0"), ("2/3", "48"))


def test_count_axis_has_no_half_people(read):
    figure = day_counts([Day("a", 1), Day("b", 2)], chart_id="d", title="t", note="", head=HEAD)

    assert not [text for text in read(figure.svg).texts() if "." in text]


@pytest.mark.parametrize("days", [[], [Day("a", 0)]])
def test_no_answers_are_still_a_drawing(days, read):
    assert read(day_counts(days, chart_id="d", title="t", note="", head=HEAD).svg).marks() == []


def test_labels_of_many_days_do_not_touch(read):
    days = [Day(f"2/{place}", place) for place in range(90)]

    drawing = read(day_counts(days, chart_id="d", title="t", note="", head=HEAD).svg)

    at = [float(text.get("x")) for text in drawing.all("text") if (text.text or "").startswith("2/")]
    assert len(drawing.marks()) == 89
    assert min(b - a for a, b in pairwise(at)) >= 30


def test_histogram_counts_everybody_once(read):
    values = [0, 1, 9.99, 10, 20, 99, 100]

    figure = histogram(values, chart_id="h", title="t", note="", head=HEAD)

    assert sum(int(count) for _, count in figure.rows) == 7
    assert figure.rows[0] == ("0–10", "3")
    assert figure.rows[-1] == ("90–100", "2")


@pytest.mark.parametrize("values", [[], [5], [5, 5, 5], [-3, 4], [0.1, 0.2, 0.30000000000000004]])
def test_classes_hold_every_value(values):
    edges = bin_edges(values)

    assert sum(bin_counts(values, edges)) == len(values)
    assert all(edges[0] <= value <= edges[-1] + 1e-9 for value in values)


def test_value_on_an_edge_belongs_to_the_class_it_opens():
    assert bin_counts([0.3], [0.0, 0.1, 0.2, 0.3, 0.4]) == [0, 0, 0, 1]
