"""Invented years and enrolments for the invariants: sound ones, broken ones and everything between."""

from datetime import date

from hypothesis import strategies as st

from funding.rules.facts import Band, EnrolmentFacts, YearRules
from tests.rules.years import SOUND, year_2019

CENTS = st.integers(0, 2_000_000)


@st.composite
def years(draw: st.DrawFn, kind: str | None = None) -> YearRules:
    """A year with one to five bands of any weight, whose codes do not sort in their order.

    The cap may be far too small or more than enough.
    """
    bands = tuple(
        Band(f"B{9 - number}", draw(st.integers(1, 9_999)), draw(st.sampled_from([90, 180, 360])))
        for number in range(draw(st.integers(1, 5)))
    )
    return year_2019(
        kind=kind or draw(st.sampled_from(["INDICATIVE", "CONFIRMED"])),
        base_rate=draw(st.integers(1, 200_000)),
        rural_rate=draw(CENTS),
        rural_threshold=draw(st.sampled_from([0, 2000, 5000])),
        rural_inside_cap=draw(st.booleans()),
        does_rural_rate_move=draw(st.booleans()),
        are_transfers_funded=draw(st.booleans()),
        cap=draw(st.integers(1, 5_000_000) | st.integers(1, 10**10)),
        bands=bands,
        band_of={f"Q{number}": band.code for number, band in enumerate(bands)},
    )


SOUND_FACTS = st.builds(
    SOUND._replace,
    school_id=st.integers(1, 4),
    location_index=st.none() | st.integers(0, 10_000) | st.sampled_from([1999, 2000]),
    qualification_code=st.sampled_from(["Q0", "Q0", "Q1", "Q2", "Q3", "Q4"]),
    hours=st.integers(1, 400) | st.sampled_from([179, 180, 181, 360]),
    transfer_hours=st.just(0) | st.integers(0, 200),
)
CHANGES = st.fixed_dictionaries(
    {},
    optional={
        "sector": st.sampled_from(["CATHOLIC", "INDEPENDENT"]),
        "date_of_birth": st.dates(date(1997, 1, 1), date(2006, 1, 1)),
        "level": st.integers(1, 6),
        "program": st.sampled_from(["VCE", "VCAL", "NONE"]),
        "delivery": st.sampled_from(
            ["AUSPICE", "EXTERNAL", "HOST_SCHOOL", "SBAT", "HEADSTART", "INDEPENDENT"]
        ),
        "is_general_education": st.booleans(),
        "is_generalist": st.booleans(),
        "is_superseded": st.booleans(),
        "is_withdrawn": st.booleans(),
        "has_approval": st.booleans(),
        "return_approved": st.booleans(),
        "units": st.integers(0, 3),
        "units_without_hours": st.integers(0, 1),
        "hours": st.just(0),
    },
)
ANY_FACTS = SOUND_FACTS | st.builds(lambda facts, changes: facts._replace(**changes), SOUND_FACTS, CHANGES)

# Each of these alone makes a sound enrolment one that is not funded.
BREAKING = [
    {"sector": "CATHOLIC"},
    {"date_of_birth": date(2010, 1, 1)},
    {"level": 1},
    {"delivery": "SBAT"},
    {"is_withdrawn": True},
    {"return_approved": False},
    {"units": 0, "hours": 0},
    {"units_without_hours": 1},
    {"qualification_code": "NO-BAND"},
]


def numbered(rows: list[EnrolmentFacts]) -> list[EnrolmentFacts]:
    """The same rows, each with its own enrolment id."""
    return [row._replace(enrolment_id=number) for number, row in enumerate(rows, start=1)]


COHORTS = st.lists(ANY_FACTS, max_size=25).map(numbered)
SOUND_COHORTS = st.lists(SOUND_FACTS, min_size=1, max_size=25).map(numbered)
