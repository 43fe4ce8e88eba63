"""What is wrong in a flow file, where, and how is it mended?"""

import pytest

from ivr.flow.reader import BrokenFlows, findings_of, read_set

SETTINGS, WELCOME, MESSAGES = "settings.yaml", "welcome.yaml", "messages.yaml"
EVERYTHING, RIGHTS = "everything.yaml", "rights.yaml"
ENGLISH, SPANISH = "wording/en.yaml", "wording/es.yaml"


def broken(files, name, old, new):
    """The findings after one change, and the line on which the change was made."""
    assert files[name].count(old) >= 1, f"{old!r} is not in {name}"
    line = files[name].split(old)[0].count("\n") + 1
    changed = {**files, name: files[name].replace(old, new, 1)}
    with pytest.raises(BrokenFlows) as refused:
        read_set(changed, allow_test_numbers=True)
    return refused.value.findings, line


# code · file · what is changed · into what · lines below the change at which the finding stands
MISTAKES = [
    ("unknown-field", WELCOME, "    then: goodbye", "    than: goodbye", 0),
    ("unknown-field", WELCOME, "        label: For harm", "        lable: For harm", 0),
    ("unknown-field", SETTINGS, "zone: America", "zones: x\nzone: America", 0),
    ("unknown-kind", WELCOME, "kind: check", "kind: chekc", 0),
    ("no-kind", WELCOME, "    kind: check\n", "", None),
    ("unknown-value", WELCOME, "to: any_specialty}", "to: anybody}", 0),
    ("not-yes-or-no", WELCOME, "{hours: office, go", "{holiday: any, go", 0),
    ("missing-exit", WELCOME, "    silent: {tries: 2, go: person}\n", "", None),
    ("missing-exit", WELCOME, "    unclear: {tries: 2, go: person}", "    unclear: {tries: 2}", 0),
    ("missing-exit", WELCOME, "    otherwise: closed\n", "", None),
    ("missing-exit", WELCOME, "    if_it_fails: no_text\n", "", None),
    ("missing-field", WELCOME, "        label: For harm\n", "", None),
    ("missing-field", WELCOME, "danger: danger\n", "", None),
    ("exit-to-nowhere", WELCOME, "    then: open_now", "    then: opne_now", 0),
    ("exit-to-nowhere", WELCOME, "person: person", "person: persno", 0),
    ("exit-to-nowhere", WELCOME, "        go: more", "        go: moer", 0),
    ("automatic-loop", WELCOME, "go: choices}\n    otherwise: closed\n  closed:\n    kind: say\n"
     "    say: We are closed, and someone still answers.\n    then: person",
     "go: choices}\n    otherwise: closed\n  closed:\n    kind: say\n"
     "    say: We are closed, and someone still answers.\n    then: open_now", None),
    ("silent-loop", WELCOME, "silent: {tries: 2, go: person}",
     "silent: {tries: 2, go: choices}", 0),
    ("silent-loop", WELCOME, "sent: person\n    declined: person\n    if_it_fails: no_text\n"
     "  no_text:\n    kind: say\n    say: No text is sent.\n    then: person",
     "sent: no_text\n    declined: person\n    if_it_fails: person\n"
     "  no_text:\n    kind: say\n    say: No text is sent.\n    then: text_me", None),
    ("failing-loop", WELCOME, "if_it_fails: goodbye", "if_it_fails: person", None),
    ("duplicate-press", WELCOME, "press: 2\n        label: For harm",
     "press: 1\n        label: For harm", 0),
    ("universal-key", WELCOME, "press: 2\n        label: For harm",
     "press: 9\n        label: For harm", 0),
    ("universal-key", WELCOME, "press: 2\n          label: To hear more",
     "press: 0\n          label: To hear more", 0),
    ("universal-key", SETTINGS, "  person: 0", "  person: 1", None),
    ("universal-key-twice", SETTINGS, "  danger: 9", "  danger: 0", 0),
    ("not-a-key", WELCOME, "press: 3", "press: 33", 0),
    ("announced-twice", WELCOME, "say_keys: [danger, person]", "say_keys: [danger, danger]", 0),
    ("unknown-value", WELCOME, "say_keys: [danger, person]", "say_keys: [danger, star]", 0),
    ("unknown-message", WELCOME, "message: list", "message: lists", 0),
    ("unknown-language", WELCOME, "languages: [en, es]", "languages: [en, es, so]", 0),
    ("unknown-language", WELCOME, "offer: [en, es]", "offer: [en, so]", 0),
    ("unknown-language", WELCOME, "language: callers, specialty: marked}",
     "language: so, specialty: marked}", 0),
    ("unknown-hours", WELCOME, "{hours: office", "{hours: ofice", 0),
    ("unknown-mark", WELCOME, "mark: harm", "mark: hram", 0),
    ("unknown-specialty", WELCOME, "specialty: marked}", "specialty: hram}", 0),
    ("unknown-service", WELCOME, "services: [other]", "services: [another]", 0),
    ("name-differs", WELCOME, "flow: welcome", "flow: hello", 0),
    ("name-differs", SPANISH, "language: es", "language: fr", 0),
    ("not-a-name", WELCOME, "  closed:\n", "  Closed now:\n", 1),
    ("not-a-name", WELCOME, "    then: open_now", "    then: Open now", 0),
    ("nothing-written", WELCOME, "    then: open_now", "    then:", 0),
    ("not-one-condition", WELCOME, "{hours: office, go", "{hours: office, language: es, go", 0),
    ("nothing-said", WELCOME, "say: Hello.", "say: ''", 0),
    ("too-many-words", WELCOME, "say: Hello.", f"say: {'word ' * 250}", 0),
    ("not-translated", WELCOME, "say: Take care.", "say: Take care.\n  one_more:\n"
     "    kind: goodbye\n    say: Bye.", 3),
    ("not-translated", MESSAGES, '  es: "Aquí está: {link}"\n', "", -1),
    ("not-translated", SETTINGS, "      es: Daño\n", "", -1),
    ("stale-translation", WELCOME, "say: Hello.", "say: Hello there.", None),
    ("no-wording", SETTINGS, "universal_keys:", "  so:\n    name: Soomaali\n    voice: None\n"
     "    locale: so\n    called:\n      en: Somali\n      es: somalí\nuniversal_keys:", 1),
    ("words-for-nothing", SPANISH, "  welcome.hello.say:", "  welcome.hello.sya:", 1),
    ("no-phrase", ENGLISH, '  in_line: "in_line"\n', "", None),
    ("unknown-phrase", ENGLISH, "  in_line:", "  in_lien:", 0),
    ("placeholders-differ", ENGLISH, "{key} {label}", "{key}", 0),
    ("placeholders-differ", ENGLISH, "{key} {label}", "{key} {label} {label}", 0),
    ("placeholders-differ", ENGLISH, "{key} {label}", "{key} {label!r}", 0),
    ("placeholders-differ", ENGLISH, "{key} {label}", "{key} {label.upper}", 0),
    ("placeholders-differ", ENGLISH, "{key} {label}", "{key} {label} }", 0),
    ("placeholders-differ", MESSAGES, "Here it is: {link}", "Here it is.", 0),
    ("words-in-braces", WELCOME, "parts:\n      - This is more.\n      - And this is the rest.",
     "parts: [This is more., And this is the rest.]", 0),
    ("words-in-braces", WELCOME,
     "- press: 1\n        label: To talk to someone\n        go: person",
     "- {press: 1, label: To talk to someone, go: person}", 0),
    ("template-syntax", WELCOME, "say: Hello.", "say: 'Hello {name}.'", 0),
    ("template-syntax", WELCOME, "say: Hello.", "say: Hello <break/>.", 0),
    ("template-syntax", WELCOME, "say: Hello.", "say: Hello %(name)s.", 0),
    ("literal-address", WELCOME, "say: Hello.", "say: Look at www.example", 0),
    ("literal-address", WELCOME, "say: Hello.", "say: Look at example.org", 0),
    ("literal-address", MESSAGES, "Here it is: {link}", "https://x {link}", 0),
    ("literal-number", WELCOME, "say: Hello.", "say: Call 1-800-555-0100.", 0),
    ("literal-number", SPANISH, "es Hello.", "es Hello 1 8 0 0 5.", 0),
    ("literal-number", SETTINGS, "en: The other line", "en: Line 5550100", 0),
    ("duty-phone", SETTINGS, '"+12125550190"', '"12125550190"', 0),
    ("duty-phone", SETTINGS, '"+12125550190"', '"+1 212 555 0190"', 0),
    ("duty-phone-twice", SETTINGS, '  - "+12125550190"',
     '  - "+12125550190"\n  - "+12125550190"', 1),
    ("duty-phones", SETTINGS, '\n  - "+12125550190"', " []", 0),
    ("not-a-number", SETTINGS, "number: 1-800-555-0100", "number: call us", 0),
    ("not-an-emergency-number", SETTINGS, "number: 911", "number: police", 0),
    ("code-twice", SETTINGS, "code: 8", "code: 7", 0),
    ("code-zero", SETTINGS, "code: 8", "code: 0", 0),
    ("no-such-zone", SETTINGS, "zone: America/New_York", "zone: ../../etc/passwd", 0),
    ("impossible-hours", SETTINGS, "weekdays: 09:00-17:00", "weekdays: 9-5", 0),
    ("greater-than-equal", SETTINGS, "turns: 20", "turns: 2", 0),
    ("unknown-value", SETTINGS, "profile: system_based", "profile: secret", 0),
    ("not-a-span", WELCOME, "every: 25s", "every: 25", 0),
    ("span-out-of-bounds", WELCOME, "every: 25s", "every: 2s", 0),
    ("span-out-of-bounds", WELCOME, "ask_again_after: 2m", "ask_again_after: 0s", 0),
    ("not-tries", WELCOME, "silent: {tries: 2", "silent: {tries: 0", 0),
    ("not-yes-or-no", SETTINGS, "protected: yes", "protected: true", 0),
    ("not-a-number", SETTINGS, "code: 8", "code: eight", 0),
    ("line-needs-words", WELCOME, "    ask_again_after: 2m\n", "", None),
    ("phones-have-no-line", WELCOME, "    to: duty_phones\n",
     "    to: duty_phones\n    needs: {language: callers}\n", None),
    ("string-type", WELCOME, "say: Hello.", "say: [Hello.]", 0),
    ("tuple-type", WELCOME, "languages: [en, es]", "languages: en", 0),
    ("too-short", WELCOME, "offer: [en, es]", "offer: [en]", 0),
    ("no-steps", WELCOME, "steps:\n", "steps: []\nother:\n", 0),
    ("duplicate-key", WELCOME, "    then: goodbye", "    then: goodbye\n    then: person", 1),
    ("duplicate-key", WELCOME, "  closed:\n", "  hello:\n", 0),
    ("alias", WELCOME, "say: Hello.", "say: &hello Hello.", 0),
    ("alias", WELCOME, "say: Hello.", "say: *hello", 0),
    ("tag", WELCOME, "say: Hello.", "say: !!python/name:os.system Hello.", 0),
    ("not-yaml", WELCOME, "say: Hello.", "say: Hello: you.", 0),
    ("not-yaml", WELCOME, "say: Hello.", "say: {name}: you", 0),
    ("not-yaml", WELCOME, "say: Hello.", "say: \x00 Hello.", 0),
    ("two-documents", WELCOME, "say: Take care.", "say: Take care.\n---\nmore: yes", None),
    ("not-a-length", EVERYTHING, "length: 4-10", "length: 1-10", 0),
    ("not-a-length", EVERYTHING, "length: 4-10", "length: 10-4", 0),
    ("not-a-length", EVERYTHING, "length: 4-10", "length: 21", 0),
    ("unknown-value", EVERYTHING, "never_log: yes", "never_log: no", 0),
    ("missing-exit", EVERYTHING, "    declined: phones\n", "", None),
    ("missing-exit", EVERYTHING, "    agreed: promised\n", "", None),
    ("missing-exit", EVERYTHING, "    exits:\n      done: what\n      person: person\n"
     "      danger: emergency\n", "", None),
    ("unknown-field", EVERYTHING, "    exits:\n      done", "    exits_to:\n      done", 0),
    ("not-days", EVERYTHING, "keep_for: 7d", "keep_for: 168h", 0),
    ("not-days", EVERYTHING, "keep_for: 7d", "keep_for: 90d", 0),
    ("span-out-of-bounds", EVERYTHING, "longest: 2m", "longest: 1h", 0),
    ("times-to-choose", EVERYTHING, "        say: Choose four keys.",
     "        say: Choose four keys.\n        choices:\n          - press: 1\n"
     "            label: Now\n            when: office", None),
    ("text-to-send", EVERYTHING, "        message: soon\n", "", None),
    ("unknown-message", EVERYTHING, "message: soon", "message: later", 0),
    ("questions-of-a-callback", EVERYTHING, "what: may_we_leave_a_message", "what: code_word",
     None),
    ("unknown-value", EVERYTHING, "what: code_word", "what: birthday", 0),
    ("unknown-hours", EVERYTHING, "when: nights", "when: mornings", 0),
    ("duplicate-press", EVERYTHING, "press: 2\n            label: At night",
     "press: 1\n            label: At night", 0),
    ("universal-key", EVERYTHING, "press: 2\n            label: At night",
     "press: 9\n            label: At night", 0),
    ("too-long", EVERYTHING, "    then: goodbye\n  person:", "      - name: third\n"
     "        ask: And?\n        choices:\n          - press: 1\n            label: Yes\n"
     "            code: yes\n          - press: 2\n            label: No\n            code: no\n"
     "    then: goodbye\n  person:", None),
    ("nothing-to-listen-for", EVERYTHING, "    listen_for_words: yes\n    choices", "    choices",
     None),
    ("not-listened-for", EVERYTHING, "          - the law", "          - 'the law, rights'", 0),
    ("not-listened-for", EVERYTHING, "          - the law", "          - '?!'", 0),
    ("widened-twice", EVERYTHING, "to: interpreter,", "to: any_specialty,", None),
    ("no-key-left", EVERYTHING, "          label: To be called back\n          go: call_me\n",
     "          label: To be called back\n          go: call_me\n"
     + "".join(f"        - press: {key}\n          label: Again {key}\n          go: call_me\n"
               for key in range(2, 9)), None),
    ("unknown-switch", EVERYTHING, "{switch: closed_today", "{switch: closed", 0),
    ("unknown-centre", EVERYTHING, "call: county", "call: country", 0),
    ("unknown-flow", EVERYTHING, "    flow: rights", "    flow: right", 0),
    ("unknown-mark", EVERYTHING, "mark: north", "mark: nroth", 0),
    ("unknown-value", EVERYTHING, "wishes: [area]", "wishes: [weather]", 0),
    ("unknown-value", EVERYTHING, "{responders_free: no", "{responders_free: some", 0),
    ("unmapped-exit", EVERYTHING, "      done: what\n", "", None),
    ("unknown-exit", EVERYTHING, "      done: what\n", "      done: what\n      doen: what\n", 1),
    ("flow-without-exits", RIGHTS, "exits: [done, person, danger]\n", "", None),
    ("exit-to-nowhere", RIGHTS, "exits: [done, person, danger]", "exits: [done, person]", None),
    ("exit-twice", RIGHTS, "exits: [done,", "exits: [done, done,", 0),
    ("exit-is-a-step", RIGHTS, "exits: [done,", "exits: [tell, done,", 0),
    ("starts-nowhere", RIGHTS, "starts_at: tell", "starts_at: done", 0),
    ("flow-does-not-speak", RIGHTS, "languages: [en, es]", "languages: [en]", None),
    ("recursion", RIGHTS, "    kind: info\n", "    kind: flow\n    flow: rights\n"
     "    exits: {done: more, person: person, danger: danger}\n  told:\n    kind: info\n", 1),
    ("silent-loop", EVERYTHING, "    silent: {tries: 1, go: person}\n"
     "    unclear: {tries: 2, go: person}\n  rights:", "    silent: {tries: 1, go: rights}\n"
     "    unclear: {tries: 2, go: person}\n  rights:", 0),
    ("emergency-centre", SETTINGS, '"+12125550192"', '"911"', 0),
    ("emergency-centre", SETTINGS, '"+12125550192"', '"+1 212 555 0192"', 0),
    ("mark-twice", SETTINGS, "  woman:\n", "  harm:\n", 1),
    ("not-translated", SETTINGS, "      es: El norte\n", "", -1),
    ("not-translated", SPANISH, "everything.what.heard_1:", "everything.what.heard_9:", None),
    ("template-syntax", SETTINGS, "en: The north", "en: The {north}", 0),
    ("odd-key", WELCOME, "say: Hello.", "? [a, b]\n    : Hello.", 0),
]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "name", "old", "new", "below"),
    MISTAKES,
    ids=[f"{mistake[0]}-{i}" for i, mistake in enumerate(MISTAKES)],
)
def test_each_mistake_is_named_with_its_file_and_line(files, code, name, old, new, below):
    findings, line = broken(files, name, old, new)
    named = [finding for finding in findings if finding.code == code]
    assert named, [str(finding) for finding in findings]
    if below is not None:
        assert (name, line + below) in {(finding.file, finding.line) for finding in named}


