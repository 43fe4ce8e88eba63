"""Is a flow that answers texts looked at as it is read, and no other?"""

from ivr.flow.shape import flow_of
from ivr.flow.source import read
from ivr.flow.texted import texted_flow

WELCOME = "welcome.yaml"
LONG = "I am still here with you and I go on looking for a person. " * 6
SPOKEN = "What is it about?"
TEXTED = {"texted": frozenset({"welcome"})}


def codes(found) -> set[tuple[str, str]]:
    return {(finding.code, finding.level) for finding in found}


def test_a_flow_that_is_read_well_has_nothing_to_mend(after):
    assert not {code for code, _ in codes(after(**TEXTED))} & {"not-for-texts", "long-as-a-text"}


def test_an_answer_that_would_be_cut_more_than_once_should_be_shorter(after):
    change = (WELCOME, SPOKEN, LONG.strip())
    assert ("long-as-a-text", "S") in codes(after(change, **TEXTED))
    assert "long-as-a-text" not in {code for code, _ in codes(after(change))}


def test_words_that_a_text_line_lacks_must_be_written(after, files):
    for tag in ("en", "es"):
        name = f"wording/{tag}.yaml"
        (call,) = (line for line in files[name].splitlines() if "texted_call" in line)
        found = after((name, f"{call}\n", ""), **TEXTED)
        (finding,) = (one for one in found if one.code == "not-for-texts")
        assert (finding.level, finding.file) == ("M", WELCOME)
        assert f"wording/{tag}.yaml lacks" in finding.sentence
        assert "`texted_call`" in finding.sentence


def test_nobody_is_asked_by_text_how_it_was_because_nobody_counts_it(files):
    survey = (
        "  asked:\n    kind: survey\n    then: goodbye\n    questions:\n      - name: heard\n"
        "        ask: How was it?\n        choices:\n"
        "          - {press: 1, code: good, label: X}\n"
        "          - {press: 2, code: bad, label: Y}\n"
    )
    flow = flow_of(read(WELCOME, files[WELCOME].replace("  goodbye:\n", f"{survey}  goodbye:\n")))
    step = texted_flow(flow).steps["asked"]
    assert (step.listens, step.then) == (False, "goodbye")


def test_a_number_to_type_cannot_be_asked_for_by_text(after):
    digits = (
        "  typed:\n    kind: digits\n    ask: Type it.\n    length: 4\n    then: goodbye\n"
        "    silent: {tries: 1, go: goodbye}\n    unclear: {tries: 1, go: goodbye}\n"
    )
    found = after((WELCOME, "  goodbye:\n", f"{digits}  goodbye:\n"), **TEXTED)
    (finding,) = (one for one in found if one.code == "not-for-texts")
    assert "`welcome.typed` asks for a number to be typed" in finding.sentence
