"""Is what was heard recognised, whether a voice said it or a recording?"""

from datetime import UTC, datetime

from ivr.trial.phone_company import Event
from ivr.trial.signs import spoken_in, words_heard
from ivr.trial.witness import _told

NOW = datetime(2027, 3, 5, tzinfo=UTC)


def event(kind: str, **details: object) -> Event:
    return Event(1, NOW, kind, "CA1", "+12125550123", details)


SAID = event("heard", words="Hola", language="es-US")
PLAYED = event("played", url="http://x/1.wav", name="welcome.hello.say.wav", language="es")
MUSIC = event("played", url="hold music")


def test_words_are_heard_from_a_voice_or_a_recording_and_music_is_neither() -> None:
    assert [words_heard("CA1")(one) for one in (SAID, PLAYED, MUSIC)] == [True, True, False]
    assert not words_heard("CA2")(PLAYED)


def test_a_recording_is_in_its_language() -> None:
    assert [spoken_in("CA1", "es")(one) for one in (SAID, PLAYED, MUSIC)] == [True, True, False]
    assert not spoken_in("CA1", "en")(PLAYED)


def test_a_recording_is_told_by_the_name_of_its_sentence() -> None:
    assert _told(PLAYED, first=True) == ("hears a recording:", "welcome.hello.say.wav")
    assert _told(MUSIC, first=True) == ("", "")
