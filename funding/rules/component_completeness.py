"""What single components of a year still lack. A component that the year does not pay lacks nothing."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from funding.rules.components import COMPONENT_BY_CODE
from funding.rules.gaps import Gap, missing_source, unknown_bands
from funding.rules.stated import Stated, StatedSkillsFirst, StatedStage

_SCHEME_NAMES = {"REF56": "Reference 56", "REF143": "Reference 143"}


def components(stated: Stated) -> Iterator[Gap]:
    """Which components there are, of the right model, each with its source."""
    if not stated.components:
        yield Gap("Components", "No component is paid. Tick what the year pays.")
    for code, source in stated.components:
        anchor = f"component-{code}"
        component = COMPONENT_BY_CODE.get(code)
        if component is None:
            yield Gap("Components", f"There is no component called {code}. Take it out.")
            continue
        if stated.scheme not in component.schemes:
            sentence = (
                f"{component.name} is no component of {_SCHEME_NAMES.get(stated.scheme, stated.scheme)}. "
                "Untick it, or choose the other model."
            )
            yield Gap("Components", sentence, anchor=anchor)
        yield from missing_source("Components", component.name, source, anchor)


def tafe_supplement(stated: Stated) -> Iterator[Gap]:
    """Loading, source and a list of certificates."""
    if not stated.pays("TAFE_SUPPLEMENT"):
        return
    yield from missing_source("TAFE supplement", "the TAFE supplement", stated.tafe_source, "id_tafe_source")
    if not stated.tafe_loading_percent:
        sentence = "The rural loading is 0%: nothing is added where it would apply."
        yield Gap("TAFE supplement", sentence, False, "id_tafe_loading_percent")


def skills_first(stated: Stated) -> Iterator[Gap]:
    """Rates of each certificate for each day at most once, and one at all on the census date."""
    if not stated.pays("TAFE_SUPPLEMENT"):
        return
    if not any(_covers(row, stated.census_date) for row in stated.skills_first):
        sentence = "No certificate is on the Skills First list on the census date, so no supplement is paid."
        yield Gap("Skills First", sentence, False)
    by_certificate: dict[str, list[StatedSkillsFirst]] = defaultdict(list)
    for row in stated.skills_first:
        by_certificate[row.qualification].append(row)
        if not row.hourly_subsidy:
            yield Gap("Skills First", f"The hourly subsidy of {row.qualification} is missing.")
        yield from missing_source("Skills First", f"the Skills First rate of {row.qualification}", row.source)
    for code in sorted(by_certificate):
        yield from _overlaps(code, by_certificate[code])


def _covers(row: StatedSkillsFirst, day: date) -> bool:
    return row.effective_from <= day and (row.effective_to is None or day <= row.effective_to)


def _overlaps(code: str, rows: list[StatedSkillsFirst]) -> Iterator[Gap]:
    ordered = sorted(rows, key=lambda row: row.effective_from)
    for earlier, later in pairwise(ordered):
        if earlier.effective_to is None or earlier.effective_to >= later.effective_from:
            first = later.effective_from
            sentence = (
                f"{code} has two Skills First rates from {first.day}/{first.month:02}/{first.year}. "
                "End the earlier one the day before."
            )
            yield Gap("Skills First", sentence)


def materials(stated: Stated) -> Iterator[Gap]:
    """Bands with amounts, and certificates in them."""
    if not stated.pays("MATERIALS"):
        return
    if not stated.materials:
        yield Gap("Materials", "No materials band is stated yet. Enter the bands and their amounts.")
    for band in stated.materials:
        anchor = f"materials-{band.name}"
        if not band.amount:
            yield Gap("Materials", f"The amount of materials band {band.name} is missing.", anchor=anchor)
        yield from missing_source("Materials", f"materials band {band.name}", band.source, anchor)
    codes = {band.name for band in stated.materials}
    yield from unknown_bands("Materials bands", "materials band", stated.materials_of, codes)
    if not stated.materials_of:
        sentence = "No certificate has a materials band yet, so no materials are paid."
        yield Gap("Materials bands", sentence, False)


def small_scale(stated: Stated) -> Iterator[Gap]:
    """Steps with rates, and the sizes of schools."""
    if not stated.pays("SMALL_SCALE"):
        return
    if not stated.small_scale:
        sentence = "No step of the small-scale adjustment is stated yet. Enter the steps and their rates."
        yield Gap("Small scale", sentence)
    for step in stated.small_scale:
        anchor = f"step-{step.name}"
        what = f"the step up to {step.name} students"
        if not step.amount:
            yield Gap("Small scale", f"The rate of {what} is missing.", anchor=anchor)
        yield from missing_source("Small scale", what, step.source, anchor)
    if stated.schools_without_size:
        count = stated.schools_without_size
        schools = "1 school with enrolments has" if count == 1 else f"{count:,} schools with enrolments have"
        sentence = (
            f"{schools} no number of students for {stated.year}, so no small-scale adjustment. "
            "Load a file of school sizes in the register."
        )
        yield Gap("Small scale", sentence, False)


def stages(stated: Stated) -> Iterator[Gap]:
    """Stages of learning of specialist schools, which only the later model has."""
    if stated.scheme != "REF143":
        return
    if not stated.stages:
        sentence = (
            "No stage of learning is stated, so specialist schools are shown the core share of other schools."
        )
        yield Gap("Stages", sentence, False)
    for each in stated.stages:
        anchor = f"stage-{each.stage}"
        if not each.gross_dollars:
            yield Gap("Stages", f"The amount of stage {each.stage} is missing.", anchor=anchor)
        yield from missing_source("Stages", f"stage {each.stage}", each.source, anchor)
    yield from _ages_twice(stated.stages)


def _ages_twice(stages: tuple[StatedStage, ...]) -> Iterator[Gap]:
    ordered = sorted(stages, key=lambda stage: stage.from_age)
    for earlier, later in pairwise(ordered):
        if earlier.to_age >= later.from_age:
            sentence = f"Stages {earlier.stage} and {later.stage} both hold the age of {later.from_age}."
            yield Gap("Stages", sentence, anchor=f"stage-{later.stage}")
