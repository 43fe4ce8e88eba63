"""What did somebody write who asks for a call, and what should they look at again?"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

from ivr.operations import callbacks, web_askings
from ivr.operations.callbacks import CODE_KEYS
from ivr.operations.web_askings import Offered, Wanted
from ivr.pages.reading import page_language
from ivr.pages.words import WORDS
from ivr.queries.asking import Choices
from ivr.runtime import Runtime

__all__ = ["Written", "looked_at"]

LONGEST = 300
FIELDS = (
    "number",
    "spoken",
    "topic",
    "time",
    "zone",
    "message",
    "code",
    "remind",
    "reference",
    "form",
)


@dataclass(frozen=True)
class Written:
    """A form as it was sent: every field as it was written, and the language of the page."""

    page: str
    language: str
    fields: Mapping[str, str]
    problems: Mapping[str, str] = field(default_factory=dict)
    """Field → which words say what to look at."""

    @classmethod
    def of(cls, form: Mapping[str, str], *browsers: str) -> "Written":
        """What this form says; what is longer than anybody writes is cut."""
        asked = form.get("read_in") or form.get("language", "")
        page = "" if "read_in" in form else form.get("page", "")[:20]
        language = asked if asked in WORDS else page_language(*browsers)
        return cls(page, language, {name: form.get(name, "")[: LONGEST + 1] for name in FIELDS})

    def __getitem__(self, name: str) -> str:
        """This field."""
        return self.fields[name]

    @property
    def voicemail(self) -> bool:
        """Whether a message may be left."""
        return self["message"] == "yes"

    @property
    def reminder(self) -> bool:
        """Whether a text may come before the call."""
        return self["remind"] == "yes"


def looked_at(
    rt: Runtime, offer: Offered, choices: Choices, written: Written
) -> tuple[Wanted | None, Mapping[str, str]]:
    """What they want, or which fields they should look at again, and why."""
    number, problem = callbacks.read_number(rt, written["number"])
    problems = {} if problem is None else {"number": problem}
    if written["time"] not in choices.windows:
        problems["time"] = "time_missing"
    code = digits(written["code"])
    if code is None or len(code) not in (0, CODE_KEYS):
        problems["code"] = "code_odd"
    if problems:
        return None, problems
    wanted = Wanted(
        number=number,
        language=_one_of(written["spoken"], choices.languages),
        window=written["time"],
        zone=_one_of(written["zone"], choices.zones),
        topic=written["topic"] if written["topic"] in choices.topics else "",
        voicemail=written.voicemail,
        code=code or "",
        reminder=written.reminder and choices.reminder,
    )
    odd = web_askings.problem_with(rt, offer.book, wanted)
    if odd is not None:
        return None, {"time" if odd == "time_missing" else "number": odd}
    return wanted, {}


def _one_of(name: str, known: Mapping[str, str]) -> str:
    return name if name in known else next(iter(known))


def digits(text: str) -> str | None:
    """The digits of a code, of whatever script, in ours; None when there is anything else."""
    bare = [c for c in text if not c.isspace()]
    if not all(c.isdecimal() for c in bare):
        return None
    return "".join(str(unicodedata.decimal(c)) for c in bare)
