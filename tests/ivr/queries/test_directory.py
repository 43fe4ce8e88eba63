"""Does everybody see the same list, in words they read?"""

from datetime import date, timedelta

from ivr.models import Call, Consent, Line, Message, Resource, ResourceWords, Revision
from ivr.operations.messages import link_hash
from ivr.queries.directory import (
    OLD_AFTER,
    Wanted,
    choices,
    language_name,
    language_of_link,
    listed,
)
from ivr.runtime import Runtime


def entry(
    name: str,
    *,
    sensitive: bool = False,
    purposes: tuple[str, ...] = (),
    speaks: tuple[str, ...] = (),
    verified_on: date | None = None,
    in_languages: tuple[str, ...] = ("en", "es"),
) -> Resource:
    return Resource(
        id=name,
        topic="health",
        sensitive=sensitive,
        purposes=list(purposes),
        languages=list(speaks),
        areas=[],
        phone=None,
        verified_on=verified_on,
        words=[
            ResourceWords(language=tag, name=f"{name} ({tag})", about="Open.")
            for tag in in_languages
        ],
    )


def add(rt: Runtime, *entries: Resource) -> None:
    with rt.db.begin() as session:
        session.add_all(entries)


def names(rt: Runtime, language: str = "en", *, general: bool = False) -> list[str]:
    return [one.name for one in listed(rt, Wanted(language=language, general=general))]


def test_the_list_is_read_in_the_readers_language_else_in_english_else_in_any(
    either_rt: Runtime,
) -> None:
    add(either_rt, entry("a"), entry("b", in_languages=("en",)), entry("c", in_languages=("ar",)))
    assert names(either_rt, "es") == ["a (es)", "b (en)", "c (ar)"]
    assert names(either_rt, "so") == ["a (en)", "b (en)", "c (ar)"]
    assert names(either_rt, "ar") == ["c (ar)", "a (en)", "b (en)"], "what they can read first"


def test_a_glance_at_the_list_says_nothing_about_its_reader(either_rt: Runtime) -> None:
    add(either_rt, entry("shelter", sensitive=True), entry("clinic"))
    assert names(either_rt, general=True) == ["clinic (en)"]


def test_entries_stand_by_what_they_are_for(either_rt: Runtime) -> None:
    add(
        either_rt,
        entry("z"),
        entry("a", purposes=("legal",)),
        entry("b", purposes=("shelter", "legal"), sensitive=True),
        entry("c", purposes=("shelter",)),
    )
    assert [one.id for one in listed(either_rt, Wanted())] == ["z", "c", "b", "a"]


def test_who_speaks_what_is_told_in_the_readers_words(rt: Runtime) -> None:
    add(rt, entry("a", speaks=("es", "zh-Hant", "quc")))
    (shown,) = listed(rt, Wanted(language="es"))
    assert shown.speaks[:2] == ("español", "chino (tradicional)")
    assert language_name("qq-odd", "en") == "qq-odd"
    assert list(choices(rt, "en").speaks) == sorted(
        ("es", "zh-Hant", "quc"), key=lambda tag: language_name(tag, "en").casefold()
    )


def test_what_is_old_says_so(rt: Runtime) -> None:
    today = rt.now().date()
    add(
        rt,
        entry("fresh", verified_on=today - OLD_AFTER),
        entry("old", verified_on=today - OLD_AFTER - timedelta(days=1)),
        entry("never"),
    )
    assert {one.id: one.is_old for one in listed(rt, Wanted())} == {
        "fresh": False,
        "old": True,
        "never": True,
    }


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
