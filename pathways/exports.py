"""The register of mappings as a file: one decision a row."""

from collections.abc import Iterable, Iterator

from pathways.models import CreditMapping
from pathways.tables.mappings import share_of
from vetportal.money import credit

COLUMNS = (
    "mapping", "status", "certificate", "micro_credential", "release", "units", "completion", "provider",
    "award", "subject", "form", "amount", "counted_in", "share", "model", "least_result", "years",
    "conditions", "advice", "assessor", "decided_on", "valid_from", "valid_to", "review_due",
    "hours_of_work", "source",
)  # fmt: skip


def rows_of(mappings: Iterable[CreditMapping]) -> Iterator[tuple]:
    """Listed mappings in COLUMNS; units as "1 of A, B; 2 of C, D"."""
    for each in mappings:
        yield (
            each.pk, each.get_status_display(), each.qualification and each.qualification.code,
            each.micro_credential and str(each.micro_credential), each.source_version, units_of(each),
            "yes" if each.needs_completion else "no", each.award.provider.name, each.award.title,
            each.subject and each.subject.code, each.get_form_display(), credit(each.amount).replace(",", ""),
            each.get_amount_unit_display(), share_of(each), each.get_pattern_display(), each.min_result,
            each.max_age_years, each.conditions, each.advice, each.assessor, each.decided_on,
            each.valid_from, each.valid_to, each.review_due, each.effort_hours, each.source,
        )  # fmt: skip


def units_of(mapping: CreditMapping) -> str:
    """The groups in one line."""
    groups = mapping.groups.all()
    return "; ".join(
        f"{each.least} of {', '.join(unit.code for unit in each.units.all())}" for each in groups
    )
