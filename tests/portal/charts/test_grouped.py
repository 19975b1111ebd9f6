import pytest

from portal.charts import Bar, Group, grouped_bars

OPTIONS = ("观念", "技能", "设备", "网络系统", "弱势群体")
HEAD = ("District", *OPTIONS, "n")
DISTRICTS = {"城区": (18, 20, 14, 8, 6), "北片": (36, 29, 17, 8, 7), "东片": (34, 28, 15, 8, 8)}


def group(name, row):
    base = sum(row)
    bars = [Bar(option, k / base, None, k, base) for option, k in zip(OPTIONS, row, strict=True)]
    return Group(name, bars, base)


def groups():
    return [group(name, row) for name, row in DISTRICTS.items()]


def draw(given, **extra):
    return grouped_bars(given, OPTIONS, chart_id="g", title="t", note="", head=HEAD, **extra)


def test_all_panels_share_one_scale(read):
    marks = read(draw(groups()).svg).marks()

    lengths = {title.split(":")[0]: float(mark.get("width")) for title, mark in marks}
    assert len(marks) == 15
    assert lengths["城区 · 技能"] / lengths["北片 · 弱势群体"] == pytest.approx(
        (20 / 66) / (7 / 97), rel=0.01
    )


def test_grouped_table_twin_has_a_cell_per_option():
    assert draw(groups()).rows[0] == (
        "城区", "18/66 (27.3%)", "20/66 (30.3%)", "14/66 (21.2%)", "8/66 (12.1%)", "6/66 (9.1%)", "66",
    )  # fmt: skip


def test_hidden_row_says_so_in_every_panel(read):
    hidden = Group("南片", [Bar(option, None) for option in OPTIONS])

    figure = draw([*groups(), hidden], hidden="不显示")

    assert read(figure.svg).texts().count("不显示") == 5
    assert figure.rows[3] == ("南片", *["不显示"] * 5, "")


def test_narrow_drawing_breaks_into_lines_of_panels(read):
    wide, narrow = read(draw(groups()).svg), read(draw(groups(), view_width=340).svg)

    assert narrow.box()[3] > wide.box()[3] * 1.9
    edges = [float(mark.get("x")) + float(mark.get("width")) for _, mark in narrow.marks()]
    assert max(edges) <= 340
