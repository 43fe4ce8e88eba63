"""Does every key mean one thing?"""

from collections.abc import Iterator

from ivr.flow.draft import SETTINGS, Draft, Where, step_at
from ivr.flow.finding import Finding
from ivr.flow.kinds.line import Line
from ivr.flow.kinds.menu import Menu
from ivr.flow.kinds.step import Step


def findings(draft: Draft) -> Iterator[Finding]:
    """Keys used twice in one step, and keys that are a universal key everywhere."""
    yield from _universal(draft)
    for flow in draft.flows.values():
        for name, step in flow.steps.items():
            yield from _of_step(draft, flow.flow, name, step)


def _universal(draft: Draft) -> Iterator[Finding]:
    seen: dict[str, str] = {}
    for meaning, key in draft.settings.universal_keys:
        if key in seen:
            sentence = f"One key cannot mean both `{seen[key]}` and `{meaning}`."
            where = Where(SETTINGS, ("universal_keys", meaning))
            yield draft.finding(where, "universal-key-twice", sentence)
        seen[key] = meaning


def _of_step(draft: Draft, flow: str, name: str, step: Step) -> Iterator[Finding]:
    universal = {key: meaning for meaning, key in draft.settings.universal_keys}
    seen: set[tuple[str, str]] = set()
    for press in step.presses():
        where = step_at(flow, name, press.path)
        if press.key in universal:
            meaning = universal[press.key].replace("_", " ")
            sentence = f"The key {press.key} means `{meaning}` everywhere; choose another."
            yield draft.finding(where, "universal-key", sentence)
        if (press.question, press.key) in seen:
            sentence = f"The key {press.key} is used twice in this step."
            yield draft.finding(where, "duplicate-press", sentence)
        seen.add((press.question, press.key))
    if isinstance(step, Line) and len(step.asked_first) > len(step.free_keys(frozenset(universal))):
        sentence = "No key is left to ask this caller about every stage of `widen`."
        yield draft.finding(step_at(flow, name, ("widen",)), "no-key-left", sentence)
    if isinstance(step, Menu):
        yield from _said_twice(draft, flow, name, step)


def _said_twice(draft: Draft, flow: str, name: str, menu: Menu) -> Iterator[Finding]:
    for i, announced in enumerate(menu.say_keys):
        if announced in menu.say_keys[:i]:
            where = step_at(flow, name, ("say_keys", i))
            sentence = f"`{announced}` is announced twice."
            yield draft.finding(where, "announced-twice", sentence)
