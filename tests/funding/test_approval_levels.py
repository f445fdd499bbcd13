"""The list of lacking approvals names what an approval would let the year fund, diplomas where it does."""

import pytest
from django.urls import reverse

from enrolments.queries import approvals
from funding.models import Exclusion
from tests import factories
from tests.enrolments import returns_cast

pytestmark = pytest.mark.django_db
LEVELS = {"BSB40215": 4, "BSB50215": 5, "BSB60215": 6}


@pytest.fixture
def cast(clock) -> returns_cast.Cast:
    """A school with one enrolment at each higher level, on a day on which 2019 is open."""
    built = returns_cast.build(entries=0)
    clock("2019-05-01T10:00")
    for code, level in LEVELS.items():
        factories.enrolment(
            factories.student(built.school), factories.qualification(code, level=level), by=built.editor,
            hours=[60],
        )  # fmt: skip
    return built


def _found(cast) -> list[str]:
    return [row.code for row in approvals.lacking(cast.year)]


def _instead(dropped: tuple[str, ...], put: tuple[str, ...]):
    def more(version) -> None:
        version.exclusions.filter(code__in=dropped).delete()
        for code in put:
            Exclusion.objects.create(funding_year=version, code=code, source="Reference 143")

    return more


IV, ABOVE, DIPLOMA = (
    "CERTIFICATE_IV_WITHOUT_APPROVAL", "ABOVE_CERTIFICATE_III_WITHOUT_APPROVAL", "DIPLOMA_OR_ABOVE",
)  # fmt: skip


def test_before_the_rules_are_published_only_certificate_iv_is_listed(cast) -> None:
    assert _found(cast) == ["BSB40215"]


@pytest.mark.parametrize(
    ("dropped", "put", "codes"),
    [
        ((), (), ["BSB40215"]),  # 2019: no diploma is funded, approved or not
        ((IV, DIPLOMA), (ABOVE,), list(LEVELS)),  # 2023: diplomas that the VCAA approved
        ((IV,), (ABOVE,), ["BSB40215"]),
        ((IV, DIPLOMA), (), []),
    ],
)
def test_the_rules_of_the_year_say_which_levels_are_listed(cast, client, dropped, put, codes) -> None:
    factories.published_rules(more=_instead(dropped, put))
    assert _found(cast) == codes
    client.force_login(cast.officer)
    page = client.get(reverse("enrolments:approvals-lacking")).text
    assert [code for code in LEVELS if f"certificate={code}" in page] == codes
