"""Parts of the form of a scenario: fields that repeat, and changes written back as what was typed."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from django import forms
from django.forms import BoundField

from enrolments.models import School
from funding.rules.scenario import ALL_REGIONS, Changes
from vetportal.money import index

PLACES = ("first", "second", "third")  # certificates and schools that can be named at once
ROWS = len(PLACES)


class BandFields(NamedTuple):
    """The fields of one band: its weighting level, or its rate where the year states the rates."""

    code: str
    weight: BoundField | None
    hours: BoundField
    rate: BoundField | None


class ScenarioRows:
    """The repeating fields of a scenario's form as its page sets them out."""

    @property
    def bands(self) -> list[BandFields]:
        """A row for each band."""
        return [
            BandFields(
                band.code,
                self._held(f"weight-{band.code}"),
                self[f"hours-{band.code}"],
                self._held(f"rate-{band.code}"),
            )
            for band in self.rules.bands
        ]

    def _held(self, name: str) -> BoundField | None:
        return self[name] if name in self.fields else None

    @property
    def shifts(self) -> list[BoundField]:
        """A shift for all schools, then one for each region."""
        return [self[name] for name in self.fields if name.startswith("shift-")]

    @property
    def schools(self) -> list[tuple[BoundField, BoundField]]:
        """Pairs of a school and its index."""
        return [(self[f"school-{row}"], self[f"index-{row}"]) for row in range(ROWS)]

    @property
    def certificates(self) -> list[tuple[BoundField, BoundField]]:
        """Pairs of a certificate and its band."""
        return [(self[f"certificate-{row}"], self[f"band-{row}"]) for row in range(ROWS)]


def text(label: str, *, size: int) -> forms.CharField:
    """A code that may be left out."""
    widget = forms.TextInput(attrs={"size": size, "autocomplete": "off"})
    return forms.CharField(label=label, required=False, max_length=20, widget=widget)


def ticks(label: str, choices: Sequence[tuple[str, str]]) -> forms.MultipleChoiceField:
    """Any number of these; none by default."""
    return forms.MultipleChoiceField(
        label=label, choices=choices, required=False, widget=forms.CheckboxSelectMultiple
    )


def stated(held: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """The entries whose field is filled in."""
    return {entry: held[name] for entry, name in names.items() if held.get(name) is not None}


def switched(held: Mapping[str, Any], name: str) -> dict[str, bool]:
    """What is ticked to be switched off, and on."""
    off, on = dict.fromkeys(held[f"{name}_off"], False), dict.fromkeys(held[f"{name}_on"], True)
    return off | on


def typed(form: forms.Form, changes: Changes) -> dict[str, Any]:
    """The changes as they are typed into the form, to begin another scenario with them.

    A switch that stands by now as the scenario had it is not offered any more, and changes nothing.
    """
    return {
        name: form.fields[name].prepare_value(value)
        for name, value in _values(form, changes)
        if name in form.fields and value is not None and _is_offered(form.fields[name], value)
    }


def _is_offered(field: forms.Field, value: Any) -> bool:
    if not isinstance(field, forms.ChoiceField):
        return True
    return all(map(field.valid_value, value if isinstance(value, list) else [value]))


def _values(form: forms.Form, changes: Changes) -> Iterator[tuple[str, Any]]:
    switches = ("is_capped", "rural_inside_cap")
    for name in form.fields.keys() - set(switches):
        yield name, getattr(changes, name, None)
    for name in switches:
        held = getattr(changes, name)
        yield name, None if held is None else "yes" if held else "no"
    for kind, table in (
        ("weight", changes.weights), ("hours", changes.full_rate_hours), ("rate", changes.band_rates)
    ):  # fmt: skip
        for code, value in table.items():
            yield f"{kind}-{code}", value
    for place, region in enumerate([ALL_REGIONS, *form.regions]):
        shift = changes.index_shift.get(region)
        yield f"shift-{place}", None if shift is None else index(shift)
    for name, table in (("components", changes.components), ("rules", changes.exclusions)):
        for way, is_on in (("off", False), ("on", True)):
            yield f"{name}_{way}", [code for code, held in table.items() if held is is_on] or None
    yield from _rows(changes)


def _rows(changes: Changes) -> Iterator[tuple[str, Any]]:
    for row, (code, band) in enumerate(changes.band_of.items()):
        yield f"certificate-{row}", code
        yield f"band-{row}", band
    codes = dict(School.objects.filter(pk__in=changes.index_of_school).values_list("pk", "code"))
    for row, (school, wanted) in enumerate(changes.index_of_school.items()):
        yield f"school-{row}", codes.get(school)
        yield f"index-{row}", wanted
