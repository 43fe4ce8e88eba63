"""Sets of flows with every kind of step, flows within flows and checks, put together by chance."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from hypothesis import strategies as st

from ivr.flow.shape import flow_of
from ivr.flow.source import read
from ivr.flow.wording import fingerprint

HERE = Path(__file__).parent
SHIPPED = Path(__file__).parents[4] / "callflows" / "wording"

Draw = Callable[[st.SearchStrategy], Any]

OFTEN: Final = ("person", "person", "phones")
"""Where unwanted exits often lead, so that many sets are fit to publish."""

FRAME: Final = """\
flow: {flow}
title: Put together by chance
starts_at: {starts_at}
person: person
danger: danger
if_anything_breaks: {breaks}
languages: {languages}
"""

ENDS: Final = """\
  hello:
    kind: language
    say: Hello.
    offer: [en, es]
    silent: {{tries: {tries}, go: {silent}}}
    unclear: {{tries: {tries}, go: {unclear}}}
    then: {then}
  person:
    kind: connect
    needs: {{language: callers, specialty: {specialty}}}
    widen:
      - {{after: 40s, to: any_specialty}}
      - {{after: 60s, to: interpreter, ask_first: {asks}}}
    while_waiting:
      say: You are still connected.
      every: 25s
      offer:
        - press: 1
          label: To do something else
          go: {offer}
    ask_again_after: 2m
    no_one_free: {nobody}
    if_it_fails: phones
  phones:
    kind: connect
    to: duty_phones
    no_one_free: {unanswered}
    if_it_fails: others
  danger:
    kind: emergency
    say: I am here.
    call: county
    while_waiting:
      say: I keep calling.
      every: 20s
    no_one_free: {danger_nobody}
    if_it_fails: phones
  others:
    kind: info
    parts:
      - We are back on Monday. You can text us too.
    services: [other]
    say_emergency: yes
    then: goodbye
  goodbye:
    kind: goodbye
    say: Take care.
"""

KINDS: Final = {
    "say": """\
    kind: say
    say: Something is said.
    then: {a}
""",
    "info": """\
    kind: info
    parts:
      - One thing is told.
      - Another thing is told.
    text_me: {b}
    then: {a}
""",
    "menu": """\
    kind: menu
    say_keys: [danger]
    choices:
      - press: 1
        label: For one thing
        mark: {mark}
        go: {a}
      - press: 2
        label: For another thing
        go: {b}
    silent: {{tries: {tries}, go: {silent}}}
    unclear: {{tries: 2, go: {unclear}}}
""",
    "words": """\
    kind: menu
    say_keys: [danger, person]
    listen_for_words: yes
    choices:
      - press: 1
        label: For one thing
        heard_as: [one thing, this]
        go: {a}
    silent: {{tries: {tries}, go: {silent}}}
    unclear: {{tries: 1, go: {unclear}}}
""",
    "digits": """\
    kind: digits
    ask: Type your case number.
    length: 4-8
    read_back: {yes_no}
    then: {a}
    silent: {{tries: {tries}, go: {silent}}}
    unclear: {{tries: 2, go: {unclear}}}
""",
    "check": """\
    kind: check
    when:
      - {{{condition}, go: {a}}}
    otherwise: {b}
""",
    "callback": """\
    kind: callback
    ask_first: Is it safe to call you?
    listen_for_words: {yes_no}
    ask:
      - what: safe_number
        say: Type the number that is safe.
      - what: safe_time
        say: When is it safe?
        choices:
          - press: 1
            label: In office hours
            when: office
    agreed: {a}
    declined: {silent}
    if_it_fails: {unclear}
""",
    "voicemail": """\
    kind: voicemail
    ask_first: Would you like to leave a message?
    longest: 2m
    alert: supervisor
    keep_for: 7d
    then: {a}
    declined: {silent}
    if_it_fails: {unclear}
""",
    "text": """\
    kind: text
    ask_first: Is it safe to text you?
    message: list
    sent: {a}
    declined: {silent}
    if_it_fails: {unclear}
""",
    "erase": """\
    kind: erase
    ask_first: Would you like this number to be forgotten?
    erased: {a}
    declined: {silent}
    if_it_fails: {unclear}
""",
    "survey": """\
    kind: survey
    questions:
      - name: felt_heard
        ask: Did you feel heard?
        choices:
          - press: 1
            label: I did
            code: yes
          - press: 2
            label: I did not
            code: no
    then: {a}
""",
    "connect": """\
    kind: connect
    say: I look for somebody.
    needs: {{language: callers, specialty: harm, wishes: [area]}}
    while_waiting:
      say: You are still connected.
      every: 30s
    ring_for: 20s
    ask_again_after: 1m
    no_one_free: {silent}
    if_it_fails: {unclear}
""",
    "goodbye": """\
    kind: goodbye
    say: You can call again.
    services: [other]
    say_emergency: {yes_no}
