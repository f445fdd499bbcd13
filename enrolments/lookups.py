"""Finding codes in the register: those of one page, or all of them for a file of many rows."""

from collections.abc import Iterable, Mapping
from typing import Protocol

from enrolments.models import PackagedUnit, Provider, Qualification, Unit

_FEW_CODES = 500  # up to this many are asked for by their names; beyond, the register is read whole


class Register(Protocol):
    """What a form asks about the codes that were typed; an unknown code answers None."""

    def qualification(self, code: str) -> Qualification | None: ...

    def unit(self, code: str) -> Unit | None: ...

    def provider(self, code: str) -> Provider | None: ...

    def is_packaged(self, qualification: Qualification, unit: Unit) -> bool: ...


def normal(code: str) -> str:
    """A code as it is compared: trimmed and in capitals."""
    return code.strip().upper()


class RegisterInMemory:
    """The register in dictionaries, so that checking a row asks nothing of the database."""

    def __init__(
        self,
        qualifications: dict[str, Qualification],
        units: dict[str, Unit],
        providers: dict[str, Provider],
        packaging: frozenset[tuple[int, int]],
    ) -> None:
        self._qualifications, self._units = qualifications, units
        self._providers, self._packaging = providers, packaging

    @classmethod
    def load(cls) -> "RegisterInMemory":
        """Read the whole register in four queries."""
        return cls(
            {each.code: each for each in Qualification.objects.select_related("superseded_by")},
            {each.code: each for each in Unit.objects.only("code", "title")},
            {each.code: each for each in Provider.objects.all()},
            frozenset(PackagedUnit.objects.values_list("qualification_id", "unit_id")),
        )

    @classmethod
    def of(
        cls, *, qualifications: Iterable[str] = (), units: Iterable[str] = (), providers: Iterable[str] = ()
    ) -> "RegisterInMemory":
        """Read only these codes, for one page: at most four queries whatever their number."""
        found = Qualification.objects.filter(code__in=[normal(code) for code in qualifications])
        found_units = Unit.objects.filter(code__in=[normal(code) for code in units])
        found_providers = Provider.objects.filter(code__in=[normal(code) for code in providers])
        by_code = {each.code: each for each in found.select_related("superseded_by")}
        packaging = PackagedUnit.objects.filter(qualification__in=[each.pk for each in by_code.values()])
        return cls(
            by_code,
            {each.code: each for each in found_units},
            {each.code: each for each in found_providers},
            frozenset(packaging.values_list("qualification_id", "unit_id")),
        )

    @classmethod
    def naming(cls, rows: Iterable[Mapping[str, str]]) -> "RegisterInMemory":
        """Read what the rows of a file name; the whole register where they name very many codes."""
        codes: dict[str, set[str]] = {"certificate_code": set(), "unit_code": set(), "provider_code": set()}
        for values in rows:
            for column, found in codes.items():
                found.add(values[column])
        if sum(map(len, codes.values())) > _FEW_CODES:
            return cls.load()
        return cls.of(
            qualifications=codes["certificate_code"],
            units=codes["unit_code"],
            providers=codes["provider_code"],
        )

    def qualification(self, code: str) -> Qualification | None:
        return self._qualifications.get(normal(code))

    def unit(self, code: str) -> Unit | None:
        return self._units.get(normal(code))

    def provider(self, code: str) -> Provider | None:
        return self._providers.get(normal(code))

    def is_packaged(self, qualification: Qualification, unit: Unit) -> bool:
        return (qualification.pk, unit.pk) in self._packaging
