"""Does any set of flows that passes the checks, however it was put together, let no caller fall?"""

import re

from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from ivr.flow.engine import present, resume, start
from ivr.flow.inputs import Failed, Keys, NobodyFree, Silence
from ivr.flow.proofs.answers import Answers
from ivr.flow.proofs.explore import walk
from ivr.flow.proofs.invariants import hangs_up
from ivr.flow.proofs.surroundings import surroundings
from ivr.flow.reader import BrokenFlows, read_set

STEPS = ("choices", "closed", "person", "busy", "text_me", "no_text", "duty_phones", "others",
         "goodbye", "danger")  # fmt: skip
EXITS = (
    "silent: {tries: 1, go: duty_phones}\n    unclear: {tries: 2, go: duty_phones}",
    "silent: {tries: 2, go: person}\n    unclear: {tries: 2, go: person}",
    "no_one_free: busy",
    "sent: person",
    "declined: person",
    "if_it_fails: no_text",
    "then: person",
    "then: goodbye",
    "no_one_free: others\n    if_it_fails: others",
)
"""Exits of the small set, each written once there; their targets are drawn."""

BREAKS = ("The flow breaks here", "because nothing follows", "does not survive",
          "ended by something else", "that nobody agreed to")  # fmt: skip


def redirected(line: str, targets: list[str]) -> str:
    """The same exits, leading to these steps."""
    words = line.split(" ")
    left = iter(targets)
    for n, word in enumerate(words[:-1]):
        if word in ("go:", "no_one_free:", "sent:", "declined:", "if_it_fails:", "then:"):
            old = words[n + 1]
            name = "".join(c for c in old if c.isalnum() or c == "_").split("unclear")[0]
            words[n + 1] = old.replace(name.strip(), next(left), 1)
    return " ".join(words)


CHANGES = st.lists(
    st.tuples(st.sampled_from(EXITS), st.lists(st.sampled_from(STEPS), min_size=2, max_size=2)),
    max_size=5,
    unique_by=lambda change: change[0],
)


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(changes=CHANGES, given_=st.lists(st.sampled_from([*"0129*#", "", "!", "?"]), max_size=40))
def test_a_flow_that_passes_the_checks_lets_no_caller_fall(small_set, render, changes, given_):
    whole = small_set()["welcome.yaml"]
    drawn = {line: redirected(line, targets) for line, targets in changes}
    lines = "|".join(re.escape(line) for line in drawn) or "$^"
    files = small_set((whole, re.sub(lines, lambda found: drawn[found[0]], whole)))
    try:
        book = read_set(files, allow_test_numbers=True)
    except BrokenFlows:
        event("refused by the checks")
        return
    event("fit to publish")
    around = next(surroundings(book, "welcome"))
    walked = walk(around, "welcome", Answers.of(book, render))
    assert [c for c in walked.broken if any(words in c.sentence for words in BREAKS)] == []
    assert_ends_well(book, around.facts, given_)


def assert_ends_well(book, facts, given_: list[str]) -> None:
    """Whatever is done, and then nothing, the caller is with somebody or was told goodbye."""
    reply = start(book, "welcome", facts)
    for key in [*given_, *[""] * 30]:
        if hangs_up(reply):
            assert book.flows["welcome"].steps[reply.position.step].kind == "goodbye"
            return
        phase = reply.position.phase
        answer = {"": Silence(), "!": Failed(), "?": NobodyFree()}.get(key, Keys(key))
        if phase in ("waiting", "ringing") and key in ("", "!", "?"):
            answer = NobodyFree() if key != "!" else Failed()
        elif key in ("!", "?"):
            continue
        if reply.instructions and type(reply.instructions[-1]).__name__ == "LeaveLine":
            reply = present(book, reply.position, facts)
            continue
        reply = resume(book, reply.position, answer, facts)
    assert reply.instructions