def to_mend(files) -> list[str]:
    """The codes of what must be fixed."""
    findings = findings_of(files, allow_test_numbers=True)
    return [finding.code for finding in findings if finding.level == "M"]


def test_the_sample_itself_has_nothing_to_mend(files):
    assert to_mend(files) == []


def test_a_finding_reads_like_a_sentence_with_its_place_and_a_hint(files):
    findings, line = broken(files, WELCOME, "    silent: {tries: 1", "    silnet: {tries: 1")
    text = "\n".join(str(finding) for finding in findings)
    expected = (
        f"welcome.yaml:{line}:5: step busy: `silnet` is not a field that belongs here. "
        "[unknown-field, must fix]\n    Did you mean `silent`?"
    )
    assert expected in text
    assert "step busy: `silent` is missing: every way out of a step is written down." in text


def test_a_nested_field_is_guessed_among_its_neighbours(files):
    findings, _ = broken(files, WELCOME, "        label: For harm", "        lable: For harm")
    assert any(finding.hint == "Did you mean `label`?" for finding in findings)


def test_a_step_nobody_wrote_is_guessed(files):
    findings, _ = broken(files, WELCOME, "    then: open_now", "    then: opne_now")
    assert findings[0].hint == "Did you mean `open_now`?"


def test_a_changed_text_names_its_new_fingerprint(files):
    findings, _ = broken(files, WELCOME, "say: Hello.", "say: Hello there.")
    assert findings[0].file == SPANISH
    fingerprint = findings[0].hint.rsplit(" ", 1)[1]
    old = files[SPANISH].split("welcome.hello.say:", 1)[1].split('of: "', 1)[1][:8]
    mended = {
        **files,
        WELCOME: files[WELCOME].replace("say: Hello.", "say: Hello there.", 1),
        SPANISH: files[SPANISH].replace(old, fingerprint, 1),
    }
    assert to_mend(mended) == []


