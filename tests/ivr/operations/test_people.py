"""Are responders written down as they are, and never shown with their number?"""

from dataclasses import fields, replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from ivr.models import Responder
from ivr.operations import duty, people
from ivr.operations.people import ImpossiblePerson, Known, NewResponder
from ivr.runtime import Runtime

NUMBER = "+12125550111"
ANA = NewResponder("Ana", NUMBER, ("es", "en"), {})


def test_ana_is_written_down_off_duty_with_what_she_can_do(either_rt: Runtime) -> None:
    until = either_rt.now() + timedelta(days=365)
    ana = people.add(either_rt, replace(ANA, certified={"legal": until, "domestic_abuse": until}))
    assert people.everybody(either_rt) == [
        Known(ana, "Ana", ("es", "en"), {"domestic_abuse": until, "legal": until}, on_duty=False)
    ]


def test_a_list_is_by_name_and_says_who_is_on_duty(rt: Runtime) -> None:
    people.add(rt, replace(ANA, name="Sam", phone="+12125550112"))
    people.add(rt, ANA)
    duty.on(rt, "Sam")
    assert [(known.name, known.on_duty) for known in people.everybody(rt)] == [
        ("Ana", False),
        ("Sam", True),
    ]


def test_the_number_is_kept_sealed_and_shown_to_nobody(either_rt: Runtime) -> None:
    people.add(either_rt, ANA)
    assert "phone" not in {field.name for field in fields(Known)}
    assert "5550111" not in repr(people.everybody(either_rt))
    with either_rt.db.read() as session:
        row = session.execute(text("SELECT * FROM responder")).one()
        assert "5550111" not in repr([bytes(v) if isinstance(v, memoryview) else v for v in row])
        assert people.phone_of(either_rt, session.query(Responder).one()) == NUMBER


ODD = {
    "no name": replace(ANA, name="  "),
    "a name without end": replace(ANA, name="A" * 101),
    "a name that breaks the line": replace(ANA, name="Ana\nSam"),
    "a name no database keeps": replace(ANA, name="A\x00na"),
    "no language": replace(ANA, speaks=()),
    "an empty language": replace(ANA, speaks=("",)),
    "a language by its name": replace(ANA, speaks=("Spanish!",)),
    "a language with a space": replace(ANA, speaks=(" es",)),
    "no phone": replace(ANA, phone=""),
    "a phone without country": replace(ANA, phone="212-555-0111"),
    "a phone nobody has": replace(ANA, phone="+12120000000"),
    "a country nobody lives in": replace(ANA, phone="+999123456789"),
    "a premium number": replace(ANA, phone="+19005551234"),
    "an emergency number": replace(ANA, phone="+19115551234"),
    "three hundred digits": replace(ANA, phone="+" + "1" * 300),
}


@pytest.mark.parametrize("what", ODD)
def test_what_cannot_be_is_refused_in_one_sentence_without_the_number(
    rt: Runtime, what: str
) -> None:
    with pytest.raises(ImpossiblePerson) as raised:
        people.add(rt, ODD[what])
    said = str(raised.value)
    assert said.endswith(".")
    assert "\n" not in said
    assert ODD[what].phone == "" or ODD[what].phone not in said
    assert people.everybody(rt) == []


def test_a_specialty_is_a_name_not_a_sentence(rt: Runtime) -> None:
    until = rt.now() + timedelta(days=1)
    for odd in ("Domestic abuse", "", "x" * 41, "legal;drop"):
        with pytest.raises(ImpossiblePerson, match=r"settings\.yaml"):
            people.add(rt, replace(ANA, certified={odd: until}))


def test_the_helplines_own_numbers_are_nobodys_phone(rt: Runtime) -> None:
    for number in (rt.environment.number, rt.environment.neutral_number):
        with pytest.raises(ImpossiblePerson, match="own number"):
            people.add(rt, replace(ANA, phone=number))


def test_a_second_ana_needs_another_name(either_rt: Runtime) -> None:
    first = people.add(either_rt, ANA)
    for name in ("Ana", " Ana "):
        with pytest.raises(ImpossiblePerson, match="already here"):
            people.add(either_rt, replace(ANA, name=name, phone="+12125550112"))
    assert [known.id for known in people.everybody(either_rt)] == [first]


def test_fictional_phones_are_refused_where_they_are_not_allowed(rt: Runtime) -> None:
    strict = replace(rt, environment=replace(rt.environment, allow_test_numbers=False))
    with pytest.raises(ImpossiblePerson, match="fictional"):
        people.add(strict, ANA)


def test_a_number_may_be_written_as_people_write_it(rt: Runtime) -> None:
    people.add(rt, replace(ANA, phone="+1 (212) 555-0111"))
    with rt.db.read() as session:
        assert people.phone_of(rt, session.query(Responder).one()) == NUMBER


def test_a_number_sealed_with_last_years_key_can_still_be_rung(rt: Runtime) -> None:
    people.add(rt, ANA)
    newer = replace(rt, seal=type(rt.seal)([b"this year's key", b"a key for tests"]))
    with rt.db.read() as session:
        assert people.phone_of(newer, session.query(Responder).one()) == NUMBER
