import pytest

from portal.charts import Spot, Zone, scatter

HEAD = ("Item", "Right", "Discrimination")
ZONE = Zone(0.3, 0.9, 0.2, "Good items")


def spot(label, x, y, state="ok", **extra):
    return Spot(label, x, y, f"Item {label}", (label, str(x), str(y)), state, **extra)


def draw(*spots):
    words = {"title": "t", "note": "n", "head": HEAD, "x_label": "Right", "y_label": "Discrimination"}
    return scatter(spots, chart_id="s", zone=ZONE, **words)


def axis_pixel(drawing, words, attribute):
    """Where an axis label stands; those of the height stand 4 below their line."""
    [text] = [text for text in drawing.all("text") if text.text == words]
    return float(text.get(attribute)) - (4 if attribute == "y" else 0)


def test_marks_stand_at_their_values_on_both_axes(read):
    drawing = read(draw(spot("1", 0.5, 0.4), spot("2", 1.0, -0.2)).svg)

    left, right = axis_pixel(drawing, "0%", "x"), axis_pixel(drawing, "100%", "x")
    zero, high = axis_pixel(drawing, "0", "y"), axis_pixel(drawing, "0.4", "y")
    places = [
        ((float(dot.get("cx")) - left) / (right - left), (zero - float(dot.get("cy"))) / (zero - high) * 0.4)
        for _, dot in drawing.marks("circle")
    ]
    assert places == [pytest.approx((0.5, 0.4), abs=1e-3), pytest.approx((1.0, -0.2), abs=1e-3)]


def test_what_asks_for_attention_differs_in_shape_and_lies_on_top(read):
    figure = draw(
        spot("7", 0.31, -0.08, "bad", note="check"), spot("12", 0.97, 0.05, "warn"), spot("1", 0.6, 0.4)
    )

    drawing = read(figure.svg)

    assert [title for title, _ in drawing.marks("rect")] == ["Item 7"]
    assert [title for title, _ in drawing.marks("path")] == ["Item 12"]
    titles = [mark.findtext("title") for mark in drawing.root.iter() if mark.find("title") is not None]
    assert titles[1:] == ["Item 1", "Item 7", "Item 12"]
    assert "7 check" in drawing.texts()


def test_a_mark_leads_to_its_item_and_a_silent_one_is_only_in_the_table(read):
    figure = draw(spot("1", 0.6, 0.4, href="#i1"), spot("2", 0.5, None))

    assert [link.get("href") for link in read(figure.svg).all("a")] == ["#i1"]
    assert [row[0] for row in figure.rows] == ["1", "2"]


def test_labels_of_attention_are_all_there_and_inside_the_drawing(read):
    drawing = read(
        draw(*[spot(str(n), 0.97 + n / 1000, 0.05, "warn", note="too easy") for n in range(4)]).svg
    )

    heights = [float(text.get("y")) for text in drawing.all("text") if (text.text or "").endswith("too easy")]
    assert len(heights) == 4
    assert all(float(text.get("x")) < 620 for text in drawing.all("text"))


def test_a_scatter_of_nothing_is_still_a_drawing(read):
    assert read(draw().svg).root.get("role") == "img"
