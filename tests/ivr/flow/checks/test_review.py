"""Does each check name what it is there for, and nothing about a set that is good?"""

import re
from dataclasses import replace

import pytest

from ivr.flow.finding import BrokenFlows
from ivr.flow.reader import read_set
from ivr.flow.recording import Recording, path_of
from ivr.flow.review import review
from ivr.flow.sentences import sentences
from ivr.flow.wording import fingerprint

SETTINGS, WELCOME, MESSAGES = "settings.yaml", "welcome.yaml", "messages.yaml"
ENGLISH, SPANISH = "wording/en.yaml", "wording/es.yaml"
ONE_MORE = "  goodbye:\n    kind: goodbye\n"
MENU = (
    "    kind: menu\n    choices:\n      - press: 1\n        label: On\n        go: NEXT\n"
    "    silent: {tries: 1, go: person}\n    unclear: {tries: 1, go: person}\n"
)
CHOICE = "      - press: 2\n        label: For harm\n        mark: harm\n        go: person\n"


def choices(*keys: str) -> str:
    return "".join(
        f"      - press: {key}\n        label: More {key}\n        go: person\n" for key in keys
    )


# code · level · file · what is changed · into what
MISTAKES = [
    # purpose
    (
        "unreachable-step",
        "S",
        WELCOME,
        ONE_MORE,
        "  alone:\n    kind: say\n    say: Hm.\n    then: goodbye\n" + ONE_MORE,
    ),
    (
        "impossible-condition",
        "M",
        WELCOME,
        "      - {hours: office, go: choices}",
        "      - {hours: office, go: choices}\n      - {hours: office, go: closed}",
    ),
    (
        "impossible-condition",
        "M",
        WELCOME,
        "      - {hours: office, go: choices}",
        "      - {holiday: no, go: choices}\n      - {hours: office, go: choices}\n"
        "      - {holiday: no, go: closed}",
    ),
    (
        "nobody-tried",
        "M",
        WELCOME,
        "    ask_again_after: 2m\n    no_one_free: phones",
        "    ask_again_after: 2m\n    no_one_free: other_lines",
    ),
    ("unused-mark", "S", WELCOME, "mark: harm", "mark: north"),
    ("mark-never-set", "S", WELCOME, "{hours: office, go", "{mark: north, go"),
    ("hours-leave-gaps", "S", SETTINGS, "    weekends: closed\n", ""),
    ("hours-never-come", "S", SETTINGS, "weekdays: 09:00-17:00", "weekdays: closed"),
    (
        "no-centre-to-call",
        "S",
        SETTINGS,
        "emergency_number: 911",
        "emergency_number: 911\nemergency_centres:\n  county:\n"
        "    title:\n      en: The county\n      es: El condado\n    number: '+12125550199'",
    ),
    ("hours-clock-change", "S", SETTINGS, "weekends: closed", "weekends: 01:30-05:00"),
    ("hours-clock-change", "S", SETTINGS, "weekends: closed", "weekends: 00:30-02:15"),
    ("holidays-run-out", "S", SETTINGS, "2026-12-24, 2027-12-24", "2026-12-24"),
    # choosing
    (
        "keys-out-of-order",
        "S",
        WELCOME,
        "- press: 2\n        label: For harm",
        "- press: 3\n        label: For harm",
    ),
    ("too-many-choices", "S", WELCOME, CHOICE, CHOICE + choices("3", "4", "5")),
    (
        "too-many-tries",
        "S",
        WELCOME,
        "silent: {tries: 1, go: phones}",
        "silent: {tries: 4, go: phones}",
    ),
    ("short-wait", "S", WELCOME, "wait: 8s", "wait: 3s"),
    ("long-silence", "S", WELCOME, "wait: 8s", "wait: 12s"),
    (
        "too-many-menus",
        "S",
        WELCOME,
        CHOICE + "    wait: 8s",
        CHOICE.replace("person", "second") + "    wait: 8s",
    ),
    ("late-first-choice", "S", WELCOME, "say: Hello.", f"say: Hello {'and hello ' * 20}."),
    ("quiet-line", "S", WELCOME, "every: 25s", "every: 50s"),
    ("no-callback-offer", "S", WELCOME, "go: call_me", "go: text_me"),
    (
        "survey-before-help",
        "S",
        WELCOME,
        "go: person\n      - press: 2",
        "go: how_was_it\n      - press: 2",
    ),
    # reach
    (
        "nobody-reached",
        "M",
        WELCOME,
        "silent: {tries: 1, go: phones}",
        "silent: {tries: 1, go: other_lines}",
    ),
    (
        "no-line",
        "M",
        WELCOME,
        "wait: 8s\n    silent: {tries: 1, go: person}",
        "wait: 8s\n    silent: {tries: 1, go: phones}",
    ),
    (
        "line-too-late",
        "M",
        WELCOME,
        "wait: 8s\n    silent: {tries: 1",
        "wait: 40s\n    silent: {tries: 1",
    ),
    ("danger-not-told", "M", WELCOME, "    say_keys: [danger]\n", ""),
    (
        "danger-told-late",
        "M",
        WELCOME,
        "say: What is it about?",
        f"say: What is {'it and it and ' * 12} about?",
    ),
    ("person-finds-nobody", "M", WELCOME, "person: person\n", "person: other_lines\n"),
    ("danger-finds-nobody", "M", WELCOME, "danger: danger_line\n", "danger: other_lines\n"),
    ("danger-not-urgent", "M", WELCOME, "danger: danger_line\n", "danger: person\n"),
    # endings
    ("hangs-up", "M", WELCOME, "no_one_free: other_lines", "no_one_free: goodbye"),
    ("hangs-up", "M", WELCOME, "if_it_fails: other_lines", "if_it_fails: sorry"),
    (
        "hangs-up",
        "M",
        WELCOME,
        "unclear: {tries: 2, go: phones}",
        "unclear: {tries: 2, go: goodbye}",
    ),
    ("consent-not-asked", "M", WELCOME, "Would you like to leave a message?", "Leave a message."),
    ("safety-not-asked", "S", WELCOME, "Is it safe to text you?", "Shall we text you?"),
    (
        "hidden-number-forgotten",
        "M",
        WELCOME,
        "sent: person\n    declined: person\n    if_it_fails: cannot",
        "sent: person\n    declined: person\n    if_it_fails: person",
    ),
    (
        "hidden-number-forgotten",
        "M",
        WELCOME,
        "      - what: safe_number\n        say: Type the number that is safe.\n",
        "",
    ),
    ("recording-is-off", "W", SETTINGS, "recording: yes", "recording: no"),
    (
        "recording-not-disclosed",
        "M",
        ENGLISH,
        "Your message is recorded. It is kept for {days}",
        "It is kept for {days}",
    ),
    (
        "closed-without-hours",
        "M",
        WELCOME,
        "    - We are here again on Monday. This line",
        "    - This line",
    ),
    ("closed-without-service", "M", WELCOME, "    services: [independent_advocate]\n", ""),
    ("closed-without-emergency", "M", WELCOME, "    say_emergency: yes\n", ""),
    # tone
    ("not-discreet", "M", MESSAGES, "Here it is:", "The police list:"),
    ("not-discreet", "M", MESSAGES, "Es esto:", "Para víctimas:"),
    ("not-discreet", "M", MESSAGES, "Here it is:", "From the other line:"),
    ("no-independent-advocate", "M", WELCOME, "services: [independent_advocate]", "services: []"),
    ("not-signed-off", "S", SETTINGS, "  signed_off_by: Sam\n", ""),
    (
        "promises-confidentiality",
        "M",
        WELCOME,
        "I am finding someone.",
        "I am finding someone. This call is confidential.",
    ),
    ("hurting-words", "S", WELCOME, "Type the number that is safe.", "You must type a number."),
    ("asks-for-detail", "S", WELCOME, "What is it about?", "Tell us what happened."),
    ("asks-for-detail", "S", ENGLISH, "Take your time.", "Say your name."),
    ("typed-key", "S", WELCOME, "label: For harm", "label: For harm press 2"),
    # languages
    ("unchecked-translation", "S", SPANISH, "    checked: Ana, 2026-03-01\n", ""),
    ("not-really-translated", "S", SPANISH, 'text: "Hola."', 'text: "Hello."'),
    (
        "recording-for-nothing",
        "S",
        SPANISH,
        "language: es",
        'language: es\nrecordings:\n  a.b.c: "12345678"',
    ),
    (
        "recording-stale",
        "S",
        SPANISH,
        "language: es",
        'language: es\nrecordings:\n  welcome.goodbye.say: "12345678"',
    ),
    (
        "missing-audio",
        "M",
        SPANISH,
        "language: es",
        'language: es\nrecordings:\n  welcome.goodbye.say: "12345678"',
    ),
    ("no-voice-no-recording", "M", SETTINGS, "voice: Polly.Lupe-Neural", "voice: none"),
    # plainness
    (
        "hard-to-read",
        "S",
        WELCOME,
        "We cannot do that from here.",
        "Notwithstanding considerable organisational difficulties, alternative possibilities "
        "occasionally materialise; nevertheless immediate availability of additional personnel is "
        "unfortunately extraordinarily unlikely, notwithstanding every conceivable effort.",
    ),
    ("too-long-to-hear", "S", WELCOME, "say: Take care.", f"say: Take {'good ' * 25}care."),
    ("jargon", "S", WELCOME, "say: Take care.", "say: This is for restitution."),
    ("no-other-way", "S", WELCOME, " You can text us.", ""),
    ("text-too-long", "S", MESSAGES, "Here it is:", f"Here it is {'and is ' * 50}:"),
    ("wide-alphabet", "S", MESSAGES, "Es esto:", "Está aquí:"),
]