def test_words_broken_over_lines_otherwise_are_the_same_words(files):
    files[WELCOME] = files[WELCOME].replace(
        "say: I am finding someone.", "say: >-\n      I am\n      finding someone."
    )
    assert to_mend(files) == []


def test_all_mistakes_of_a_set_are_named_at_once(files):
    files[WELCOME] = files[WELCOME].replace("message: list", "message: lists")
    files[SETTINGS] = files[SETTINGS].replace("code: 8", "code: 7")
    codes = {finding.code for finding in findings_of(files, allow_test_numbers=True)}
    assert {"unknown-message", "code-twice"} <= codes


def test_fictional_duty_phones_are_refused_for_a_real_helpline(files):
    with pytest.raises(BrokenFlows) as refused:
        read_set(files, allow_test_numbers=False)
    codes = [finding.code for finding in refused.value.findings]
    assert codes == ["emergency-centre", "duty-phone"]


@pytest.mark.parametrize("name", [SETTINGS, MESSAGES, ENGLISH, SPANISH])
def test_a_file_that_is_missing_is_named(files, name):
    del files[name]
    assert findings_of(files, allow_test_numbers=True)


def test_a_set_without_settings_says_so(files):
    del files[SETTINGS]
    assert "no-file" in {f.code for f in findings_of(files, allow_test_numbers=True)}


