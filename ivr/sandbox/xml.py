"""What does this XML say, read without trusting it?"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.parsers.expat import ExpatError, ParserCreate  # nosec - see `_refuse`

DEEPEST = 20


class NotXml(ValueError):
    """Raised for text that is not well-formed, is nested too deeply, or brings a DTD."""


@dataclass
class Node:
    """One element; `content` is its text and its children in document order."""

    name: str
    attributes: Mapping[str, str]
    content: list["str | Node"] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Its own text, without that of its children, spaces tidied."""
        return " ".join("".join(piece for piece in self.content if isinstance(piece, str)).split())

    @property
    def lines(self) -> str:
        """The same, with its line breaks: what a phone shows."""
        raw = "".join(piece for piece in self.content if isinstance(piece, str))
        return "\n".join(" ".join(line.split()) for line in raw.strip().split("\n"))

    @property
    def children(self) -> list["Node"]:
        return [piece for piece in self.content if isinstance(piece, Node)]

    def all_text(self) -> str:
        """Its text and that of everything in it, as it would be read out."""
        return " ".join(self._raw().split())

    def _raw(self) -> str:
        return "".join(
            piece if isinstance(piece, str) else f"{piece._raw()}{piece.gap}"
            for piece in self.content
        )

    @property
    def gap(self) -> str:
        """A break or the end of a sentence parts words; an emphasis does not."""
        return " " if self.name in ("break", "p", "s") else ""


class _Builder:
    def __init__(self) -> None:
        self.root: Node | None = None
        self.open: list[Node] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        node = Node(name, attributes)
        if len(self.open) >= DEEPEST:
            raise NotXml("elements are nested too deeply")
        if self.open:
            self.open[-1].content.append(node)
        else:
            self.root = node
        self.open.append(node)

    def end(self, _name: str) -> None:
        self.open.pop()

    def text(self, text: str) -> None:
        if self.open:
            self.open[-1].content.append(text)


def _refuse(*_declaration: object) -> None:
    """Without a DTD there are no entities, and nothing can blow up or reach out."""
    raise NotXml("a document type declaration is not allowed")


def read(body: bytes) -> Node:
    """The root element. Raises `NotXml`, with a line number where there is one."""
    builder = _Builder()
    parser = ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.text
    parser.buffer_text = True
    try:
        parser.Parse(body, True)
    except (ExpatError, ValueError, LookupError) as problem:
        raise NotXml(str(problem)) from problem
    if builder.root is None:
        raise NotXml("there is no element")
    return builder.root
