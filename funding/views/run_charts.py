"""Drawings of a run: the cap, FTE and dollars by band, dollars by region."""

from typing import NamedTuple

from funding.models import FundingRun
from funding.queries import run_figures
from vetportal import charts


class RunCharts(NamedTuple):
    """What the page of a run shows."""

    cap: charts.Gauge | None
    fte: charts.BarChart
    dollars: charts.BarChart
    regions: charts.BarChart


def of_run(run: FundingRun, compared: FundingRun | None) -> RunCharts:
    """All drawings of a run, beside the run it is compared with."""
    bands = run_figures.bands(run)
    before = run_figures.bands(compared) if compared else []
    names = _names(run, compared)
    return RunCharts(_cap(run), _fte(bands, before, names), _dollars(bands, before, names), _regions(run))


def _names(run: FundingRun, compared: FundingRun | None) -> tuple[str, str]:
    """What the two series are called; a correction stands beside a run of its own kind."""
    if compared and compared.kind == run.kind:
        return tuple(f"{each.get_kind_display()} run {each.number}" for each in (compared, run))
    return "Indicative", "Confirmed"


def _cap(run: FundingRun) -> charts.Gauge | None:
    if not run.cap:
        return None
    cents = run_figures.components(run)
    parts = [("Targeted", cents.get("TARGETED", 0))]
    if run.rules["rural_inside_cap"]:
        parts.append(("Rural", cents.get("RURAL", 0)))
    return charts.cap_gauge(
        title="The run against the cap",
        description="How much of the capped budget the confirmed lines use.",
        cap=run.cap,
        parts=parts,
    )


def _series(bands, before, name: str, names: tuple[str, str]) -> list:
    if not before:
        return [("This run", [getattr(band, name) for band in bands])]
    held = {band.code: getattr(band, name) for band in before}
    return [
        (names[0], [held.get(band.code, 0) for band in bands]),
        (names[1], [getattr(band, name) for band in bands]),
    ]


def _fte(bands, before, names) -> charts.BarChart:
    return charts.grouped_bars(
        title="Full-time enrolments by band",
        description="Funded full-time enrolments in each band.",
        categories=[f"Band {band.code}" for band in bands],
        series=_series(bands, before, "fte", names),
        unit="fte",
        axis="Band",
    )


def _dollars(bands, before, names) -> charts.BarChart:
    return charts.grouped_bars(
        title="Targeted funding by band",
        description="Targeted VET funding in each band, without the rural weighting.",
        categories=[f"Band {band.code}" for band in bands],
        series=_series(bands, before, "targeted", names),
        unit="dollars",
        axis="Band",
    )


def _regions(run: FundingRun) -> charts.BarChart:
    rows = run_figures.regions(run)
    return charts.grouped_bars(
        title="Funding by region",
        description="All components of the run by the region of the school.",
        categories=[name.title() if name.isupper() else name or "No region" for name, _ in rows],
        series=[("This run", [cents for _, cents in rows])],
        unit="dollars",
        axis="Region",
    )
