"""Can hours be planned from a terminal, and does it show when nobody is there?"""

import json
import re

import pytest

ANA = "people add --name Ana --phone +12125550111 --speaks es:native --certified legal:2099-12-31"


@pytest.fixture
def staffed(terminal):
    """A terminal of a helpline with the shipped flows and Ana."""
    terminal.done("flows publish")
    terminal.done(ANA)
    return terminal


def ids(said: str) -> list[str]:
    return re.findall(r"\b[0-9a-f]{8}\b", said)


def test_a_week_a_date_and_a_leave_are_planned_shown_and_taken_back(staffed) -> None:
    said = staffed.done("shifts add Ana --every mon,tue,wed,thu,fri --at 22:00-06:00")
    assert said.startswith("Planned: Ana weekdays 22:00-06:00 America/New_York.")
    said = staffed.done("shifts add Ana --on 2099-12-24 --at 18:00-24:00 --zone %Europe/Berlin")
    assert "Thu 2099-12-24 18:00-24:00 Europe/Berlin" in said
    said = staffed.done("shifts leave Ana --from 2099-12-27 --until 2100-01-02")
    listed = staffed.done("shifts list").splitlines()
    assert [line[10:] for line in listed] == [
        "Ana              weekdays 22:00-06:00 America/New_York",
        "Ana              Thu 2099-12-24 18:00-24:00 Europe/Berlin",
        "Ana              away 2099-12-27 00:00 to 2100-01-03 00:00",
    ]
    staffed.done(f"shifts remove {ids(listed[1])[0]} --on 2099-12-24")
    assert "but not 2099-12-24" in staffed.done("shifts list Ana")
    for line in listed:
        assert staffed.done(f"shifts remove {ids(line)[0]}") == "Taken back.\n"
    assert "Nothing is planned" in staffed.done("shifts list")


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("shifts add Ana --every mon --at 9-17", "Hours are written"),
        ("shifts add Ana --every someday --at 09:00-17:00", "Days are written"),
        ("shifts add Ana --at 09:00-17:00", "either"),
        ("shifts add Ana --on yesterday --at 09:00-17:00", "is not a date"),
        ("shifts add Ana --on 2020-01-01 --at 09:00-17:00", "over already"),
        ("shifts add Ana --every mon --at 09:00-17:00 --zone Mars", "America/New_York"),
        ("shifts add Kit --every mon --at 09:00-17:00", "people list"),
        ("shifts leave Ana --from 2099-01-02 --until 2099-01-01", "before it begins"),
        ("shifts leave Ana --from soon --until 2099-01-01", "is no time"),
        ("shifts remove nothing", "no such shift"),
        ("shifts list Kit", "people list"),
        ("routing coverage --week 48", "2026-W48"),
        ("routing coverage --during breakfast", "our_hours"),
    ],
)
def test_what_cannot_be_is_one_sentence(staffed, line: str, why: str) -> None:
    said = staffed.refused(line)
    assert why in said
    assert said.count("\n") == 1


def test_coverage_shows_the_hours_without_anybody(staffed) -> None:
    assert "NOBODY at all" in staffed.done("routing coverage")
    staffed.done("shifts add Ana --every mon,sun --at 20:00-06:00 --from 2027-01-01")
    said = staffed.done("routing coverage --week 2027-W10")
    assert said.startswith("2027-W10, 2027-03-08 to 2027-03-14 (America/New_York)\n")
    es = next(line for line in said.splitlines() if " es " in line)
    # The night to Monday began the week before; the clocks go forward in the night to Sunday.
    assert "nobody in 147 of 167 hours: Mon 06:00-20:00, Tue 06:00 to Sun 20:00" in es
    assert re.search(r"sexual_violence \(protected\) +NOBODY at all", said)
    everything = staffed.done("routing coverage --week 2027-W10 --during mornings")
    assert "nobody in 21 of 21" not in everything
    assert re.search(r"language +es +NOBODY at all", everything)


def test_coverage_without_a_gap_says_covered(staffed) -> None:
    staffed.done("shifts add Ana --every every_day --at 00:00-24:00 --from 2027-01-01")
    assert re.search(r"language +es +covered", staffed.done("routing coverage --week 2027-W10"))


def test_coverage_as_json_is_for_other_programs(staffed) -> None:
    staffed.done("shifts add Ana --every mon --at 09:00-11:00 --from 2027-01-01")
    found = json.loads(staffed.done("routing coverage --week 2027-W44 --format json"))
    assert (found["week"], found["zone"], len(found["hours"])) == (
        "2027-W44",
        "America/New_York",
        169,
    )
    there = [hour["from"] for hour in found["hours"] if hour["languages"]["es"]]
    assert there == ["2027-11-01T09:00-04:00", "2027-11-01T10:00-04:00"]
    legal = [gap for gap in found["gaps"] if gap["name"] == "legal"]
    assert [gap["from"] for gap in legal] == ["2027-11-01T00:00-04:00", "2027-11-01T11:00-04:00"]
    assert legal[-1]["until"] == "2027-11-08T00:00-05:00"


def test_coverage_needs_flows_and_says_so(terminal) -> None:
    assert "helpline flows publish" in terminal.refused("routing coverage")


def test_a_trainee_on_duty_is_said_not_to_be_rung_alone(staffed) -> None:
    staffed.done("people add --name Kit --phone +12125550113 --speaks es --role trainee")
    assert staffed.done("duty on Kit") == "Kit is on duty.\nAs trainee they are not rung alone.\n"
    assert staffed.done("duty on Ana") == "Ana is on duty.\n"


def test_the_floor_shows_who_is_here_and_who_is_missing(staffed) -> None:
    assert "Nobody is on duty" in staffed.done("duty list")
    staffed.done("shifts add Ana --every every_day --at 00:00-24:00")
    assert re.search("Ana +MISSING +planned", staffed.done("duty list"))
    staffed.done("duty on Ana --stays")
    assert re.search("Ana +on duty +planned .* and stays after it", staffed.done("duty list"))


def test_one_turn_is_handed_over(terminal) -> None:
    terminal.done("flows publish")
    for name, last in (("Ana", 1), ("Ben", 2)):
        phone = f"--phone +1212555011{last} --speaks es --certified legal:2099-12-31"
        terminal.done(f"people add --name {name} {phone}")
    said = terminal.done("shifts add Ana --on 2098-12-24 --at 18:00-23:00")
    shift = said.split("remove ")[1].strip()
    said = terminal.done(f"shifts hand-over {shift} Ben --on 2098-12-24")
    assert said.strip() == "Ben takes it on 2098-12-24."
    assert "Ben              Wed 2098-12-24 18:00-23:00" in terminal.done("shifts list Ben")
