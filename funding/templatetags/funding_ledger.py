"""Filters of the ledger's pages."""

from collections.abc import Mapping

from django import template

register = template.Library()


@register.filter
def of(counts: Mapping[int, int], key: int) -> int:
    """`{{ counts|of:key }}`: the count of a key, 0 without one."""
    return counts.get(key, 0)