def test_a_file_whose_name_means_nothing_is_refused(files):
    files["notes/todo.yaml"] = "a: b"
    assert "odd-file" in {f.code for f in findings_of(files, allow_test_numbers=True)}


def test_plain_looking_values_stay_what_was_written(files):
    files[WELCOME] = files[WELCOME].replace("say: Hello.", "say: no")
    files[SPANISH] = files[SPANISH].replace("es Hello.", "es 010")
    assert to_mend(files) == ["stale-translation"]


def test_the_revision_changes_with_every_letter_and_only_then(files):
    first = read_set(files, allow_test_numbers=True).revision
    again = read_set(dict(reversed(files.items())), allow_test_numbers=True).revision
    files[WELCOME] += "# a remark\n"
    changed = read_set(files, allow_test_numbers=True).revision
    assert first == again != changed
    assert len(first) == 64


def test_three_flows_within_one_another_are_enough(files):
    door = (
        "flow: {name}\ntitle: Between\nstarts_at: go_in\nperson: person\ndanger: danger\n"
        "if_anything_breaks: person\nexits: [done, person, danger]\nlanguages: [en, es]\n"
        "steps:\n  go_in:\n    kind: flow\n    flow: {inner}\n"
        "    exits: {{done: done, person: person, danger: danger}}\n"
    )
    files[RIGHTS] = files[RIGHTS].replace("flow: rights", "flow: innermost")
    files["innermost.yaml"] = files.pop(RIGHTS)
    files[SPANISH] = files[SPANISH].replace("  rights.", "  innermost.")
    files["rights.yaml"] = door.format(name="rights", inner="second")
    files["second.yaml"] = door.format(name="second", inner="innermost")
    assert to_mend(files) == []
    files["second.yaml"] = door.format(name="second", inner="third")
    files["third.yaml"] = door.format(name="third", inner="innermost")
    assert to_mend(files) == ["flows-too-deep"]


def test_a_key_may_mean_one_thing_to_one_question_and_another_to_the_next(files):
    assert files[EVERYTHING].count("press: 1") > 4
    assert "duplicate-press" not in to_mend(files)


def test_a_field_with_another_name_in_the_file_is_guessed_by_that_name(files):
    findings, _ = broken(files, EVERYTHING, "    exits:\n      done", "    exist:\n      done")
    assert any(finding.hint == "Did you mean `exits`?" for finding in findings)
