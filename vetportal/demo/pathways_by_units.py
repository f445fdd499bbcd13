"""More credit mappings of the demonstration, asked for by units: one approved with evidence, one waits.

Providers, awards, subjects, texts and decisions are invented.
"""

from datetime import date

from enrolments.models import Unit
from pathways.actions import awards, mapping_evidence, mapping_steps, mappings
from pathways.models import Award, AwardSubject, CreditMapping
from vetportal.accounts.models import User

INVENTED = "Invented for the demonstration"
_HOSPITALITY = (
    "Explain how food handlers keep food safe",
    "Describe the duties of workers and employers for safety at work",
    "Analyse the market for hotels and events",
)
_SPORT = ("Screen clients before exercise", "Instruct clients and correct their technique")
_TEXTS = {
    "SITXFSA001": "Follow hygiene procedures and keep food safe\nReport hazards to food safety",
    "SITXWHS001": "Work safely and follow safety procedures\nTake part in safety practices at work",
    "SISFFIT001": "Screen clients before they exercise\nShow clients the facility and its equipment",
    "SISFFIT003": "Instruct an exercise program\nCorrect the technique of clients",
}


def decide(award: Award) -> None:
    """Hospitality units, approved, their review due in 2019; fitness units, proposed by the other officer."""
    officer, other = User.objects.get(username="officer"), User.objects.get(username="officer2")
    manager = User.objects.get(username="manager")
    for code, text in _TEXTS.items():
        unit = Unit.objects.get(code=code)
        awards.save_unit_outcomes(unit=unit, outcomes=text, source=INVENTED, by=officer)
    made = _decided(award, _subject(award, "HOS101", "Working in hospitality", _HOSPITALITY, officer),
                    ("SITXFSA001", "SITXWHS001"), ("COVERS", "PARTLY", "NONE"), officer)  # fmt: skip
    mapping_steps.approve(mapping=made, version=made.version, by=manager)
    _decided(award, _subject(award, "EXS101", "Exercise and people", _SPORT, other),
             ("SISFFIT001", "SISFFIT003"), ("COVERS", "COVERS"), other)  # fmt: skip


def _subject(award: Award, code: str, title: str, outcomes: tuple[str, ...], by: User) -> AwardSubject:
    values = {
        "award": award,
        "code": code,
        "title": title,
        "version": "2018",
        "outcomes": "\n".join(outcomes),
    }
    return awards.save_subject(subject=None, values=values | {"source": INVENTED}, by=by)


def _decided(
    award: Award, subject: AwardSubject, codes: tuple[str, ...], judgements: tuple[str, ...], by: User
) -> CreditMapping:
    """A mapping of these units, both asked for, with each outcome decided, and proposed."""
    units = [Unit.objects.select_related("outcome_text").get(code=code) for code in codes]
    made = mappings.draft(terms=_terms(award, subject, units), by=by)
    decisions = [
        _decision(each, judgement, units[place % len(units)])
        for place, (each, judgement) in enumerate(
            zip(made.evidence.order_by("position"), judgements, strict=True)
        )
    ]
    made = mapping_evidence.decide(mapping=made, version=made.version, decisions=decisions, hours=2, by=by)
    return mapping_steps.propose(mapping=made, version=made.version, by=by)


def _decision(evidence, judgement: str, unit: Unit) -> mapping_evidence.Decision:
    if judgement == "NONE":
        return mapping_evidence.Decision(evidence.pk, judgement, None, "", "Nothing in the units is about it")
    line = unit.outcome_text.outcomes.splitlines()[0]
    return mapping_evidence.Decision(evidence.pk, judgement, unit, line, "")


def _terms(award: Award, subject: AwardSubject, units: list[Unit]) -> mappings.Terms:
    return mappings.Terms(
        qualification=None,
        micro_credential=None,
        source_version="",
        groups=tuple(mappings.GroupTerms(1, (unit,)) for unit in units),
        award=award,
        subject=subject,
        form=CreditMapping.Form.UNSPECIFIED,
        amount=1_000,
        amount_unit=Award.AmountUnit.SUBJECTS,
        pattern=CreditMapping.Pattern.PATHWAY,
        needs_completion=False,
        min_result="",
        max_age_years=10,
        conditions="",
        advice="Send the statement of attainment with your application.",
        assessor="Admissions, Southern Plains University (invented)",
        decided_on=date(2018, 11, 5),
        valid_from=date(2018, 11, 5),
        valid_to=date(2021, 12, 31),
        review_due=date(2019, 6, 30),
        effort_hours=4,
        source=INVENTED,
    )
