"""Does everybody see the same list, in words they read?"""

from datetime import timedelta

from ivr.models import Call, Consent, Line, Message, Resource, Revision
from ivr.operations.messages import link_hash
from ivr.queries.directory import TOPICS, general_list, language_of_link
from ivr.runtime import Runtime


def entry(rt: Runtime, name: str, *, topic: str = "health", sensitive: bool = False) -> Resource:
    words = {"en": {"name": f"{name} in English", "about": "Open."}}
    if name != "english_only":
        words["es"] = {"name": f"{name} en español", "about": "Abierto."}
    today = rt.now().date()
    return Resource(
        id=name, topic=topic, sensitive=sensitive, words=words, phone=None, verified_on=today
    )


def add(rt: Runtime, *entries: Resource) -> None:
    with rt.db.begin() as session:
        session.add_all(entries)


def names(rt: Runtime, language: str) -> list[str]:
    return [said["name"] for topic in general_list(rt, language).values() for said in topic]


def test_the_list_is_read_in_the_readers_language_else_in_english(either_rt: Runtime) -> None:
    add(either_rt, entry(either_rt, "clinic"), entry(either_rt, "english_only"))
    assert names(either_rt, "es") == ["clinic en español", "english_only in English"]
    assert names(either_rt, "en") == names(either_rt, "so")


def test_a_glance_at_the_list_says_nothing_about_its_reader(either_rt: Runtime) -> None:
    add(either_rt, entry(either_rt, "shelter", sensitive=True), entry(either_rt, "clinic"))
    assert names(either_rt, "en") == ["clinic in English"]


def test_every_topic_is_there_and_no_other(rt: Runtime) -> None:
    add(rt, entry(rt, "odd", topic="escape_plans"), entry(rt, "food", topic="money"))
    assert tuple(general_list(rt, "en")) == TOPICS
    assert names(rt, "en") == ["food in English"]


def test_a_link_is_open_until_its_time_is_over(either_rt: Runtime) -> None:
    rt = either_rt
    now = rt.now()
    with rt.db.begin() as session:
        session.add(
            Line(id="+1", name="+1", number="+1", flow="welcome", created_at=now, changed_at=now)
        )
        session.add(Revision(id="r", files={}, note="", created_at=now))
        session.flush()
        session.add(
            Call(id="c", sid="s", line="+1", revision="r", number_hidden=False, began_at=now)
        )
        session.flush()
        session.add(Consent(id="k", call_id="c", purpose="text", given_at=now))
        session.flush()
        message = Message(
            id="m",
            call_id="c",
            consent_id="k",
            template="general_list",
            language="es",
            revision="r",
            promised_at=now,
            link_hash=link_hash("token"),
            link_until=now + timedelta(seconds=1),
        )
        session.add(message)
    assert language_of_link(rt, link_hash("token")) == "es"
    assert language_of_link(rt, link_hash("other")) is None
    with rt.db.begin() as session:
        session.get_one(Message, "m").link_until = now
    assert language_of_link(rt, link_hash("token")) is None
