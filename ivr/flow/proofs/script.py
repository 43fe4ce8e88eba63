"""What does a call script say, in fields a supervisor can read?"""

import re
from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal, Self

from pydantic import BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from ivr.flow.draft import MOST_SCRIPTS, SCRIPTS
from ivr.flow.finding import BrokenFlows, Finding
from ivr.flow.proofs.world import Answer, Failing, Person
from ivr.flow.shape import Misshapen, shaped
from ivr.flow.source import Source, Spot, Unreadable, read
from ivr.flow.values import KEYS, LanguageTag, Name, Span, Strict, Tries, Words, YesNo, between

ENDINGS: Final = ("goodbye", "duty_phones", "voicemail", "callback", "text", "line", "hung_up")
RULES: Final = ("cut_off", "other_language", "texts_without_consent")
ACTS: Final = (
    "presses", "says", "waits", "stays_silent", "agrees", "hangs_up", "hears", "hears_of",
)  # fmt: skip
"""What a line of a call can be, beside `ends_with`."""

_FILE: Final = re.compile(rf"{SCRIPTS}[a-z0-9][a-z0-9_-]{{0,99}}\.yaml")


def _pressed(text: object) -> str:
    """Keys as they are sent: `2`, `star`, or several digits."""
    written = str(text)
    if written in KEYS:
        return KEYS[written]
    if not (written.isascii() and written.isdigit() and len(written) <= 20):
        raise PydanticCustomError("not_keys", "Keys are digits, or star, or hash.")
    return written


def _ending(given: object) -> object:
    if not isinstance(given, str):
        return given
    if given not in ENDINGS:
        raise PydanticCustomError(
            "not_an_ending", f"A call ends with {', '.join(ENDINGS)}, or `rings:` a name."
        )
    return {"what": given}


Wait = Annotated[Span, between(1, 3600)]
"""No line of a script lasts longer than an hour: every second of it is played."""


class Responder(Strict):
    """Somebody on duty.  Without specialties they are trained for every one."""

    name: Annotated[str, Field(min_length=1, max_length=40)]
    speaks: Annotated[tuple[LanguageTag, ...], Field(min_length=1)]
    specialties: tuple[Name, ...] = ()
    answers: Answer | None = None
    """What they do when rung; else as `responder_answers` says."""


class Given(Strict):
    """What is so when the call begins."""

    time: str = "Wednesday 12:00"
    open: YesNo | None = None
    """Every named opening hour, whatever the time; else as the settings say."""
    holiday: YesNo | None = None
    free: tuple[Responder, ...] = ()
    busy: tuple[Responder, ...] = ()
    number_hidden: YesNo = False
    switches: tuple[Name, ...] = ()
    """Those that are on."""
    provider_fails: tuple[Failing, ...] = ()
    responder_answers: Answer = Answer.YES
    duty_phones_answer: YesNo = True

    def people(self) -> tuple[Person, ...]:
        """Everybody on duty, the free ones first."""
        everybody = [(one, True) for one in self.free] + [(one, False) for one in self.busy]
        return tuple(
            Person(
                one.name,
                one.speaks,
                one.specialties,
                is_free,
                one.answers or self.responder_answers,
            )
            for one, is_free in everybody
        )


class Ends(Strict):
    """How the call ends, within a span counted from the caller's last act."""

    rings: str | None = None
    """Who is rung and takes the call."""
    what: Literal["goodbye", "duty_phones", "voicemail", "callback", "text", "line", "hung_up"] | (
        None
    ) = None
    within: Wait | None = None
    when: Name | None = None
    """The hours in which the promised call comes."""

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if (self.rings is None) == (self.what is None):
            raise PydanticCustomError("one_ending", "Say either `rings:` or `what:`.")
        if self.when is not None and self.what != "callback":
            raise PydanticCustomError("when_of_what", "`when:` goes with `what: callback`.")
        return self


class Act(Strict):
    """One line of the call: something the caller does or hears, or how it ends."""

    presses: Annotated[str, BeforeValidator(_pressed)] | None = None
    says: Words | None = None
    waits: Wait | None = None
    stays_silent: Tries | None = None
    """So many times the step's question is met with silence."""
    agrees: YesNo | None = None
    hangs_up: Literal["yes"] | None = None
    hears: Name | None = None
    """The step whose words were among the last ones heard."""
    language: LanguageTag | None = Field(default=None, alias="in")
    """In which language `hears` was."""
    hears_of: Name | None = None
    """The service of the settings whose number was said since the caller's last act, or
    `emergency` for the emergency number."""
    ends_with: Annotated[Ends, BeforeValidator(_ending)] | None = None

    @model_validator(mode="after")
    def _one_thing(self) -> Self:
        said = [name for name in (*ACTS, "ends_with") if getattr(self, name) is not None]
        if len(said) != 1 or (self.language is not None and self.hears is None):
            raise PydanticCustomError(
                "one_act", f"Each line says one of: {', '.join(ACTS)}, ends_with (`in` with hears)."
            )
        return self

    @property
    def what(self) -> str:
        """The one thing this line says."""
        return next(name for name in (*ACTS, "ends_with") if getattr(self, name) is not None)


class Script(Strict):
    """A test of a flow that a supervisor can read."""

    script: Words
    why: Words = ""
    flow: Name = "welcome"
    given: Given = Given()
    call: Annotated[tuple[Act, ...], Field(min_length=1, max_length=100)]
    never: tuple[Literal["cut_off", "other_language", "texts_without_consent"], ...] = ()
    in_every_language: YesNo = False
    """Play it once in each language of the flow; the language menu is then answered for it."""
    must_pass_to_publish: YesNo = False


class Scripted:
    """A script with the file it stands in."""

    def __init__(self, source: Source, script: Script) -> None:
        self.source = source
        self.script = script

    def at(self, *path: str | int) -> Spot:
        """Where a part of it is written."""
        return self.source.spot(path)

    def finding(self, path: tuple[str | int, ...], code: str, sentence: str) -> Finding:
        """A finding at a part of it; it must be fixed if the script must pass."""
        spot = self.at(*path)
        level: Any = "M" if self.script.must_pass_to_publish else "S"
        return Finding(self.source.file, spot.line, spot.column, code, sentence, level=level)


def read_scripts(files: Mapping[str, str]) -> tuple[Scripted, ...]:
    """The call scripts among these files, by name.  Raises BrokenFlows with every finding."""
    scripts: list[Scripted] = []
    findings: list[Finding] = []
    names = sorted(name for name in files if name.startswith(SCRIPTS))
    if len(names) > MOST_SCRIPTS:
        sentence = f"There are more than {MOST_SCRIPTS} call scripts."
        raise BrokenFlows([Finding(names[-1], 1, 1, "too-many-files", sentence)])
    for name in names:
        try:
            source = _source(name, files[name])
            findings.extend(source.findings)
            scripts.append(Scripted(source, shaped(source, Script)))
        except Unreadable as problem:
            findings.append(problem.finding)
        except Misshapen as problem:
            findings.extend(problem.findings)
    if findings:
        raise BrokenFlows(findings)
    return tuple(scripts)


def _source(name: str, text: str) -> Source:
    if _FILE.fullmatch(name) is None:
        sentence = "The file of a call script is called like scripts/a_call_at_night.yaml."
        raise Unreadable(Finding(name, 1, 1, "odd-file", sentence))
    return read(name, text)
