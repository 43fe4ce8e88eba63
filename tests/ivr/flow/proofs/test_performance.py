"""Do call scripts say what a supervisor wrote, and show where a flow does something else?"""

import pytest

from ivr.flow.draft import MOST_SCRIPTS
from ivr.flow.finding import BrokenFlows
from ivr.flow.proofs.performance import broken, covered, perform
from ivr.flow.proofs.script import read_scripts
from ivr.flow.proofs.trace import Taken, exits_of
from ivr.flow.proofs.transcript import lines_of

NIGHT_CALL = """\
script: Spanish caller, harm, open
given:
  time: Wednesday 12:00
  free: [{name: Ana, speaks: [es], specialties: [harm]}]
call:
  - presses: 2
  - hears: choices
    in: es
  - presses: 1
  - ends_with: {rings: Ana, within: 45s}
never: [cut_off, other_language, texts_without_consent]
must_pass_to_publish: yes
"""


def test_ana_is_rung_for_who_speaks_spanish(book, script_of):
    (outcome,) = perform(book, script_of(NIGHT_CALL))
    assert outcome.passed, outcome.finding
    said = "\n".join(lines_of(outcome.played.transcript))
    assert "[es] es I am finding someone." in said
    assert "Ana answers" in said


def test_the_exits_that_were_taken_are_counted(book, script_of):
    taken = covered(perform(book, script_of(NIGHT_CALL)))
    assert taken == {
        Taken("welcome.hello", "then"),
        Taken("welcome.open_now", "when.0.go"),
        Taken("welcome.choices", "choices.0.go"),
    }
    assert taken < exits_of(book)


FAILING = {
    "another responder": ("rings: Ana", "rings: Sam", 10, "it rings Ana"),
    "too slow": ("within: 45s", "within: 2s", 10, "does not end with Ana"),
    "another step": ("hears: choices", "hears: others", 7, "`others` is not heard here"),
    "another language": ("in: es", "in: en", 7, "heard in es, not in en"),
    "nobody for this": ("specialties: [harm]", "specialties: [fraud]", 10, "This takes"),
    "nobody on duty": ("speaks: [es]", "speaks: [en]", 10, "a duty phone answers"),
    "closed": ("Wednesday 12:00", "Sunday 12:00", 7, "`choices` is not heard here"),
    "no moment": ("Wednesday 12:00", "Wednesday noon", 3, "A time is written like"),
    "no flow": ("given:", "flow: elsewhere\ngiven:", 2, "No flow answers calls"),
}


@pytest.mark.parametrize("what", FAILING)
def test_a_script_that_is_not_kept_names_its_line(what, book, script_of):
    old, new, line, sentence = FAILING[what]
    scripted = script_of(NIGHT_CALL.replace(old, new))
    (outcome,) = broken(book, [scripted])
    assert sentence in outcome.finding.sentence
    assert outcome.finding.line == line
    assert outcome.finding.level == "M"


def test_a_script_in_every_language_answers_the_language_menu_itself(book, script_of):
    text = "script: Anybody\nin_every_language: yes\ncall:\n  - hears: choices\n"
    assert [outcome.language for outcome in perform(book, script_of(text))] == ["en", "es"]
    assert not broken(book, [script_of(text)])


def test_a_phone_that_is_missed_costs_seconds_and_the_call_goes_on(book, script_of):
    text = NIGHT_CALL.replace(
        "[{name: Ana, speaks: [es], specialties: [harm]}]",
        "[{name: Ana, speaks: [es], answers: no}, {name: Sam, speaks: [es], answers: declines},"
        " {name: Kit, speaks: [es]}]",
    ).replace("{rings: Ana, within: 45s}", "{rings: Kit, within: 60s}")
    (outcome,) = perform(book, script_of(text))
    assert outcome.passed, outcome.finding
    said = "\n".join(lines_of(outcome.played.transcript))
    assert "Ana is missed" in said
    assert "Sam declines" in said


def test_a_text_that_cannot_be_sent_is_not_promised(book, script_of):
    text = """\
script: A text
given:
  busy: [{name: Ana, speaks: [en]}]
call:
  - presses: 0
  - presses: 1
  - agrees: yes
  - ends_with: text
  - ends_with: line
"""
    assert not broken(book, [script_of(text)])
    fails = text.replace("given:\n", "given:\n  provider_fails: [text]\n")
    (outcome,) = broken(book, [script_of(fails)])
    assert "No text was promised" in outcome.finding.sentence
    assert outcome.played.heard[0] == "welcome.no_text"