EXTRA = {
    "    - This line": (WELCOME, "We are back on Monday at nine. ", ""),
    "if_it_fails: sorry": (
        WELCOME,
        ONE_MORE,
        "  sorry:\n    kind: say\n    say: Sorry.\n    then: goodbye\n" + ONE_MORE,
    ),
    "go: second": (
        WELCOME,
        ONE_MORE,
        f"  second:\n{MENU.replace('NEXT', 'third')}"
        f"  third:\n{MENU.replace('NEXT', 'person')}" + ONE_MORE,
    ),
}
"""Steps that a change needs besides."""
NEUTRAL = (
    "flow: neutral\ntitle: Neutral\nstarts_at: bye\nperson: bye\ndanger: bye\n"
    "if_anything_breaks: bye\nlanguages: [en]\nsteps:\n  bye:\n    kind: goodbye\n"
    "    say: Nobody answers here.\n"
)


def test_about_a_good_set_there_is_nothing_to_say(after):
    assert [str(finding) for finding in after()] == []


@pytest.mark.parametrize(
    ("code", "level", "name", "old", "new"),
    MISTAKES,
    ids=[f"{mistake[0]}-{i}" for i, mistake in enumerate(MISTAKES)],
)
def test_one_change_is_named_with_its_level_and_file(after, code, level, name, old, new):
    more = [extra for needed, extra in EXTRA.items() if needed in new]
    found = [finding for finding in after((name, old, new), *more) if finding.code == code]
    assert found, [str(finding) for finding in after((name, old, new), *more)]
    assert {finding.level for finding in found} == {level}
    assert all(finding.line >= 1 and finding.column >= 1 for finding in found)
    assert all(finding.sentence.endswith(".") for finding in found)


