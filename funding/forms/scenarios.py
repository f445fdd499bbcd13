"""The form of a scenario: every field is empty while it changes nothing, and shows what stands."""

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from enrolments.models import Qualification, School
from funding.forms import figures
from funding.forms.scenario_fields import PLACES, ROWS, ScenarioRows, stated, switched, text, ticks
from funding.queries.base_rates import has_base_rate
from funding.queries.scenarios import State
from funding.rules.components import COMPONENTS
from funding.rules.eligibility import RULES
from funding.rules.scenario import ALL_REGIONS, Changes, applied
from vetportal.money import day, dollars, index, thousandths

_BASES = (("SUBSIDY", "the Skills First subsidy"), ("GAP", "the gap"))
_PLAIN = (
    "cap", "base_rate", "rural_rate", "rural_threshold", "tafe_loading", "minimum_age", "maximum_age",
    "census_date",
)  # fmt: skip


class ScenarioForm(ScenarioRows, forms.Form):
    """What a scenario changes. `changes` is what was asked for, once the form is valid."""

    def __init__(self, state: State, regions: Sequence[str], years: Sequence[int], *args, **kwargs) -> None:
        super().__init__(*args, use_required_attribute=False, **kwargs)
        self.state, self.rules, self.regions = state, state.rules, list(regions)
        self.changes = Changes()
        self._add_budget()
        self._add_bands()
        self._add_rural()
        self._add_eligibility(years)
        self._add_components()
        self._add_certificates()

    def _figure(
        self, name: str, make: Callable[..., forms.Field], *args: Any, now: str, **kwargs: Any
    ) -> None:
        field = make(*args, empty=None, required=False, **kwargs)
        # The placeholder marks the field as unchanged for the eye; the hint says the same to everybody.
        field.widget.attrs |= {"placeholder": now, "class": "scenario-figure"}
        field.help_text = f"Now {now}"
        self.fields[name] = field

    def _switch(self, name: str, label: str, *, is_on: bool, on: str, off: str) -> None:
        other = ("no", off) if is_on else ("yes", on)
        choices = [("", f"As it is: {on if is_on else off}"), (other[0], other[1].capitalize())]
        self.fields[name] = forms.ChoiceField(choices=choices, required=False, label=label)

    def _add_budget(self) -> None:
        rules = self.rules
        if not has_base_rate(rules):
            return  # no cap moves rates that are stated
        self._figure(
            "cap",
            figures.dollars,
            "Cap of the year, in dollars",
            now=dollars(rules.cap) if rules.cap else "no cap",
        )
        self._switch(
            "is_capped",
            "How the rates come about",
            is_on=rules.is_capped,
            on="they follow from the cap",
            off="they follow from the base rate, without a cap",
        )
        self._figure(
            "base_rate", figures.dollars, "Base rate (band 8), in dollars", now=dollars(rules.base_rate)
        )
        if rules.is_capped:
            self.fields["base_rate"].help_text = f"Published {dollars(rules.base_rate)}; counts without a cap"

    def _add_bands(self) -> None:
        for band in self.rules.bands:
            if band.stated_rate is None:
                self._figure(
                    f"weight-{band.code}", figures.fixed, f"Weighting level of band {band.code}", 3, "3.347",
                    now=thousandths(band.weighting_level),
                )  # fmt: skip
            self._figure(
                f"hours-{band.code}",
                figures.whole,
                f"Hours of the full rate of band {band.code}",
                now=str(band.full_rate_hours),
            )
            if band.stated_rate is not None:
                self._figure(
                    f"rate-{band.code}",
                    figures.dollars,
                    f"Rate of band {band.code}, in dollars",
                    now=dollars(band.stated_rate),
                )

    def _add_rural(self) -> None:
        rules = self.rules
        now = "not known" if rules.rural_rate is None else dollars(rules.rural_rate)
        self._figure("rural_rate", figures.dollars, "Rural rate, in dollars", now=now)
        self._figure(
            "rural_threshold", figures.fixed, "Rural weighting from a location index of", 4, "0.2",
            now=index(rules.rural_threshold),
        )  # fmt: skip
        self._switch(
            "rural_inside_cap",
            "Rural weighting and the cap",
            is_on=rules.rural_inside_cap,
            on="it counts inside the cap",
            off="it is paid besides the cap",
        )
        for place, region in enumerate([ALL_REGIONS, *self.regions]):
            self._figure(
                f"shift-{place}",
                figures.fixed,
                f"Shift in {region}" if region else "Shift for all schools",
                4,
                "0.05 or -0.05",
                now="none",
            )
            self.fields[f"shift-{place}"].help_text = "Not shifted while empty"
        for row, place in enumerate(PLACES):
            self.fields[f"school-{row}"] = text(f"Number of the {place} school", size=8)
            self._figure(
                f"index-{row}",
                figures.fixed,
                f"Location index of the {place} school",
                4,
                "0.25",
                now="recorded",
            )
            self.fields[f"index-{row}"].help_text = "As recorded while empty"

    def _add_eligibility(self, years: Sequence[int]) -> None:
        rules = self.rules
        self._figure("minimum_age", figures.whole, "Youngest age", now=str(rules.minimum_age))
        self._figure("maximum_age", figures.whole, "Oldest age", now=str(rules.maximum_age))
        free = [rule for rule in RULES if not rule.is_always_in_force]
        held = [(rule.code, rule.sentence) for rule in free if rule.code in rules.exclusions]
        other = [(rule.code, rule.sentence) for rule in free if rule.code not in rules.exclusions]
        self.fields["rules_off"] = ticks("Rules to leave out", held)
        self.fields["rules_on"] = ticks("Rules to apply besides", other)
        now = day(self.state.year.census_date)
        field = figures.DayField("Ages and withdrawals counted as at", required=False)
        field.widget.attrs |= {"placeholder": now, "class": "scenario-figure"}
        field.help_text = f"Now {now}. What was entered by then stays as it is."
        self.fields["census_date"] = field
        self.fields["facts_year"] = forms.TypedChoiceField(
            choices=[("", f"As it is: {self.state.year}"), *((year, f"The {year} census") for year in years)],
            coerce=int,
            empty_value=None,
            required=False,
            label="Enrolments that are counted",
        )

    def _add_components(self) -> None:
        rules = self.rules
        known = [each for each in COMPONENTS if rules.scheme in each.schemes]
        paid = [(each.code, each.name) for each in known if each.code in rules.components]
        other = [(each.code, each.name) for each in known if each.code not in rules.components]
        self.fields["components_off"] = ticks("Components to leave out", paid)
        self.fields["components_on"] = ticks("Components to pay besides", other)
        if rules.tafe:
            self._figure(
                "tafe_loading", figures.percent, "Rural loading of the TAFE supplement, in per cent",
                now=f"{rules.tafe.loading_percent}%",
            )  # fmt: skip
            held = dict(_BASES)[rules.tafe.loading_basis]
            choices = [("", f"As it is: on {held}")]
            choices += [(code, f"On {name}") for code, name in _BASES if code != rules.tafe.loading_basis]
            self.fields["tafe_basis"] = forms.ChoiceField(
                choices=choices, required=False, label="The loading is worked out on"
            )

    def _add_certificates(self) -> None:
        bands = [("", "Choose a band"), *((band.code, f"Band {band.code}") for band in self.rules.bands)]
        for row, place in enumerate(PLACES):
            self.fields[f"certificate-{row}"] = text(f"Code of the {place} certificate", size=12)
            self.fields[f"band-{row}"] = forms.ChoiceField(
                choices=bands, required=False, label=f"Band of the {place} certificate"
            )

    def clean(self) -> dict[str, Any]:
        """Read the changes as a whole; a name that does not exist is refused in words."""
        held = super().clean()
        if self.errors:
            return held
        found = {name: held[name] for name in _PLAIN if held.get(name) is not None}
        for name in ("is_capped", "rural_inside_cap"):
            if held.get(name):
                found[name] = held[name] == "yes"
        for name in ("tafe_basis", "facts_year"):
            if held.get(name):
                found[name] = held[name]
        tables = self._tables(held)
        if self.state.is_rural_unknown and "rural_rate" in found:
            tables["components"] = {"RURAL": True} | tables["components"]
        self.changes = Changes(
            **found,
            **tables,
            band_of=self._certificates(held),
            index_of_school=self._schools(held),
        )
        if not self.errors:
            self._check()
        return held

    def _tables(self, held: dict[str, Any]) -> dict[str, dict]:
        codes = [band.code for band in self.rules.bands]
        places = enumerate([ALL_REGIONS, *self.regions])
        return {
            "weights": stated(held, {code: f"weight-{code}" for code in codes}),
            "full_rate_hours": stated(held, {code: f"hours-{code}" for code in codes}),
            "band_rates": stated(held, {code: f"rate-{code}" for code in codes}),
            "index_shift": stated(held, {region: f"shift-{place}" for place, region in places}),
            "components": switched(held, "components"),
            "exclusions": switched(held, "rules"),
        }

    def _certificates(self, held: dict[str, Any]) -> dict[str, str]:
        wanted = {row: held[f"certificate-{row}"].strip().upper() for row in range(ROWS)}
        codes = Qualification.objects.filter(code__in=filter(None, wanted.values()))
        known = set(codes.values_list("code", flat=True))
        found = {}
        for row, code in wanted.items():
            band = held[f"band-{row}"]
            if code and code not in known:
                self.add_error(f"certificate-{row}", f"There is no certificate {code}. Check its code.")
            elif code and not band:
                self.add_error(f"band-{row}", f"Choose the band of {code}.")
            elif band and not code:
                self.add_error(f"certificate-{row}", "Enter the code of the certificate that gets this band.")
            elif code:
                found[code] = band
        return found

    def _schools(self, held: dict[str, Any]) -> dict[int, int]:
        wanted = {row: held[f"school-{row}"].strip() for row in range(ROWS)}
        known = dict(School.objects.filter(code__in=filter(None, wanted.values())).values_list("code", "pk"))
        found = {}
        for row, code in wanted.items():
            wished = held[f"index-{row}"]
            if code and code not in known:
                self.add_error(f"school-{row}", f"There is no school {code}. Check its code.")
            elif code and wished is None:
                self.add_error(f"index-{row}", f"Enter the location index of school {code}.")
            elif wished is not None and not code:
                self.add_error(f"school-{row}", "Enter the code of the school that gets this index.")
            elif code:
                found[known[code]] = wished
        return found

    def _check(self) -> None:
        try:
            applied(self.rules, self.changes)
        except ValueError as error:
            raise ValidationError(str(error)) from error
