"""Micro-credentials that exclude each other under the rules of a program."""

from collections.abc import Iterable
from typing import NamedTuple

from pathways.models import ExclusionGroup, MicroCredential


class Exclusion(NamedTuple):
    """A group, as it concerns one of its members: the others, why, and who says so."""

    reason: str
    source: str
    others: tuple[MicroCredential, ...]


def exclusions_of(keys: Iterable[int]) -> dict[int, list[Exclusion]]:
    """For each of these micro-credentials the groups that it belongs to. Two queries."""
    wanted = set(keys)
    if not wanted:
        return {}
    groups = ExclusionGroup.objects.filter(members__in=wanted).distinct().order_by("name")
    found: dict[int, list[Exclusion]] = {}
    for group in groups.prefetch_related("members"):
        members = sorted(group.members.all(), key=lambda each: (each.code or "", each.title))
        for member in members:
            if member.pk in wanted:
                others = tuple(each for each in members if each.pk != member.pk)
                found.setdefault(member.pk, []).append(Exclusion(group.reason, group.source, others))
    return found