def test_a_sentence_that_was_signed_may_be_said(after):
    said = "This call is confidential."
    spoken = (WELCOME, "I am finding someone.", f"I am finding someone. {said}")
    signed = (SETTINGS, "  recording: yes", f"  recording: yes\n  sentences:\n    - {said}")
    codes = {finding.code for finding in after(spoken, signed)}
    assert "promises-confidentiality" not in codes
    other = (WELCOME, "I am finding someone.", "I am finding someone. It is confidential.")
    assert "promises-confidentiality" in {finding.code for finding in after(other, signed)}


def test_a_line_of_the_community_need_not_offer_somebody_independent(after):
    without = (WELCOME, "services: [independent_advocate]", "services: []")
    community = (SETTINGS, "system_based", "community_based")
    codes = {finding.code for finding in after(without, community)}
    assert "no-independent-advocate" not in codes


def test_a_choice_nobody_pressed_is_worth_knowing(after):
    found = after(pressed={"welcome.choices": frozenset("1"), "welcome.closed": frozenset("1")})
    assert [(f.code, f.level, f.step) for f in found] == [("never-pressed", "W", "choices")]


NIGHT = """\
script: Who presses 1 talks to Ana
given:
  time: Wednesday 12:00
  free: [{name: Ana, speaks: [en, es]}]
in_every_language: yes
call:
  - presses: 1
  - ends_with: {rings: Ana, within: 45s}
must_pass_to_publish: yes
"""