def test_what_never_happens_is_watched(book_of, script_of):
    text = """\
script: Silence
given:
  provider_fails: [line, duty_phones]
call:
  - presses: 0
  - ends_with: goodbye
never: [cut_off]
"""
    assert not broken(book_of(), [script_of(text)])
    cut = book_of(
        ("no_one_free: others\n    if_it_fails: others",
         "no_one_free: others\n    if_it_fails: goodbye"),
    )  # fmt: skip
    (outcome,) = broken(cut, [script_of(text)])
    assert "`cut_off` happens" in outcome.finding.sentence
    assert outcome.finding.level == "S"


WRONG = {
    "two things in one line": ("  - presses: 2\n", "  - presses: 2\n    says: hello\n", "one of"),
    "no such ending": ("{rings: Ana, within: 45s}", "happily", "A call ends with"),
    "no such rule": ("[cut_off,", "[bored,", "`bored` is not one of"),
    "no such field": ("given:", "gives:", "is not a field"),
    "no key": ("presses: 2", "presses: two", "Keys are digits"),
}


@pytest.mark.parametrize("what", WRONG)
def test_a_script_that_cannot_be_read_is_told_kindly(what):
    old, new, sentence = WRONG[what]
    with pytest.raises(BrokenFlows) as problem:
        read_scripts({"scripts/one.yaml": NIGHT_CALL.replace(old, new, 1)})
    assert sentence in str(problem.value)
    assert all(finding.line >= 1 for finding in problem.value.findings)


def test_only_call_scripts_are_read_and_each_has_a_plain_name(script_of):
    files = {"welcome.yaml": "flow: welcome", "scripts/one.yaml": NIGHT_CALL}
    assert [one.source.file for one in read_scripts(files)] == ["scripts/one.yaml"]
    for name in ("scripts/One.yaml", "scripts/a b.yaml", "scripts/../one.yaml", "scripts/a/b.yaml"):
        with pytest.raises(BrokenFlows, match="odd-file"):
            read_scripts({name: NIGHT_CALL})


def test_more_scripts_than_anybody_reads_are_refused():
    many = {f"scripts/call_{n}.yaml": NIGHT_CALL for n in range(MOST_SCRIPTS + 1)}
    with pytest.raises(BrokenFlows, match="too-many-files"):
        read_scripts(many)


def test_hours_can_be_as_the_script_says_whatever_the_time(book, script_of):
    text = "script: Night\ngiven:\n  time: Sunday 03:00\n  open: yes\ncall:\n  - presses: 1\n"
    assert not broken(book, [script_of(text + "  - hears: choices\n")])
    assert broken(book, [script_of(text + "  - hears: closed\n")])


NOBODY_ANYWHERE = """\
script: Nobody anywhere
given:
  provider_fails: [line, duty_phones]
call:
  - presses: 0
  - hears_of: {service}
  - ends_with: goodbye
  - hears_of: {service}
"""


@pytest.mark.parametrize(
    ("service", "sentence"),
    [
        ("other", "The number of `other` is not said here."),
        ("emergency", "The number of `emergency` is not said here."),
        ("another", "`another` is not a service of the settings"),
    ],
)
def test_a_number_counts_as_said_until_the_caller_does_something(
    book, script_of, service, sentence
):
    text = NOBODY_ANYWHERE.format(service=service)
    (outcome,) = perform(book, script_of(text))
    assert sentence in outcome.finding.sentence
    assert outcome.finding.line == (8 if service != "another" else 6)


def test_a_number_that_is_no_longer_said_is_missed(book_of, script_of):
    text = NOBODY_ANYWHERE.format(service="emergency").rsplit("  - hears_of", 1)[0]
    assert not broken(book_of(), [script_of(text)])
    assert broken(book_of(("    say_emergency: yes\n", "")), [script_of(text)])


def test_words_in_two_languages_are_heard_in_both(book, script_of):
    text = "script: Hello\ncall:\n" + "".join(
        f"  - hears: hello\n    in: {language}\n" for language in ("en", "es")
    )
    assert not broken(book, [script_of(text)])


CALLED_BACK = """\
script: A call back
flow: everything
given:
  free: [{name: Ana, speaks: [en]}]
call:
  - presses: 3
  - agrees: yes
  - presses: 1
  - presses: 2
  - agrees: no
  - presses: hash
  - agrees: no
  - ends_with: {what: callback, when: nights}
"""


def test_a_call_back_is_promised_for_the_hours_that_were_chosen(sample_book, script_of):
    assert not broken(sample_book, [script_of(CALLED_BACK)])
    (outcome,) = broken(sample_book, [script_of(CALLED_BACK.replace("nights", "office"))])
    assert "not promised for `office`" in outcome.finding.sentence


def test_only_a_call_back_has_hours(script_of):
    with pytest.raises(BrokenFlows, match="goes with `what: callback`"):
        script_of(CALLED_BACK.replace("what: callback", "what: text"))
