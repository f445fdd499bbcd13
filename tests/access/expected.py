"""What the access list means for one person and one record."""

from tests.access.actors import Actor
from tests.access.matrix import Row
from tests.access.targets import NO_SCHOOL, Target

SIGN_IN, NOT_FOUND, REFUSED, IN = "sign in", "not found", "refused", "in"
# Who sees a school at all: everybody with a role there, and who reads for the department.
SEES_A_SCHOOL = frozenset({"viewer", "editor", "principal", "officer", "manager", "administrator"})


def door(row: Row, actor: Actor, target: Target) -> str:
    """How the address's door treats the person."""
    if row.door == "PUBLIC":
        return IN
    if actor.user is None:
        return SIGN_IN
    if row.door == "SIGNED_IN":
        return IN
    if row.door == "DEPARTMENT":
        return IN if actor.department in row.who else REFUSED
    roles = actor.roles_at(target.school)
    if target.school == NO_SCHOOL or not roles & SEES_A_SCHOOL:
        return NOT_FOUND
    return IN if roles & row.who else REFUSED


def is_held(row: Row, actor: Actor, target: Target) -> bool:
    """Whether the record is there for the person; a file is there for nobody but who sent it."""
    return target.exists and (row.record != "upload" or actor.roles.get(target.school) == "editor")


def statuses(row: Row, actor: Actor, target: Target, method: str) -> set[int]:
    """Every status that may come back."""
    treated = door(row, actor, target)
    if treated == IN:
        return _inside(row, is_held(row, actor, target), method)
    return {SIGN_IN: {302}, NOT_FOUND: {404}, REFUSED: {403}}[treated]


def _inside(row: Row, is_there: bool, method: str) -> set[int]:
    if method not in row.methods:
        return {200, 302, 405} if is_there else {302, 404, 405}
    if not is_there:
        return {404}
    if row.door in ("PUBLIC", "SIGNED_IN"):
        return {200, 302}
    if method == "POST":
        return {200, 302, 409, 422}
    return {200, 409} if "POST" in row.methods else {200}  # 409: what is signed is not open for entry


def foreign_words(actor: Actor, words: dict[str, str]) -> set[str]:
    """Words (by school code) that nothing the person reads may contain."""
    if actor.department:
        return set()
    return {word for code, word in words.items() if code not in actor.roles}
