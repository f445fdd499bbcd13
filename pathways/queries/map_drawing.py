"""Nodes and links of the map while they are put together, and what comes of them."""

from dataclasses import dataclass, field, replace
from typing import NamedTuple

UNIT, SET, QUALIFICATION, AWARD = "unit", "set", "qualification", "award"
KINDS = (UNIT, SET, QUALIFICATION, AWARD)


@dataclass(frozen=True, slots=True)
class Node:
    """One thing on the map. `note` says how it is linked to the focus; a lower rank stands higher."""

    key: str
    kind: str
    code: str
    title: str
    note: str = ""
    rank: int = 0

    @property
    def number(self) -> str:
        """The last part of the key: a code, or the number of a micro-credential or award."""
        return self.key.partition(":")[2]


class Link(NamedTuple):
    """From one node to a node of a later kind; a link that is not firm is one of several ways."""

    source: str
    target: str
    is_firm: bool


@dataclass(frozen=True, slots=True)
class Around:
    """The focus, its surroundings by kind, the links, and units that stand for it."""

    focus: Node
    nodes: dict[str, tuple[Node, ...]]
    links: tuple[Link, ...]
    equivalents: tuple[Node, ...] = ()


def key_of(kind: str, name: object) -> str:
    """How a thing is named in an address."""
    return f"{kind}:{name}"


@dataclass
class Drawing:
    """Collects nodes and links; the first note that a node comes with stays."""

    focus: Node
    _nodes: dict[str, Node] = field(default_factory=dict)
    _links: dict[tuple[str, str], Link] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._nodes[self.focus.key] = self.focus

    def link(self, source: Node, target: Node, *, is_firm: bool = True) -> None:
        """Draw two nodes and the link between them, once."""
        for node in (source, target):
            self._nodes.setdefault(node.key, node)
        pair = (source.key, target.key)
        self._links.setdefault(pair, Link(*pair, is_firm))

    def known(self, node: Node) -> Node:
        """The node as it was drawn first."""
        return self._nodes.get(node.key, node)

    def of(self, kind: str) -> list[Node]:
        """What is drawn of one kind."""
        return [each for each in self._nodes.values() if each.kind == kind]

    def around(self, equivalents: tuple[Node, ...] = ()) -> Around:
        """What was drawn, each kind in its order."""
        nodes = {
            kind: tuple(sorted(self.of(kind), key=lambda each: each.rank)) for kind in KINDS
        }  # within a rank as they came
        return Around(self.focus, nodes, tuple(self._links.values()), equivalents)


def cut(found: Around, *, most: int, whole: str = "") -> tuple[Around, dict[str, int]]:
    """At most so many nodes of a kind (of the kind `whole` all), and how many were left out of each."""
    kept = {
        kind: nodes if kind == whole else _with_focus(nodes[:most], nodes, found.focus)
        for kind, nodes in found.nodes.items()
    }
    drawn = {each.key for nodes in kept.values() for each in nodes}
    links = tuple(each for each in found.links if each.source in drawn and each.target in drawn)
    left_out = {kind: len(nodes) - len(kept[kind]) for kind, nodes in found.nodes.items()}
    return replace(found, nodes=kept, links=links), left_out


def _with_focus(first: tuple[Node, ...], nodes: tuple[Node, ...], focus: Node) -> tuple[Node, ...]:
    return first if focus in first or focus not in nodes else (focus, *first[:-1])
