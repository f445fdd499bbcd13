"""A drawing shows the figures that it was given, to scale, and the same figures as a table."""

import pytest
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from vetportal import charts

TERMS = [("Term 1", 2_500_00), ("Term 2", 2_500_00), ("Adjustment", -300_00), ("Term 3", 2_350_00)]


def bands(**changes):
    given_ = {
        "title": "Funding by band",
        "description": "Dollars by band, indicative against confirmed.",
        "categories": ["1", "5a"],
        "series": [("Indicative", [100_00, 300_00]), ("Confirmed", [200_00, None])],
        "unit": "dollars",
    }
    return charts.grouped_bars(**(given_ | changes))


def share(text):
    return float(text.removesuffix("%"))


def test_bars_are_to_scale():
    chart = bands()
    widths = [[share(bar.width) for bar in group.bars] for group in chart.groups]
    assert widths[0][1] == pytest.approx(2 * widths[0][0], abs=0.02)
    assert widths[1][0] == pytest.approx(3 * widths[0][0], abs=0.03)


def test_a_value_not_known_has_a_dash_and_no_bar():
    bar = bands().groups[1].bars[1]
    assert (bar.label, share(bar.width)) == ("—", 0)


def test_a_long_label_has_the_whole_width_above_its_bar():
    regions = bands(categories=["South-Eastern Victoria", "West"], series=[("This run", [100_00, 300_00])])
    for group in regions.groups:
        assert share(group.bars[0].x) == 0
        assert group.label_y < group.bars[0].y
    assert regions.groups[1].label_y > regions.groups[0].bars[0].y + 14


def test_two_series_have_two_tones_and_a_legend():
    chart = bands()
    assert [(key.name, key.tone) for key in chart.legend] == [("Indicative", "light"), ("Confirmed", "solid")]
    assert [bar.tone for bar in chart.groups[0].bars] == ["light", "solid"]


def test_the_table_has_the_exact_figures():
    table = bands(series=[("Indicative", [113_032, None])], axis="Band").table
    assert table.headers == ("Band", "Indicative")
    assert table.rows == (("1", "$1,130.32"), ("5a", "—"))


def test_full_time_enrolments_are_hundredths():
    chart = bands(series=[("Indicative", [124_550, 50])], unit="fte")
    assert [group.bars[0].label for group in chart.groups] == ["1,245.50", "0.50"]


def test_a_negative_line_goes_left_from_zero_and_says_so():
    chart = charts.signed_bars(title="Payments", description="Five lines.", values=TERMS)
    adjustment, term = chart.groups[2].bars[0], chart.groups[0].bars[0]
    assert adjustment.tone == "negative"
    assert adjustment.label == "−$300"
    assert share(adjustment.x) + share(adjustment.width) == pytest.approx(share(chart.zero_x), abs=0.02)
    assert term.x == chart.zero_x
    assert chart.legend == ()


@given(st.lists(st.integers(min_value=-(10**11), max_value=10**11), max_size=12))
def test_no_bar_leaves_the_drawing(values):
    chart = charts.signed_bars(title="t", description="d", values=[("Term", value) for value in values])
    for group in chart.groups:
        for bar in group.bars:
            assert 0 <= share(bar.x) <= share(bar.x) + share(bar.width) <= 92


def test_series_must_fit_the_categories():
    with pytest.raises(ValueError, match="one value for each of 2"):
        bands(series=[("Indicative", [1])])
    with pytest.raises(ValueError, match="at most 3"):
        bands(series=[(str(number), [1, 2]) for number in range(4)])


def test_a_cap_nearly_used_up():
    gauge = charts.cap_gauge(
        title="Cap", description="d", cap=10_000_00, parts=[("Bands", 9_000_00), ("Rural", 998_20)]
    )
    assert gauge.sentence == "$9,998.20 of $10,000.00 used; $1.80 left over."
    assert not gauge.is_over
    assert gauge.limit_x == "100.00%"
    assert [segment.width for segment in gauge.segments] == ["90.00%", "9.98%"]
    assert gauge.table.rows[-1] == ("Left over", "$1.80")


def test_a_cap_exceeded_is_said_and_marked():
    gauge = charts.cap_gauge(title="Cap", description="d", cap=100_00, parts=[("Bands", 125_00)])
    assert gauge.is_over
    assert gauge.limit_x == "80.00%"
    assert gauge.sentence == "$125.00 is $25.00 above the cap of $100.00."


def test_a_gauge_needs_a_cap():
    with pytest.raises(ValueError, match="positive cap"):
        charts.cap_gauge(title="Cap", description="d", cap=0, parts=[])


