"""Figures as SVG: pure functions, attributes and classes only, every word arrives as an argument."""

from portal.charts.bars import bar_cell, bars, progress
from portal.charts.columns import Day, day_counts, histogram
from portal.charts.figure import Bar, Figure
from portal.charts.grouped import Group, grouped_bars
from portal.charts.lines import Point, sparkline, trend
from portal.charts.scatter import Spot, Zone, scatter
from portal.charts.stacked import Segments, nps_bar, stacked_bars

__all__ = [
    "Bar",
    "Day",
    "Figure",
    "Group",
    "Point",
    "Segments",
    "Spot",
    "Zone",
    "bar_cell",
    "bars",
    "day_counts",
    "grouped_bars",
    "histogram",
    "nps_bar",
    "progress",
    "scatter",
    "sparkline",
    "stacked_bars",
    "trend",
]
