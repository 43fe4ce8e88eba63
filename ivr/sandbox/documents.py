"""What does the application want done, and did it say so correctly?"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from ivr.sandbox import voices, xml
from ivr.sandbox.delivery import Answer
from ivr.sandbox.grammar import NOT_PLAYED, SSML, VOICE, Element

PARSE_FAILURE = 12100
WRONG_ROOT = 12102
SCHEMA_WARNING = 12200
WRONG_CONTENT_TYPE = 12300
# https://help.twilio.com/articles/223181468: a line break in a reply is a line break on the phone
READ_ON_A_SCREEN = frozenset({"Message", "Body"})
XML_TYPES = ("text/xml", "application/xml", "text/html")


class BrokenDocument(Exception):
    """Raised for an answer nobody can carry out. `code` is Twilio's number for the problem."""

    def __init__(self, code: int, words: str, url: str | None = None) -> None:
        super().__init__(words)
        self.code, self.words, self.url = code, words, url


@dataclass(frozen=True)
class Remark:
    """Something Twilio would note in the debugger while carrying on."""

    code: int
    words: str


@dataclass(frozen=True)
class Verb:
    """One element with only such attributes as passed their checks."""

    name: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    text: str = ""
    children: tuple["Verb", ...] = ()

    def get(self, name: str, default: str = "") -> str:
        return self.attributes.get(name, default)

    def flag(self, name: str, default: bool = False) -> bool:
        return self.attributes[name] == "true" if name in self.attributes else default

    def number(self, name: str, default: int) -> int:
        return int(self.attributes.get(name, default))


@dataclass(frozen=True)
class Document:
    """Verbs in order. `url` is where relative addresses start; None for inline TwiML."""

    verbs: tuple[Verb, ...]
    url: str | None
    warnings: tuple[Remark, ...] = ()


def read_answer(answer: Answer, grammar: Mapping[str, Element] = VOICE) -> Document:
    """The document in a webhook's answer. Raises `BrokenDocument`.

    Plain text is read aloud and audio is played, as Twilio does.
    """
    kind = answer.content_type.partition(";")[0].strip().lower()
    if kind == "text/plain":
        spoken = Verb("Say" if grammar is VOICE else "Message", text=answer.text.strip())
        return Document((spoken,), answer.url)
    if kind.startswith("audio/"):
        return Document((Verb("Play", text=answer.url),), answer.url)
    if kind not in XML_TYPES:
        raise BrokenDocument(WRONG_CONTENT_TYPE, f"nobody can play {kind or 'an unnamed type'}")
    return read_twiml(answer.body, answer.url, grammar)


def read_twiml(
    body: bytes, url: str | None = None, grammar: Mapping[str, Element] = VOICE
) -> Document:
    """The document in `body`. Raises `BrokenDocument`."""
    try:
        root = xml.read(body)
    except xml.NotXml as problem:
        raise BrokenDocument(PARSE_FAILURE, str(problem)) from problem
    if root.name != "Response":
        raise BrokenDocument(WRONG_ROOT, f"the root element is {root.name!r}, not 'Response'")
    reader = _Reader(grammar)
    response = reader.verb(root)
    return Document(response.children, url, tuple(reader.warnings))


class _Reader:
    """Walks the tree, keeps what is allowed and notes what is not."""

    def __init__(self, grammar: Mapping[str, Element]) -> None:
        self._grammar = grammar
        self.warnings: list[Remark] = []

    def verb(self, node: xml.Node) -> Verb:
        element = self._grammar[node.name]
        if node.name == "Say":
            return self._say(node)
        if node.text and not element.text:
            self._warn(f"<{node.name}> has no text of its own")
        children = tuple(
            self.verb(child) for child in node.children if self._may_stand(child, node)
        )
        shown = node.lines if node.name in READ_ON_A_SCREEN else node.text
        text = shown if element.text else ""
        return Verb(node.name, self._attributes(node), text, children)

    def _say(self, node: xml.Node) -> Verb:
        """The words without their SSML, which is checked by name only."""
        self._check_ssml(node)
        attributes = dict(self._attributes(node))
        for code, name, words in voices.objections(attributes):
            self.warnings.append(Remark(code, words))
            attributes.pop(name)
        return Verb("Say", attributes, node.all_text())

    def _check_ssml(self, node: xml.Node) -> None:
        for child in node.children:
            if child.name not in SSML:
                self._warn(f"<{child.name}> may not stand in <Say>")
            self._check_ssml(child)

    def _may_stand(self, child: xml.Node, parent: xml.Node) -> bool:
        allowed = child.name in self._grammar[parent.name].children
        if not allowed:
            self._warn(f"<{child.name}> may not stand in <{parent.name}>")
        elif child.name in NOT_PLAYED:
            raise BrokenDocument(SCHEMA_WARNING, f"this phone company does not play {child.name}")
        return allowed and child.name in self._grammar

    def _attributes(self, node: xml.Node) -> Mapping[str, str]:
        checks = self._grammar[node.name].attributes
        kept = {}
        for name, value in node.attributes.items():
            if name not in checks:
                self._warn(f"<{node.name}> has no attribute {name!r}")
            elif not checks[name](value):
                self._warn(f"<{node.name} {name}> cannot be {value!r}")
            else:
                kept[name] = value
        return kept

    def _warn(self, words: str) -> None:
        self.warnings.append(Remark(SCHEMA_WARNING, words))
