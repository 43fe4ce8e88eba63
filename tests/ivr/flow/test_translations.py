"""Do words come back from a translator as they should, and is nothing else disturbed?"""

from datetime import UTC, datetime

import pytest

from ivr.flow.reader import draft_of
from ivr.flow.translations import State, UnreadablePo, counted, from_po, merged, table, to_po
from ivr.flow.wording import fingerprint

NOW = datetime(2026, 3, 2, 17, 0, tzinfo=UTC)
HELLO = "welcome.hello.say"


@pytest.fixture
def rows(files):
    """The Spanish of the sample, after one change of a file."""

    def of(name="welcome.yaml", old="", new=""):
        changed = {**files, name: files[name].replace(old, new, 1) if old else files[name]}
        found = table(draft_of(changed, allow_test_numbers=True), "es")
        return {row.key: row for row in found}

    return of


def test_each_piece_is_in_one_state(rows):
    assert rows()[HELLO].state is State.UNCHECKED
    assert rows(old="say: Hello.", new="say: Hi.")[HELLO].state is State.STALE
    missing = rows("wording/es.yaml", f"  {HELLO}:\n    text", "  welcome.old.say:\n    text")
    assert missing[HELLO].state is State.MISSING
    read = rows("wording/es.yaml", f"  {HELLO}:\n", f"  {HELLO}:\n    checked: Ana\n")
    assert read[HELLO].state is State.READY
    older = rows("wording/es.yaml", "words:", f'recordings:\n  {HELLO}: "12345678"\nwords:')
    assert older[HELLO].state is State.RECORDING_STALE
    same = f'recordings:\n  {HELLO}: "{fingerprint("es Hello.")}"\nwords:'
    assert rows("wording/es.yaml", "words:", same)[HELLO].state is State.UNCHECKED
    assert rows()["phrases.in_line"].state is State.READY
    assert sum(counted(rows().values()).values()) == len(rows())


def test_out_and_back_keeps_words_and_fingerprints(rows):
    for changed in (rows(), rows(old="say: Hello.", new="say: Hi.")):
        back = {row.key: row for row in from_po(to_po(changed.values(), "es", NOW), "es")}
        assert back.keys() == changed.keys()
        for key, row in changed.items():
            assert (back[key].text, back[key].of) == (row.text, row.of)


def test_what_is_stale_goes_out_as_fuzzy_and_stays_stale_until_it_was_read(rows):
    changed = rows(old="say: Hello.", new="say: Hi.")
    po = to_po(changed.values(), "es", NOW)
    assert po.count(b"#, fuzzy") == 1
    read = from_po(po.replace(b"#, fuzzy\n", b""), "es")
    assert {row.of for row in read if row.key == HELLO} == {fingerprint("Hi.")}


def test_comments_quotes_and_odd_fingerprints_stay_and_only_the_new_words_change(rows):
    written = (
        "# Spanish, by Sam\nlanguage: es\nphrases:\n  in_line: 'old'  # said often\nwords:\n"
        f"  {HELLO}:\n    of: 12e45678  # a remark\n    text: Hola.\n    checked: Ana\n"
        "  welcome.more.part_1:\n    of: '010'\n    text: >-\n      Una\n      cosa\n"
    )
    assert merged(written, ()) == written
    row = rows()[HELLO]
    text = merged(written, [row])
    assert f'of: "{row.of}"' in text
    assert f'text: "{row.text}"' in text
    assert "# Spanish, by Sam" in text
    assert "# said often" in text
    assert "checked" not in text
    assert "of: '010'" in text


def test_a_new_language_begins_with_an_empty_file(rows):
    text = merged("language: so\n", [rows()[HELLO], rows()["phrases.in_line"]])
    assert text.startswith("language: so\nwords:")
    assert "phrases:\n  in_line:" in text


@pytest.mark.parametrize(
    "po", [b"\xff\xfe", b"this is no po file", b'msgid ""\nmsgstr ""\n"Language: fr\\n"\n']
)
def test_another_file_is_refused(po):
    with pytest.raises(UnreadablePo):
        from_po(po, "es")
