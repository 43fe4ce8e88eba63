"""Is a recording heard where there is one, under a name that everybody finds?"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from ivr.flow import engine
from ivr.flow.facts import EVERY_PROMISE
from ivr.flow.finding import BrokenFlows
from ivr.flow.inputs import Failed, Keys, NobodyFree, Silence
from ivr.flow.instructions import (
    Continue,
    EnterLine,
    LeaveLine,
    Listen,
    Play,
    RingDutyPhones,
    Say,
    TakeMessage,
)
from ivr.flow.reader import draft_of, read_set
from ivr.flow.recording import Recording, entered, named, path_of
from ivr.flow.sentences import sentences
from ivr.flow.wording import fingerprint

NOON = datetime(2026, 3, 2, 17, 0, tzinfo=UTC)
HUM = Recording("es", "welcome.hello.say", "5f" * 32, 12_000, 1_500)


def recorded(files, language, *names, **changed):
    """The set with recordings of these sentences; `changed` words were read for some of them."""
    book = read_set(files, allow_test_numbers=True)
    said = sentences(book, language)
    listed = "".join(
        f'  {name}: "{fingerprint(changed.get(name, said[name]))}"\n' for name in names
    )
    file = f"wording/{language}.yaml"
    head = f"language: {language}"
    wording = files[file].replace(head, f"{head}\nrecordings:\n{listed}", 1)
    entries = {
        path_of(language, name): Recording(language, name, f"{place:064x}", 8000, 1000).entry
        for place, name in enumerate(names)
    }
    return {**files, file: wording, **entries}


def prompt_of(book, caller):
    return engine.start(book, "welcome", caller.facts).instructions[-1].prompt


def test_a_fresh_recording_is_played_in_its_language_only(files, caller):
    book = read_set(recorded(files, "es", "welcome.hello.say"), allow_test_numbers=True)
    played = [say for say in prompt_of(book, caller) if isinstance(say, Play)]
    assert [(say.words, say.recording.path) for say in played] == [
        ("es Hello.", "audio/es/welcome.hello.say.wav")
    ]


def test_a_recording_of_older_words_is_not_played(files, caller):
    older = recorded(files, "es", "welcome.hello.say", **{"welcome.hello.say": "es Hi."})
    book = read_set(older, allow_test_numbers=True)
    assert not any(isinstance(say, Play) for say in prompt_of(book, caller))


def test_a_recording_whose_file_is_missing_is_not_played(files, caller):
    written = recorded(files, "es", "welcome.hello.say")
    del written["audio/es/welcome.hello.say.wav"]
    book = read_set(written, allow_test_numbers=True)
    assert not any(isinstance(say, Play) for say in prompt_of(book, caller))


def test_another_sound_is_another_revision(files):
    written = recorded(files, "es", "welcome.hello.say")
    path = "audio/es/welcome.hello.say.wav"
    other = {**written, path: written[path].replace("0 bytes", "1 bytes")}
    one, two = (read_set(each, allow_test_numbers=True) for each in (written, other))
    assert one.revision != two.revision


def test_a_choice_is_recorded_with_its_key(sample_book):
    said = sentences(sample_book, "es")
    assert said["welcome.choices.label_2"] == "menu_choice 2 es For harm"
    assert said["welcome.more.part_1"] == "es This is more."
    assert said["phrase.key_danger"] == "key_danger 9"
    assert said["phrase.language_choice.2"] == "language_choice 2 español"


def test_whispers_are_recorded_in_the_language_responders_hear(sample_book):
    said = sentences(sample_book, "en")
    assert said["phrase.whisper.es-7"] == "whisper 7 Spanish whisper_keys"
    assert not any("whisper" in name for name in sentences(sample_book, "es"))


def test_a_recording_lasts_as_long_as_it_does(files, caller):
    book = read_set(recorded(files, "es", "welcome.hello.say"), allow_test_numbers=True)
    (played,) = [say for say in prompt_of(book, caller) if isinstance(say, Play)]
    assert played.seconds == 1
    assert Say("one two three four", "es").seconds == 2


VOICELESS = ("voice: Polly.Lupe-Neural", "voice: none")


def all_recorded(files):
    """The set, its Spanish without a voice, with a recording of each sentence."""
    settings = files["settings.yaml"]
    assert VOICELESS[0] in settings
    files = {**files, "settings.yaml": settings.replace(*VOICELESS)}
    names = sentences(read_set(files, allow_test_numbers=True), "es")
    return recorded(files, "es", *names)


@pytest.mark.parametrize("flow", ["welcome", "everything"])
def test_wherever_a_caller_goes_without_a_voice_every_word_is_a_recording(files, flow):
    book = read_set(all_recorded(files), allow_test_numbers=True)
    heard = list(everything_heard(book, flow))
    assert len(heard) > 100
    assert {say.words for say in heard if not isinstance(say, Play)} == set()


def test_what_was_typed_is_read_back_in_recorded_pieces(files):
    book = read_set(all_recorded(files), allow_test_numbers=True)
    names = {say.recording.name for say in everything_heard(book, "everything")}
    assert {"phrase.digits_back.before", "phrase.digit.7"} <= names


def everything_heard(book, flow) -> Iterator[Say]:
    """All that is said in Spanish, wherever a caller goes who types sevens."""
    hidden = (False, True)
    facts = [
        engine.Facts(NOON, number_hidden=one, keeps=EVERY_PROMISE, typed="777") for one in hidden
    ]
    ahead = [(engine.start(book, flow, known, "es"), known) for known in facts]
    seen = set()
    while ahead:
        reply, known = ahead.pop()
        place = reply.position
        key = (
            place.place,
            place.phase,
            place.said,
            known.number_hidden,
            type(reply.instructions[-1]),
        )
        if key in seen or place.language != "es":
            continue
        seen.add(key)
        for instruction in reply.instructions:
            parts = instruction.prompt if isinstance(instruction, Listen) else (instruction,)
            yield from (part for part in parts if isinstance(part, Say) and part.language == "es")
        ahead += [(after, known) for after in what_follows(book, reply, known)]


def what_follows(book, reply, facts):
    keys = (*(Keys(key) for key in "0123456789*#"), Keys("7" * 10), Keys("7777"), Silence())
    for instruction in reply.instructions:
        match instruction:
            case Listen(position=position):
                yield from (engine.resume(book, position, given, facts) for given in keys)
            case Continue(position=position) if not position.is_waiting:
                yield engine.present(book, position, facts)
            case Continue(position=position) | EnterLine(position=position):
                for seconds in (0, 30, 61, 700):
                    waited = timedelta(seconds=seconds)
                    yield engine.while_waiting(book, position, waited, facts)
                yield engine.resume(book, position, NobodyFree(), facts)
                yield engine.resume(book, position, Failed(), facts)
            case RingDutyPhones(position=position):
                yield engine.resume(book, position, NobodyFree(), facts)
            case TakeMessage(position=position):
                yield from (engine.resume(book, position, given, facts) for given in keys)
            case LeaveLine():
                yield engine.present(book, reply.position, facts)


def test_an_entry_in_a_set_is_read_as_it_was_written():
    found, findings = entered({HUM.path: HUM.entry})
    assert (found, findings) == ({HUM.path: HUM}, [])


ODD_PATHS = [
    "audio/../secret.wav",
    "audio/es/../../secret.wav",
    "audio//etc/passwd",
    "audio/es/welcome.hello.say.wav\n",
    "audio/es/welcome.hello.say.yaml",
    "audio/es/a/b.c.d.wav",
    "audio/ES/welcome.hello.say.wav",
    "audio/es/.wav",
    "audio/",
]


@pytest.mark.parametrize("path", ODD_PATHS)
def test_no_path_of_a_set_leads_to_another_file(files, path):
    assert named(path) is None
    with pytest.raises(BrokenFlows) as raised:
        draft_of({**files, path: HUM.entry}, allow_test_numbers=True)
    assert [one.code for one in raised.value.findings] == ["odd-recording"]


@pytest.mark.parametrize("entry", ["", "sha256 5f, 1 bytes, 1 ms\n", HUM.entry * 2, "RIFF\0\0"])
def test_an_entry_that_names_no_sound_is_refused(files, entry):
    with pytest.raises(BrokenFlows):
        draft_of({**files, HUM.path: entry}, allow_test_numbers=True)