def reviewed(files, situation, night=NIGHT):
    """The good set with this call script."""
    given = {**files, "scripts/night.yaml": night}
    return review(given, situation, allow_test_numbers=True)


def test_the_call_scripts_of_a_set_are_played(files, situation):
    seen = reviewed(files, situation)
    assert [(one.language, one.passed) for one in seen.outcomes] == [("en", True), ("es", True)]
    assert [(f.code, f.level, f.file) for f in seen.findings] == [
        ("few-exits-covered", "S", SETTINGS)
    ]


def test_a_script_that_must_pass_and_does_not_is_told_by_its_line_with_the_whole_call(
    files, situation
):
    seen = reviewed(files, situation, NIGHT.replace("rings: Ana", "rings: Sam"))
    english, spanish = (f for f in seen.findings if f.code == "script-fails")
    assert (english.file, english.line, english.level) == ("scripts/night.yaml", 8, "M")
    assert "does not end with Sam: it rings Ana. (in en)" in english.sentence
    assert any("I am finding someone." in line for line in english.transcript)
    assert any("[es] Busco a alguien." in line for line in spanish.transcript)
    assert "Ana answers" in str(english), "wherever it is told, the call is told with it"


def test_a_script_that_need_not_pass_stops_nobody(files, situation):
    wrong = NIGHT.replace("rings: Ana", "rings: Sam").replace("must_pass_to_publish: yes\n", "")
    found = reviewed(files, situation, wrong).findings
    assert {f.level for f in found if f.code == "script-fails"} == {"S"}


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("presses: 1", "pushes: 1", "unknown-field"),
        ("script:", "script: [", "not-yaml"),
        ("within: 45s", "within: 99999h", "span-out-of-bounds"),
    ],
)
def test_a_script_that_cannot_be_read_is_to_be_mended_and_none_is_played(
    files, situation, old, new, code
):
    seen = reviewed(files, situation, NIGHT.replace(old, new, 1))
    found = [(f.file, f.level, f.code) for f in seen.findings]
    assert ("scripts/night.yaml", "M", code) in found, found
    assert (seen.book, seen.outcomes) == (None, ())


def test_who_hears_the_flows_does_not_depend_on_a_script(files):
    broken = {**files, "scripts/night.yaml": "script: ["}
    assert read_set(broken, allow_test_numbers=True).flows.keys() == {"welcome"}
    one, other = (
        read_set({**files, "scripts/night.yaml": night}, allow_test_numbers=True).revision
        for night in (NIGHT, f"{NIGHT}# a word more\n")
    )
    assert one != other, "but it is part of what was published"


def test_an_offered_language_is_spoken_by_somebody(after):
    served = frozenset({("en", "harm"), ("en", "child")})
    assert {f.code for f in after(served=served)} == {"nobody-speaks"}
    assert after(served=served, interpreters=frozenset({"es"})) == ()
    assert {f.sentence[:4] for f in after(served=frozenset())} == {"`en`", "`es`"}


