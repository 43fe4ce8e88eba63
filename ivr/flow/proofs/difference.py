"""Which call scripts does one set have that another did not, in sentences?"""

from collections.abc import Iterator, Mapping
from typing import Final

from ivr.flow.difference import Change
from ivr.flow.proofs.script import Script, read_scripts

__all__ = ["of_scripts"]

PARTS: Final[Mapping[str, str]] = {
    "why": "why it is there",
    "flow": "the flow that answers",
    "given": "what is so when the call begins",
    "call": "the call",
    "never": "what never happens",
    "in_every_language": "in which languages it is played",
}
"""What can be different in a script beside its title and whether it must pass."""


def of_scripts(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[Change, ...]:
    """Call scripts that are new, gone or changed, by file; comments are not noticed.

    Raises BrokenFlows for a script that cannot be read.
    """
    were, are = (
        {one.source.file: one.script for one in read_scripts(files)} for files in (before, after)
    )
    return tuple(
        Change(file, sentence)
        for file in sorted({*were, *are})
        for sentence in _told(were.get(file), are.get(file))
    )


def _told(was: Script | None, now: Script | None) -> Iterator[str]:
    if was is None and now is not None:
        yield f"The call script “{now.script}” is new." + " It must pass." * _must(now)
    elif now is None and was is not None:
        yield f"The call script “{was.script}” is gone." + " It had to pass." * _must(was)
    elif was is not None and now is not None:
        yield from _changed(was, now)


def _changed(was: Script, now: Script) -> Iterator[str]:
    if was.script != now.script:
        yield f"The call script is now called “{now.script}”; it was “{was.script}”."
    other = [said for part, said in PARTS.items() if getattr(was, part) != getattr(now, part)]
    if other:
        yield f"The call script “{now.script}” is changed: {', '.join(other)}."
    if _must(was) != _must(now):
        pass_ = "must pass now" if _must(now) else "need not pass any more"
        yield f"The call script “{now.script}” {pass_}."


def _must(script: Script) -> bool:
    return script.must_pass_to_publish
