"""The access list of matrix.yaml, and the addresses that the portal really has."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml
from django.urls import URLPattern, URLResolver, get_resolver

from vetportal.accounts import roles

ADMIN = "admin"
DOORS = {
    "everybody": "PUBLIC",
    "signed_in": "SIGNED_IN",
    "school": "SCHOOL",
    "department": "DEPARTMENT",
    "administration": "ADMINISTRATION",
}
_SOURCE = Path(__file__).with_name("matrix.yaml")


@dataclass(frozen=True)
class Row:
    """One address of the list."""

    name: str
    door: str
    methods: tuple[str, ...]
    who: frozenset[str] = frozenset()
    record: str = ""
    needs: str = ""
    also: tuple[str, ...] = ()
    saves: bool = True
    records: bool = False


@dataclass(frozen=True)
class Address:
    """One pattern of the resolver: its name with namespaces, its parameters, the door written on its view."""

    name: str
    parameters: frozenset[str]
    door: str | None
    permission: roles.Permission | None


def listed() -> dict[str, Row]:
    """The list by name."""
    groups = yaml.safe_load(_SOURCE.read_text(encoding="utf-8"))
    rows = {}
    for group, entries in groups.items():
        for name, said in entries.items():
            lists = {key: tuple(said[key]) for key in ("methods", "also") if key in said}
            plain = {key: value for key, value in said.items() if key not in lists and key != "who"}
            rows[name] = Row(name, DOORS[group], who=frozenset(said.get("who", ())), **plain, **lists)
    return rows


def addresses() -> list[Address]:
    """Every address but those of the administration site, which is one group."""
    return [each for each in _walk(get_resolver()) if not each.name.startswith(f"{ADMIN}:")]


def admin_addresses() -> list[Address]:
    """Every address of the administration site; its catch-all has no name and ends with a colon."""
    return [each for each in _walk(get_resolver()) if each.name.startswith(f"{ADMIN}:")]


def _walk(
    resolver: URLResolver, namespace: str = "", outer: frozenset[str] = frozenset()
) -> Iterator[Address]:
    for entry in resolver.url_patterns:
        parameters = outer | _parameters(entry)
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from _walk(entry, inner, parameters)
        else:
            yield _address(entry, namespace, parameters)


def _parameters(entry: URLPattern | URLResolver) -> frozenset[str]:
    return frozenset(entry.pattern.converters) | frozenset(entry.pattern.regex.groupindex)


def _address(entry: URLPattern, namespace: str, parameters: frozenset[str]) -> Address:
    view = getattr(entry.callback, "view_class", entry.callback)
    return Address(
        name=f"{namespace}{entry.name or ''}",
        parameters=parameters,
        door=getattr(view, "door", None),
        permission=getattr(view, "permission", None),
    )


def roles_with(door: str, permission: roles.Permission | None) -> frozenset[str]:
    """The roles that a door with this permission lets in, as vetportal.accounts.roles says it."""
    at_school = _holding(roles.SchoolRole, roles.school_permissions, permission)
    in_department = _holding(roles.DepartmentRole, roles.department_permissions, permission)
    if door == "DEPARTMENT":
        return in_department
    if door == "SCHOOL":  # the department reads schools' records; it never acts for a school
        return at_school | (in_department if permission == roles.Permission.SCHOOL_VIEW else frozenset())
    return frozenset()


def _holding(
    kinds: type, permissions: Callable[[str], frozenset], permission: roles.Permission | None
) -> frozenset[str]:
    return frozenset(role.lower() for role in kinds if permission in permissions(role))
