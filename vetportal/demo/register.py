"""The demonstration's register, schools and year, loaded from files by the same commands as any others."""

from datetime import date
from io import StringIO
from pathlib import Path

from django.core.management import call_command

import funding
from funding.actions import years
from funding.models import FundingYear
from vetportal.accounts.models import User

DATA = Path(__file__).parent / "data"
PUBLISHED_2019 = Path(funding.__file__).parent / "data" / "2019.csv"

# What Reference 56 does not print, so that the runs of the demonstration can be calculated. Cents.
INVENTED = {
    "rural_rate": 41_200,
    "rural_source": "The rural rate of $412.00 is invented for the demonstration: Reference 56 prints none. "
    "SRP Reference 56 (2019), Funding formula: where the location index is 0.2 or more.",
    "cap": 122_000_000,
    "cap_source": "Invented for the demonstration: the capped budget of 2019 was not published.",
}
PAY_DATES = {"T1": date(2019, 1, 30), "T2": date(2019, 4, 23), "ADJ": date(2019, 6, 3)} | {
    "T3": date(2019, 7, 15),
    "T4": date(2019, 10, 7),
}


def load() -> None:
    """Qualifications, units with hours, packaging."""
    for resource in ("units", "qualifications", "packaging"):
        _load(resource)


def load_schools() -> None:
    """Schools with campuses, and providers, some of which are schools."""
    _load("schools")
    _load("providers")


def _load(resource: str) -> None:
    call_command("import_data", resource, str(DATA / f"{resource}.csv"), stdout=StringIO())


def draft_2019(*, by: User) -> FundingYear:
    """The published figures of 2019, and beside them the invented ones that a run needs."""
    for resource, file in (
        ("years", PUBLISHED_2019),
        ("qualification_bands", DATA / "qualification_bands.csv"),
        ("skills_first", DATA / "skills_first.csv"),
    ):
        call_command("import_data", resource, str(file), by=by.username, stdout=StringIO())
    draft = FundingYear.objects.get(year=2019, status=FundingYear.Status.DRAFT)
    instalments = [
        row | {"pay_date": PAY_DATES[row["line"]]}
        for row in draft.instalments.order_by("order").values("line", "basis", "share", "source")
    ]
    return years.change(version=draft, by=by, figures=INVENTED, instalments=instalments)


def publish_2019(*, by: User) -> FundingYear:
    """Another administrator puts the draft in force, which opens the year."""
    return years.publish(version=FundingYear.objects.get(year=2019, status=FundingYear.Status.DRAFT), by=by)