def test_a_goal_is_approached_by_parts():
    gauge = charts.goal_gauge(
        title="Points",
        description="d",
        goal=120,
        parts=[("Now", 72), ("With present study", 12)],
        sentence="72 of 120.",
        text=str,
    )
    assert [(each.name, each.x, each.width) for each in gauge.segments] == [
        ("Now", "0.00%", "60.00%"),
        ("With present study", "60.00%", "10.00%"),
    ]
    assert gauge.limit_x == "100.00%"
    assert gauge.table.rows[-2:] == (("Together", "84"), ("Asked for", "120"))


def test_more_than_a_goal_is_good():
    gauge = charts.goal_gauge(
        title="Points", description="d", goal=80, parts=[("Now", 100)], sentence="100 of 80.", text=str
    )
    assert not gauge.is_over
    assert gauge.limit_x == "80.00%"
    with pytest.raises(ValueError, match="goal is positive"):
        charts.goal_gauge(title="P", description="d", goal=0, parts=[], sentence="", text=str)


def test_a_line_rises_from_the_floor():
    chart = charts.line(
        title="FTE",
        description="d",
        categories=["2017", "2018", "2019"],
        series=[("Eligible", [0, 50, 100])],
        unit="fte",
    )
    (drawn,) = chart.lines
    assert [point.y for point in drawn.points] == [168, 92, 16]
    assert len(drawn.strokes) == 2
    assert [tick.label for tick in chart.ticks] == ["2017", "2018", "2019"]


@pytest.mark.parametrize(
    ("template", "chart"),
    [
        ("chart_bars", bands(title="Band <1> & more")),
        ("chart_line", charts.line(title="Years", description="d", categories=["2018", "2019"],
                                   series=[("A", [1, 2]), ("B", [2, None])], unit="whole")),
        ("chart_gauge", charts.cap_gauge(title="Cap", description="d", cap=5, parts=[("Bands", 3)])),
    ],
)  # fmt: skip
def test_a_drawing_has_title_description_and_figures_and_no_inline_style(template, chart):
    html = render_to_string(f"components/{template}.html", {"chart": chart})
    assert f'<title id="{chart.key}-title">' in html
    assert f'<desc id="{chart.key}-desc">' in html
    assert "<details" in html
    assert "style=" not in html
    assert "<1>" not in html


CAUSES = [("Removed", -300_00), ("Added", 500_00), ("Rounding", 1)]


def steps(**changes):
    given_ = {
        "title": "From last time to now",
        "description": "What changed.",
        "start": ("Indicative", 1_000_00),
        "steps": CAUSES,
        "end": ("Confirmed", 1_200_01),
    }
    return charts.waterfall(**(given_ | changes))


def test_a_waterfall_hangs_each_step_where_the_one_before_ended():
    first, removed, added, _, last = steps().bars
    assert share(removed.x) + share(removed.width) == pytest.approx(
        share(first.x) + share(first.width), abs=0.02
    )
    assert share(added.x) == pytest.approx(share(removed.x), abs=0.02)
    assert share(added.width) == pytest.approx(share(removed.width) * 5 / 3, abs=0.05)
    assert share(last.x) == share(first.x)


def test_a_waterfall_says_more_or_less_in_words_besides_the_tone():
    assert [bar.label for bar in steps().bars] == ["$1,000", "−$300", "+$500", "+$0.01", "$1,200"]
    assert [bar.tone for bar in steps().bars] == ["solid", "negative", "light", "light", "solid"]


def test_a_waterfall_has_its_figures_as_a_table_with_the_running_total():
    assert steps().table.rows[1] == ("Removed", "−$300.00", "$700.00")
    assert steps().table.rows[-1] == ("Confirmed", "", "$1,200.01")


def test_a_waterfall_that_does_not_add_up_is_refused():
    with pytest.raises(ValueError, match="lead to 120001, not to 1"):
        steps(end=("Confirmed", 1))


def test_a_waterfall_of_nothing_is_drawn():
    empty = steps(start=("Before", 0), steps=[], end=("Now", 0))
    assert [share(bar.width) for bar in empty.bars] == [0, 0]
    assert "Figures as a table" in render_to_string("components/chart_waterfall.html", {"chart": empty})


@given(start=st.integers(0, 10**9), amounts=st.lists(st.integers(-(10**6), 10**6), max_size=9))
def test_a_waterfall_stays_inside_its_drawing(start, amounts):
    chart = steps(
        start=("Before", start),
        steps=[("Step", cents) for cents in amounts],
        end=("Now", start + sum(amounts)),
    )
    for bar in chart.bars:
        assert 0 <= share(bar.x) <= 100
        assert share(bar.x) + share(bar.width) <= 100
