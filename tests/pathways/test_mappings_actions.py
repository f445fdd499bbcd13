"""Credit mappings: two people, one decision at a time, nothing approved with something missing."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from enrolments.actions.refusals import Conflict, Refused
from enrolments.models import UnitSuccession
from pathways.actions import awards, mapping_evidence, mapping_steps, mappings
from pathways.actions.mapping_evidence import Decision
from pathways.models import CreditMapping, MicroCredential
from pathways.queries import mapping_alerts
from pathways.queries import mappings as queries
from pathways.rules.mapping_words import FORMS, PATTERNS
from tests import factories
from tests.pathways import mapping_cast as cast
from vetportal.audit import trail
from vetportal.audit.models import AuditEvent

pytestmark = pytest.mark.django_db
DAY = date(2019, 7, 22)


@pytest.fixture(autouse=True)
def stopped(clock):
    clock("2019-07-22T10:00")


@pytest.fixture
def drafter():
    return factories.officer("drafter-officer")


@pytest.fixture
def decider():
    return factories.manager("decider")


@pytest.fixture
def award(drafter):
    return cast.award(by=drafter)


def _draft(award, drafter, **fields) -> CreditMapping:
    fields = {"groups": ((1, ("AAA001", "AAA002")),), **fields}
    return mappings.draft(terms=cast.terms(award, **fields), by=drafter)


def _ready(made: CreditMapping, by) -> CreditMapping:
    decisions = [Decision(each.pk, "NONE", None, "", "") for each in made.evidence.all()]
    return mapping_evidence.decide(mapping=made, version=made.version, decisions=decisions, hours=2, by=by)


def test_a_mapping_goes_from_draft_to_approved_by_two_people(award, drafter, decider):
    made = _ready(_draft(award, drafter, subject=cast.subject(award, by=drafter)), drafter)
    made = mapping_steps.propose(mapping=made, version=made.version, by=drafter)
    made = mapping_steps.approve(mapping=made, version=made.version, by=decider)
    assert (made.status, made.approved_by, made.proposed_by) == ("APPROVED", decider, drafter)
    assert made.effort_hours == 8
    actions = AuditEvent.objects.filter(subject_type="pathways.creditmapping").order_by("position")
    assert list(actions.values_list("action", flat=True)) == [
        "draft_mapping", "decide_mapping_evidence", "propose_mapping", "approve_mapping",
    ]  # fmt: skip
    assert list(trail.broken_events()) == []


def test_whoever_wrote_on_it_cannot_approve_it(award, drafter):
    second = factories.officer("second-officer")
    made = _ready(_draft(award, drafter, subject=cast.subject(award, by=drafter)), second)
    made = mapping_steps.propose(mapping=made, version=made.version, by=drafter)
    for person in (drafter, second):
        with pytest.raises(Refused, match="You wrote on this mapping, so another person must approve it"):
            mapping_steps.approve(mapping=made, version=made.version, by=person)
    with pytest.raises(IntegrityError), transaction.atomic():
        CreditMapping.objects.filter(pk=made.pk).update(approved_by=drafter)


def test_what_is_undecided_or_missing_cannot_be_proposed(award, drafter):
    made = _draft(award, drafter, subject=cast.subject(award, by=drafter), assessor="", review_due=None)
    with pytest.raises(Refused) as refused:
        mapping_steps.propose(mapping=made, version=made.version, by=drafter)
    said = str(refused.value)
    assert "3 learning outcomes are not decided yet." in said
    assert "Enter who judged it" in said
    assert "Enter when it is to be reviewed." in said
    made.refresh_from_db()
    assert made.status == "DRAFT"


def test_no_credit_needs_its_advice_and_a_source(award, drafter):
    made = _draft(award, drafter, form="NO_CREDIT", amount=0, advice="", groups=())
    with pytest.raises(Refused) as refused:
        mapping_steps.propose(mapping=made, version=made.version, by=drafter)
    assert "without credit, the advice is the answer" in str(refused.value)
    assert "Say what study it rests on" in str(refused.value)


def test_equivalent_units_count_once_in_what_a_group_can_ask_for(award, drafter):
    made = _draft(award, drafter, groups=((2, ("AAA001", "AAA002")),))
    first, second = factories.unit("AAA001"), factories.unit("AAA002")
    UnitSuccession.objects.create(predecessor=first, successor=second, is_equivalent=True, source="INVENTED")
    with pytest.raises(Refused, match="Group 1 asks for 2 units and lists 1 unit"):
        mapping_steps.propose(mapping=made, version=made.version, by=drafter)


def test_a_step_is_taken_once_and_on_what_was_seen(award, drafter, decider):
    made = _draft(award, drafter)
    seen = made.version
    mapping_steps.propose(mapping=made, version=seen, by=drafter)
    for step in (mapping_steps.propose, mapping_steps.lapse):
        more = {"reason": "late"} if step is mapping_steps.lapse else {}
        with pytest.raises(Conflict, match="waiting for a decision"):
            step(mapping=made, version=seen, by=drafter, **more)
    with pytest.raises(Refused, match="no draft any more"):
        mappings.change(mapping=made, version=seen + 1, terms=cast.terms(award), by=drafter)
    with pytest.raises(Refused, match="Write a reason"):
        mapping_steps.send_back(mapping=made, version=made.version, reason=" ", by=decider)
    made = mapping_steps.send_back(mapping=made, version=made.version, reason="Units missing", by=decider)
    assert (made.status, made.reason) == ("DRAFT", "Units missing")


def test_two_people_changing_one_draft_lose_nothing(award, drafter):
    made = _draft(award, drafter)
    seen = made.version
    mappings.change(mapping=made, version=seen, terms=cast.terms(award, conditions="First"), by=drafter)
    with pytest.raises(Conflict, match="Somebody else changed this mapping"):
        mappings.change(mapping=made, version=seen, terms=cast.terms(award, conditions="Late"), by=drafter)
    assert CreditMapping.objects.get().conditions == "First"


def test_decisions_stay_with_outcomes_whose_words_stay(award, drafter):
    made = _ready(_draft(award, drafter, subject=cast.subject(award, by=drafter)), drafter)
    outcomes = ["A new one", cast.OUTCOMES[1], f"  {cast.OUTCOMES[0]} "]
    made = mapping_evidence.ask(mapping=made, version=made.version, outcomes=outcomes, by=drafter)
    rows = list(made.evidence.order_by("position").values_list("position", "outcome", "judgement"))
    assert rows == [(1, "A new one", ""), (2, cast.OUTCOMES[1], "NONE"), (3, cast.OUTCOMES[0], "NONE")]
    assert made.evidence.get(position=2).decided_by == drafter


def test_evidence_of_a_precedent_is_taken_over_and_marked(award, drafter, decider):
    subject = cast.subject(award, by=drafter)
    groups = ((1, ("AAA001",)),)
    before = cast.approved(award, drafter=drafter, approver=decider, subject=subject, groups=groups)
    made = _draft(award, drafter, subject=subject)
    own = made.evidence.get(position=1)
    decision = Decision(own.pk, "PARTLY", factories.unit("AAA001"), "Own line", "")
    made = mapping_evidence.decide(
        mapping=made, version=made.version, decisions=[decision], hours=0, by=drafter
    )
    (found,) = queries.precedents(queries.listed().get(pk=made.pk))
    assert (found.mapping, found.why) == (before, "The same subject and the same or an equivalent unit")
    taken = mapping_evidence.take_over(mapping=made, version=made.version, precedent=before, by=drafter)
    assert taken == 2
    rows = list(made.evidence.order_by("position").values_list("judgement", "taken_over_from"))
    assert rows == [("PARTLY", None), ("NONE", before.pk), ("NONE", before.pk)]
    assert list(made.precedents.all()) == [before]


def test_a_mapping_of_an_equivalent_unit_is_a_precedent_and_of_another_is_none(award, drafter, decider):
    other = cast.award(by=drafter, code="BOTHER")
    old, new = factories.unit("OLD001"), factories.unit("NEW001")
    UnitSuccession.objects.create(predecessor=old, successor=new, is_equivalent=True, source="INVENTED")
    before = cast.approved(other, drafter=drafter, approver=decider, groups=((1, ("OLD001",)),))
    cast.approved(other, drafter=drafter, approver=decider, groups=((1, ("ZZZ001",)),))
    made = _draft(award, drafter, groups=((1, ("NEW001",)),))
    assert [each.mapping for each in queries.precedents(queries.listed().get(pk=made.pk))] == [before]


def test_a_mapping_that_a_new_one_starts_from_is_its_precedent(award, drafter, decider):
    other = cast.award(by=drafter, code="BOTHER")
    before = cast.approved(other, drafter=drafter, approver=decider, groups=((1, ("OLD001",)),))
    terms = cast.terms(award, groups=((1, ("NEW001",)),))
    made = mappings.draft(terms=terms, by=drafter, follows=before)
    (found,) = queries.precedents(queries.listed().get(pk=made.pk))
    assert (found.mapping, found.why) == (before, "Named as a precedent")


def test_a_superseded_source_raises_an_alert(award, drafter, decider):
    certificate, successor = factories.qualification("SIT20316"), factories.qualification("SIT20322")
    made = cast.approved(
        award, drafter=drafter, approver=decider, qualification=certificate, needs_completion=True
    )
    by_unit = cast.approved(award, drafter=drafter, approver=decider, groups=((1, ("AAA001",)),))
    assert queries.counts(DAY).superseded == 0
    certificate.superseded_by = successor
    certificate.save()
    UnitSuccession.objects.create(
        predecessor=factories.unit("AAA001"), successor=factories.unit("AAA009"), source="INVENTED"
    )
    found = mapping_alerts.alerts_of(list(queries.listed()), DAY)
    assert [each.sentence for each in found[made.pk]] == [
        "SIT20316 is superseded by SIT20322. Map the new certificate, or let this one lapse."
    ]
    assert "not called equivalent, so AAA009 does not count here." in found[by_unit.pk][0].sentence
    assert queries.counts(DAY).superseded == 2
    both = ((1, ("AAA001", "AAA009")),)
    knowing = cast.approved(award, drafter=drafter, approver=decider, groups=both)
    assert mapping_alerts.alerts_of([queries.listed().get(pk=knowing.pk)], DAY)[knowing.pk] == []
    assert queries.counts(DAY).superseded == 2
    mapping_steps.lapse(mapping=made, version=made.version, reason="Replaced", by=drafter)
    assert queries.counts(DAY).superseded == 1


def test_a_superseded_unit_of_a_skill_set_raises_an_alert(award, drafter, decider):
    """The set itself is still current; nobody else would notice that what it holds is not."""
    held = MicroCredential.objects.create(title="Food safety", kind="SKILL_SET", source="INVENTED")
    for code in ("AAA001", "AAA002"):
        held.units.create(unit=factories.unit(code))
    made = cast.approved(
        award, drafter=drafter, approver=decider, micro_credential=held, needs_completion=True
    )
    assert queries.counts(DAY).superseded == 0
    UnitSuccession.objects.create(
        predecessor=factories.unit("AAA001"), successor=factories.unit("AAA009"), source="INVENTED"
    )
    (found,) = mapping_alerts.alerts_of(list(queries.listed()), DAY)[made.pk]
    assert found.sentence.startswith("AAA001 is superseded by AAA009.")
    assert queries.counts(DAY).superseded == 1
    held.units.create(unit=factories.unit("AAA009"))
    assert mapping_alerts.alerts_of(list(queries.listed()), DAY)[made.pk] == []
    assert queries.counts(DAY).superseded == 0


def test_reviews_that_are_due_and_mappings_that_expired_are_counted(award, drafter, decider):
    groups = ((1, ("AAA001",)),)
    cast.approved(award, drafter=drafter, approver=decider, groups=groups, review_due=DAY)
    cast.approved(award, drafter=drafter, approver=decider, groups=groups, valid_to=date(2019, 7, 21))
    counted = queries.counts(DAY)
    assert (counted.approved, counted.review, counted.expired, counted.hours) == (2, 1, 1, 12)
    kinds = {
        each.kind
        for several in mapping_alerts.alerts_of(list(queries.listed()), DAY).values()
        for each in several
    }
    assert kinds == {"REVIEW", "EXPIRED"}


def test_credit_and_amount_belong_together_in_the_database(award, drafter):
    made = _draft(award, drafter)
    for wrong in ({"form": "NO_CREDIT"}, {"amount": 0}, {"form": "SPECIFIED"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            CreditMapping.objects.filter(pk=made.pk).update(**wrong)


def test_what_is_entered_of_an_award_is_recorded_once(award, drafter):
    events = AuditEvent.objects.filter(subject_type="pathways.unitoutcomes")
    for seen in (0, 1):
        awards.save_unit_outcomes(
            unit=factories.unit("AAA001"), outcomes="Do it", source="INVENTED", revision=seen, by=drafter
        )
    assert list(events.values_list("action", flat=True)) == ["enter_unitoutcomes"]


def test_every_form_and_model_is_explained():
    assert list(FORMS) == CreditMapping.Form.values
    assert list(PATTERNS) == CreditMapping.Pattern.values
