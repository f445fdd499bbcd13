"""What a newly published version does to those before it: of one code, one version holds for each year."""

from datetime import datetime

from credits.models import CreditScheme
from enrolments.actions.refusals import Refused
from vetportal.accounts.models import User
from vetportal.audit import trail

_EVER = 9999


def succeed(scheme: CreditScheme, *, by: User | None, stamp: datetime) -> None:
    """Retire the versions whose years of commencement this one covers; end one that began earlier.

    Raises Refused where it would cut a version in two, or begin before one and end within it.
    """
    held = CreditScheme.objects.select_for_update(no_key=True).filter(
        code=scheme.code, status=CreditScheme.Status.PUBLISHED
    )
    for earlier in held.exclude(pk=scheme.pk).order_by("pk"):
        if _overlap(earlier, scheme):
            _give_way(earlier, scheme, by, stamp)


def _give_way(earlier: CreditScheme, scheme: CreditScheme, by: User | None, stamp: datetime) -> None:
    first, last = _years(scheme)
    begins, ends = _years(earlier)
    if first <= begins and last >= ends:
        _note(earlier, {"status": CreditScheme.Status.RETIRED}, scheme, by, stamp)
    elif begins < first and last >= ends:
        _note(earlier, {"commence_to": first - 1}, scheme, by, stamp)
    else:
        raise Refused(
            f"Version {earlier.version} holds for certificates begun {years_in_words(earlier)}, this one "
            f"for those begun {years_in_words(scheme)}. Let this one begin later and last as long as that, "
            "or cover all its years."
        )


def _note(
    earlier: CreditScheme, change: dict[str, object], scheme: CreditScheme, by: User | None, stamp: datetime
) -> None:
    before = {name: getattr(earlier, name) for name in change}
    for name, value in change.items():
        setattr(earlier, name, value)
    earlier.save(update_fields=list(change))
    trail.record(
        by=by,
        action="scheme.succeed",
        subject=earlier,
        before=before,
        after={**change, "by": str(scheme)},
        at=stamp,
    )


def _overlap(one: CreditScheme, other: CreditScheme) -> bool:
    (first, last), (begins, ends) = _years(one), _years(other)
    return first <= ends and begins <= last


def _years(scheme: CreditScheme) -> tuple[int, int]:
    first = 0 if scheme.commence_from is None else scheme.commence_from
    return first, _EVER if scheme.commence_to is None else scheme.commence_to


def years_in_words(scheme: CreditScheme) -> str:
    """The years of commencement of a version: "in any year", "from 2019", "to 2018", "from 2019 to 2022"."""
    first, last = scheme.commence_from, scheme.commence_to
    if first is None and last is None:
        return "in any year"
    if first == last:
        return f"in {first}"
    return " ".join(part for part in (f"from {first}" if first else "", f"to {last}" if last else "") if part)
