"""Drawings as plain data: where each bar or point stands, what is written beside it, and the exact figures.

Positions across are percentages and positions down are pixels, so that one drawing fits a phone and a wide
screen without its text being scaled. The templates components/chart_bars.html, chart_line.html,
chart_gauge.html and chart_waterfall.html turn these into SVG.

Values are whole numbers in the unit named: "dollars" are cents, "fte" are hundredths of a full-time
enrolment, "whole" are counts. None is a value that is not known: it has a dash and no bar.
"""

from vetportal.charts.bars import BarChart, grouped_bars, signed_bars
from vetportal.charts.gauge import Gauge, cap_gauge
from vetportal.charts.goal import goal_gauge
from vetportal.charts.lines import LineChart, line
from vetportal.charts.waterfall import WaterfallChart, waterfall

__all__ = [
    "BarChart",
    "Gauge",
    "LineChart",
    "WaterfallChart",
    "cap_gauge",
    "goal_gauge",
    "grouped_bars",
    "line",
    "signed_bars",
    "waterfall",
]