def test_where_nobody_answers_nobody_has_to_speak(files, situation):
    spanish_only = replace(situation, served=frozenset({("es", "harm"), ("es", "child")}))
    given = {**files, "neutral.yaml": NEUTRAL}
    found = review(given, spanish_only, allow_test_numbers=True).findings
    assert [f.file for f in found if f.code == "nobody-speaks"] == [WELCOME]


NARROW = (WELCOME, "    widen:\n      - {after: 40s, to: any_specialty}\n", "")
NO_SPANISH_HARM = frozenset({("en", "harm"), ("es", "child"), ("en", "child")})


def test_a_need_nobody_can_meet_is_widened_or_refused(after):
    assert after(served=NO_SPANISH_HARM) == ()
    (found,) = after(NARROW, served=NO_SPANISH_HARM)
    assert (found.code, found.level, found.step) == ("need-nobody-serves", "M", "person")
    assert found.sentence == "Nobody with a certificate for `harm` speaks es."


def test_nobody_has_to_be_trained_for_what_no_choice_leads_to(after):
    served = frozenset({("en", "harm"), ("es", "harm")})
    assert after(NARROW, served=served) == ()


def test_somebodys_other_languages_do_not_have_to_be_served(after):
    served = NO_SPANISH_HARM | {("es", "harm"), ("so", "child")}
    assert after(NARROW, served=served) == ()


def test_a_protected_need_is_not_widened_and_that_is_said(after):
    protected = (SETTINGS, "    code: 7\n", "    code: 7\n    protected: yes\n")
    (found,) = after(protected, served=NO_SPANISH_HARM)
    assert (found.code, found.level) == ("protected-nobody-serves", "S")


def test_a_changed_consent_is_shown_to_the_safeguarding_approver(after, files):
    live = read_set(files, allow_test_numbers=True)
    assert after(live=live) == ()
    found = after((WELCOME, "Is it safe to text you?", "Is a text safe for you?"), live=live)
    told = [(f.code, f.step) for f in found if f.level == "W"]
    assert told == [("needs-safeguarding", "text_me")]


def test_so_are_its_words_in_another_language_and_a_step_that_is_gone(after, files):
    live = read_set(files, allow_test_numbers=True)
    sooner = files[SPANISH].replace("¿Es seguro mandarle un texto?", "¿Es seguro mandarle texto?")
    found = after((SPANISH, files[SPANISH], sooner), live=live)
    assert [(f.code, f.step) for f in found] == [("needs-safeguarding", "text_me")]
    more = files[WELCOME].replace("  danger_line:", "  danger_two:")
    found = after((WELCOME, files[WELCOME], more.replace("danger_line", "danger_two")), live=live)
    told = [f.sentence for f in found if f.code == "needs-safeguarding"]
    assert len(told) == 2
    assert any("The step welcome.danger_line is gone." in sentence for sentence in told)


TAKE_CARE = Recording("es", "welcome.goodbye.say", "5f" * 32, 8000, 1000)


def signed(of: str) -> tuple[str, str, str]:
    """The Spanish goodbye was recorded when its words had this fingerprint."""
    listed = f'language: es\nrecordings:\n  welcome.goodbye.say: "{of}"'
    return (SPANISH, "language: es", listed)


def heard(found) -> set[str]:
    return {finding.code for finding in found}


def test_a_recording_of_todays_words_is_nothing_to_speak_of(after_with):
    assert after_with({TAKE_CARE.path: TAKE_CARE.entry}, signed(fingerprint("Cuídese."))) == ()


def test_how_long_somebody_reads_counts_as_what_callers_wait(after_with):
    slowly = replace(TAKE_CARE, name="welcome.choices.say", milliseconds=60_000)
    of = fingerprint("¿De qué se trata?")
    listed = f'language: es\nrecordings:\n  {slowly.name}: "{of}"'
    found = after_with({slowly.path: slowly.entry}, (SPANISH, "language: es", listed))
    assert [(f.code, f.level) for f in found] == [("danger-told-late", "M")]


def test_a_recording_of_older_words_is_told_with_what_to_write(after_with):
    (found,) = after_with({TAKE_CARE.path: TAKE_CARE.entry}, signed("12345678"))
    assert (found.code, found.level) == ("recording-stale", "S")
    assert fingerprint("Cuídese.") in found.hint


