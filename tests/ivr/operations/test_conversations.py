"""Is every text answered once, in its turn, and by whoever happens to hear it?"""

import threading
from dataclasses import replace
from datetime import timedelta

import pytest

from ivr.flow.reader import read_folder
from ivr.models import Callback, Conversation, Line, Message, TextAnswer
from ivr.operations import callbacks, conversations, flows, lines, opt_outs
from ivr.operations.conversations import Incoming
from ivr.operations.lines import NewLine
from ivr.runtime import Runtime
from ivr.seal import Seal

LOCAL, KIT = "+12125550170", "+12125550123"
TO_THE_QUESTION = ("hola", "2", "1", "no")
"""What brings Kit, who wants no call, to the question whether a text is safe, in Spanish."""


@pytest.fixture
def hotline(either_rt: Runtime) -> Runtime:
    """A helpline that answers texts by the example of two numbers."""
    example = either_rt.environment.flows_dir / "examples" / "two_numbers"
    rt = replace(either_rt, environment=replace(either_rt.environment, flows_dir=example))
    flows.publish(rt)
    lines.add(rt, NewLine("local", LOCAL, "hotline", "hotline"), "Sam")
    return rt


def line(rt: Runtime) -> Line:
    found = lines.answering(rt, LOCAL)
    assert found is not None
    return found


_sids = (f"SM{number}" for number in range(1, 10**6))


def texts(rt: Runtime, *bodies: str, sid: str = "", silenced: bool = False) -> tuple[str, ...]:
    """Kit texts these; the answer to the last one."""
    answer: tuple[str, ...] = ()
    for body in bodies:
        text = Incoming(sid or next(_sids), KIT, body, silenced)
        answer = conversations.answer(rt, line(rt), text)
    return answer


def promised(rt: Runtime) -> int:
    with rt.db.read() as session:
        return session.query(Message).count()


def together(*tasks: object) -> list[object]:
    """All at the same moment, each in a thread of its own; what each gave back."""
    given: list[object] = [None] * len(tasks)
    start = threading.Barrier(len(tasks))

    def run(place: int) -> None:
        start.wait()
        given[place] = tasks[place]()  # type: ignore[operator]

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(tasks))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return given


def test_texts_of_one_phone_that_arrive_at_once_are_answered_one_after_the_other(
    hotline: Runtime,
) -> None:
    rt = hotline
    given = together(*(lambda: texts(rt, "hm") for _ in range(4)))
    assert all(given), "none is lost"
    with rt.db.read() as session:
        talk = session.query(Conversation).one()
        assert (talk.turn, talk.answered, session.query(TextAnswer).count()) == (4, 4, 4)
    first = "This is not an emergency service."
    again = f"{rt.books.live().phrase('unclear_again', 'en')} {first}"
    begun = sorted(answer[0].splitlines()[0] for answer in given)  # type: ignore[index]
    assert begun[-1] == first, "one of them was the first"
    assert begun.count(again) == 1, "one the second"


def test_the_same_text_heard_many_times_at_once_gets_one_answer_and_one_promise(
    hotline: Runtime,
) -> None:
    rt = hotline
    texts(rt, *TO_THE_QUESTION)
    given = together(*(lambda: texts(rt, "sí", sid="SMyes") for _ in range(4)))
    assert given == [given[0]] * 4
    assert given[0] != ()
    assert promised(rt) == 1


def test_an_answer_is_the_same_when_it_is_asked_for_again_later(hotline: Runtime) -> None:
    rt = hotline
    first = texts(rt, "hola", sid="SMa")
    texts(rt, "2", "1")
    assert texts(rt, "hola", sid="SMa") == first
    assert promised(rt) == 0


def test_a_conversation_goes_on_in_the_words_it_began_with(
    hotline: Runtime, tmp_path, watch
) -> None:
    rt = hotline
    texts(rt, *TO_THE_QUESTION)
    before = rt.books.live().short
    folder = tmp_path / "changed"
    for name, text in read_folder(rt.environment.flows_dir).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(f"{text}\n# changed\n", encoding="utf-8")
    changed = replace(rt, environment=replace(rt.environment, flows_dir=folder))
    assert flows.publish(changed).revision != before
    texts(changed, "sí")
    with rt.db.read() as session:
        assert session.query(Message).one().revision == before


def test_a_yes_the_carrier_answered_counts_and_anything_else_it_answered_does_not(
    hotline: Runtime,
) -> None:
    rt = hotline
    texts(rt, "hi", "1")
    assert texts(rt, "start", silenced=True) == ()
    assert texts(rt, "1")[0].startswith("To talk with someone, call")
    assert texts(rt, "no")[0].startswith("We can text a list of places")
    assert texts(rt, "YES", silenced=True) == ()
    assert promised(rt) == 1


def test_who_may_not_be_texted_is_not_asked(hotline: Runtime) -> None:
    rt = hotline
    told = texts(rt, "hola", "2")
    opt_outs.record(rt, KIT)
    told = texts(rt, "1")
    assert "¿Es seguro mandarla?" not in told[0]
    assert promised(rt) == 0


def test_a_conversation_is_found_after_the_keys_were_changed(hotline: Runtime) -> None:
    rt = hotline
    texts(rt, *TO_THE_QUESTION)
    newer = replace(rt, seal=Seal([b"a newer key", *rt.environment.key_bytes]))
    assert texts(newer, "sí")[0].startswith("Gracias.")
    assert promised(rt) == 1


def test_nothing_is_left_of_a_phone_that_is_erased(hotline: Runtime) -> None:
    rt = hotline
    texts(rt, *TO_THE_QUESTION)
    conversations.erase(rt, KIT)
    with rt.db.read() as session:
        assert session.query(Conversation).count() + session.query(TextAnswer).count() == 0
    assert "1 English" in texts(rt, "sí")[0]


def test_only_what_is_a_day_old_is_forgotten(hotline: Runtime, watch) -> None:
    rt = hotline
    texts(rt, "hola")
    watch.forward(conversations.KEPT_AFTER - timedelta(minutes=1))
    other = Incoming(next(_sids), "+12125550124", "hello")
    conversations.answer(rt, line(rt), other)
    watch.forward(timedelta(minutes=2))
    conversations.forget(rt)
    with rt.db.read() as session:
        (left,) = session.query(Conversation)
        assert left.person is not None
    assert left.person.fingerprint == rt.seal.fingerprint("+12125550124")


def test_what_cannot_be_promised_after_all_is_never_said_to_be(
    hotline: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts(hotline, "hi", "1", "1", "1")
    opt_outs.record(hotline, KIT)
    monkeypatch.setattr(callbacks, "may_be_called", lambda _rt, _number: True)
    (told,) = texts(hotline, "1")
    assert told.startswith("To talk with someone, call +1 212 555 0170.")
    with hotline.db.read() as session:
        assert session.query(Callback).count() == 0
