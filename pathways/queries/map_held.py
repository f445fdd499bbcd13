"""What a student's units mean for the things on the map."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from enrolments.models import Qualification
from pathways.models import MicroCredential
from pathways.queries.equivalents import heads
from pathways.queries.map_drawing import QUALIFICATION, SET, UNIT, Node
from pathways.queries.targets import qualification_targets, set_targets
from pathways.rules.facts import HeldUnit
from pathways.rules.stacking import State, reach


class Mark(NamedTuple):
    """What a node says about the student, as a tag."""

    tone: str
    word: str


_TONES = {State.COMPLETE: "done", State.PARTLY: "incomplete", State.UNKNOWN: "info"}


def marks(nodes: Iterable[Node], held: Sequence[HeldUnit]) -> dict[str, Mark]:
    """By key: units that are held, and how much of a micro-credential or certificate is."""
    nodes = list(nodes)
    families = heads()
    own = {each.family for each in held}
    found = {
        each.key: Mark("done", "Held")
        for each in nodes
        if each.kind == UNIT and families.get(each.code, each.code) in own
    }
    codes = [each.code for each in nodes if each.kind == QUALIFICATION]
    sets = [each.number for each in nodes if each.kind == SET]
    targets = [
        *qualification_targets(Qualification.objects.filter(code__in=codes), families),
        *set_targets(MicroCredential.objects.filter(pk__in=sets), families),
    ]
    for each in reach(held, targets):
        if each.state in _TONES:
            word = f"{each.taken} of {each.asked}" if each.asked else f"{each.taken} held"
            found[each.target.key] = Mark(_TONES[each.state], word)
    return found