def test_a_file_nobody_signed_is_told_with_the_command_that_does(after_with):
    (found,) = after_with({TAKE_CARE.path: TAKE_CARE.entry})
    assert (found.code, found.level) == ("recording-unsigned", "S")
    assert "--sign welcome.goodbye.say" in found.hint


def test_a_recording_in_a_language_nobody_speaks_here_is_told(after_with):
    somali = replace(TAKE_CARE, language="so")
    assert heard(after_with({somali.path: somali.entry})) == {"recording-for-nothing"}


def test_an_entry_that_is_none_stops_everything(after_with):
    assert heard(after_with({"audio/es/../x.wav": TAKE_CARE.entry})) == {"odd-recording"}
    many = {f"audio/es/a.b.c{n}.wav": TAKE_CARE.entry for n in range(2001)}
    assert heard(after_with(many)) == {"too-many-recordings"}


def test_responders_need_a_voice(after):
    found = after((SETTINGS, "voice: Polly.Joanna-Neural", "voice: none"))
    assert [(f.code, f.level) for f in found] == [("base-language-without-voice", "M")]


def test_without_a_voice_the_missing_sentences_are_counted_and_the_first_is_named(after):
    found = after((SETTINGS, "voice: Polly.Lupe-Neural", "voice: none"))
    (told,) = [finding for finding in found if finding.code == "no-voice-no-recording"]
    assert re.search("[0-9]{2} sentences are not recorded", told.sentence)
    assert "audio/es/phrase.silent_again.wav" in told.hint


def test_without_a_voice_a_changed_sentence_stops_the_publish(after_with, files):
    voiceless = (SETTINGS, "voice: Polly.Lupe-Neural", "voice: none")
    mute = {**files, SETTINGS: files[SETTINGS].replace(*voiceless[1:])}
    said = sentences(read_set(mute, allow_test_numbers=True), "es")
    listed = "".join(f'  {name}: "{fingerprint(words)}"\n' for name, words in said.items())
    recorded = (SPANISH, "language: es\n", f"language: es\nrecordings:\n{listed}")
    entries = {path_of("es", name): replace(TAKE_CARE, name=name).entry for name in said}
    assert after_with(entries, voiceless, recorded) == ()
    edited = (SPANISH, 'text: "Cuídese."', 'text: "Cuídese mucho."')
    found = after_with(entries, voiceless, recorded, edited)
    assert {(f.code, f.level) for f in found} == {
        ("recording-stale", "S"),
        ("no-voice-no-recording", "M"),
    }


def test_words_in_a_language_we_have_no_lists_for_are_said_to_be_unread(files, situation):
    settings = files[SETTINGS].replace("  es:\n    name", "  it:\n    name").replace(" es:", " it:")
    italian = {
        **files,
        SETTINGS: settings,
        WELCOME: files[WELCOME].replace("[en, es]", "[en, it]"),
        MESSAGES: files[MESSAGES].replace("es:", "it:"),
        "wording/it.yaml": files[SPANISH].replace("language: es", "language: it"),
    }
    del italian[SPANISH]
    found = review(italian, situation, allow_test_numbers=True).findings
    assert [f.level for f in found if f.code == "words-not-checked"] == ["W"]


def test_a_broken_set_is_told_only_why_it_cannot_be_spoken(after, files):
    found = after((WELCOME, "message: list", "message: lost"), (WELCOME, "wait: 8s", "wait: 3s"))
    assert {finding.code for finding in found} == {"unknown-message"}
    with pytest.raises(BrokenFlows):
        read_set({**files, WELCOME: ""}, allow_test_numbers=True)


def test_the_neutral_flow_names_nobody_and_may_end_at_once(files, situation):
    given = {**files, "neutral.yaml": NEUTRAL}
    found = review(given, situation, allow_test_numbers=True).findings
    assert [f.code for f in found if f.file == "neutral.yaml" and f.level == "M"] == []