""",
}

CONDITIONS: Final = (
    "hours: office", "holiday: yes", "language: es", "mark: harm", "mark: north",
    "responders_free: same_language", "responders_free: no", "number_hidden: yes",
    "switch: closed_today",
)  # fmt: skip


FIRST: Final = ("menu",) * 12 + ("words",) * 12 + ("flow",) * 4
"""What a call mostly begins with, so that danger is told of in time."""


@st.composite
def sets_of_flows(draw: Draw) -> dict[str, str]:
    """A whole set: `welcome`, and up to two flows within it."""
    inner = [f"part_{n}" for n in range(draw(st.integers(0, 2)))]
    files = {
        name: (HERE / "small" / name).read_text(encoding="utf-8")
        for name in ("settings.yaml", "messages.yaml")
    }
    files["settings.yaml"] = files["settings.yaml"].replace("system_based", "community_based")
    files["settings.yaml"] += SETTINGS
    for n, name in enumerate(inner):
        files[f"{name}.yaml"] = _part(draw, name, inner[n + 1 :])
    files["welcome.yaml"] = _welcome(draw, inner)
    return {**files, **_wording(files)}


@dataclass(frozen=True)
class Near:
    """Where a step can lead: on, back as well, and the flows it can call."""

    on: tuple[str, ...]
    anywhere: tuple[str, ...]
    inner: tuple[str, ...]

    def mostly_on(self, draw: Draw) -> str:
        """Rarely back: most rounds are refused, and nothing would be left to look at."""
        back = draw(st.integers(0, 24)) == 0
        return draw(st.sampled_from(self.anywhere if back else self.on))


def _welcome(draw: Draw, inner: list[str]) -> str:
    own = [f"step_{n}" for n in range(draw(st.integers(1, 6)))]
    frame = FRAME.format(
        flow="welcome", starts_at="hello", breaks=draw(st.sampled_from(["phones", "others"])),
        languages="[en, es]",
    )  # fmt: skip
    places = (*own, "person", "phones", "others")
    rest = [Near((*own[n + 1 :], *OFTEN), places, tuple(inner)) for n in range(len(own))]
    last = Near((*["phones"] * 6, "others"), (*places, "goodbye"), ())
    ends = ENDS.format(
        then="step_0",
        silent=draw(st.sampled_from(["step_0", "person"])),
        unclear=draw(st.sampled_from(["step_0", *OFTEN])),
        tries=draw(st.integers(1, 2)),
        specialty=draw(st.sampled_from(["marked", "none", "harm"])),
        asks=draw(st.sampled_from(["yes", "no"])),
        offer=draw(st.sampled_from(places)),
        nobody=last.mostly_on(draw),
        unanswered=Near(("others",), places, ()).mostly_on(draw),
        danger_nobody=last.mostly_on(draw),
    )
    steps = [_step(draw, name, near) for name, near in zip(own, rest, strict=True)]
    return f"{frame}steps:\n{''.join(steps)}{ends}"


def _part(draw: Draw, name: str, inner: list[str]) -> str:
    """A flow within others: its person and danger are exits of it."""
    own = [f"step_{n}" for n in range(draw(st.integers(1, 3)))]
    frame = FRAME.format(flow=name, starts_at="step_0", breaks="person", languages="[en, es]")
    places = (*own, "done", "person")
    rest = [Near((*own[n + 1 :], "done", "person"), places, tuple(inner)) for n in range(len(own))]
    steps = [_step(draw, each, near) for each, near in zip(own, rest, strict=True)]
    return f"{frame}exits: [done, person, danger]\nsteps:\n{''.join(steps)}"


def _step(draw: Draw, name: str, near: Near) -> str:
    kinds = [*FIRST, "check"] if name == "step_0" else [*KINDS, "flow", "flow"]
    kind = draw(st.sampled_from(kinds))
    if kind == "flow" and near.inner:
        exits = f"done: {near.mostly_on(draw)}, person: person, danger: danger"
        called = draw(st.sampled_from(near.inner))
        return f"  {name}:\n    kind: flow\n    flow: {called}\n    exits: {{{exits}}}\n"
    chosen = st.sampled_from(near.anywhere) if "press: 1" in KINDS.get(kind, "") else None
    filled = KINDS.get(kind, KINDS["menu"]).format(
        a=draw(chosen) if chosen is not None else near.mostly_on(draw),
        b=near.mostly_on(draw),
        silent=near.mostly_on(draw),
        unclear=near.mostly_on(draw),
        tries=draw(st.integers(1, 2)),
        mark=draw(st.sampled_from(["harm", "north"])),
        yes_no=draw(st.sampled_from(["yes", "no"])),
        condition=draw(st.sampled_from(CONDITIONS)),
    )
    return f"  {name}:\n{filled}"


SETTINGS: Final = """\
  recording: yes
areas:
  north:
    title:
      en: The north
      es: El norte
switches:
  closed_today:
    title: Closed today
emergency_centres:
  county:
    title:
      en: The county
      es: El condado
    number: "+12125550199"
"""


def _wording(files: Mapping[str, str]) -> dict[str, str]:
    """What the system says as it is shipped, and a translation of every piece of words."""
    flows = [
        flow_of(read(name, text))
        for name, text in files.items()
        if name not in ("settings.yaml", "messages.yaml")
    ]
    words = "".join(
        f'  {flow.flow}.{name}.{wording.part}:\n    text: "Es {n}: ¿es seguro?"\n'
        f'    of: "{fingerprint(wording.words)}"\n'
        for flow in flows
        for name, step in flow.steps.items()
        for n, wording in enumerate(step.wording())
    )
    phrases = {
        tag: (SHIPPED / f"{tag}.yaml").read_text(encoding="utf-8").split("\nwords:")[0].rstrip()
        for tag in ("en", "es")
    }
    spanish = f"{phrases['es']}\nwords:\n{words}"
    return {"wording/en.yaml": f"{phrases['en']}\n", "wording/es.yaml": spanish}
