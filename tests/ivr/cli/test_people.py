"""Can responders be added and put on duty from a terminal, whatever is typed?"""

import re
from collections.abc import Iterator

import click
import pytest
from click.testing import CliRunner

from ivr.cli.root import root

ANA = "people add --name Ana --phone +12125550111 --speaks es,en"


def test_ana_is_added_and_put_on_duty(terminal) -> None:
    said = terminal.done(f"{ANA} --certified %domestic_abuse:2099-12-31,legal:2098-01-01")
    assert "helpline duty on Ana" in said
    assert terminal.done("duty on Ana") == "Ana is on duty.\n"
    (line,) = terminal.done("people list").splitlines()
    assert re.sub(" +", " ", line) == (
        "on duty Ana es,en domestic_abuse until 2099-12-31, legal until 2098-01-01"
    )
    assert terminal.done("duty off Ana") == "Ana is off duty.\n"
    assert terminal.done("people list").startswith("off duty")


def test_nothing_that_is_printed_shows_a_number(terminal) -> None:
    said = terminal.done(ANA) + terminal.done("duty on Ana") + terminal.done("people list")
    said += terminal.refused(ANA) + terminal.refused(ANA.replace("Ana", "Sam") + "1234567890")
    assert "5550111" not in said


def test_a_certificate_counts_until_the_end_of_its_last_day_and_then_says_so(terminal) -> None:
    terminal.done(f"{ANA} --certified %legal:2001-06-30 --certified %fraud:2099-06-30")
    said = terminal.done("people list")
    assert "legal until 2001-06-30 (expired)" in said
    assert "fraud until 2099-06-30" in said
    assert "fraud until 2099-06-30 (expired)" not in said


def test_who_is_certified_for_nothing_is_said_to_be(terminal) -> None:
    terminal.done(ANA)
    assert "no certificate" in terminal.done("people list")


@pytest.mark.parametrize(
    "certificate",
    [
        "legal",
        "legal:",
        "legal:soon",
        "legal:2027-02-30",
        ":2027-01-01",
        "legal:9999-12-31",
        "%",
        "",
    ],
)
def test_a_certificate_that_is_none_is_one_sentence(terminal, certificate: str) -> None:
    said = terminal.refused(f"{ANA} --certified %{certificate}")
    assert said.startswith("Error: ")
    assert said.count("\n") == 1
    assert terminal.done("people list") == ""


@pytest.mark.parametrize(
    "change",
    [
        ("+12125550111", "12125550111"),
        ("+12125550111", "+1212"),
        ("+12125550111", "+19005551234"),
        ("+12125550111", "+12125550100"),
        ("es,en", ","),
        ("es,en", "Spanish"),
        ("Ana", "___"),
        ("Ana", "A" * 101),
    ],
)
def test_what_cannot_be_is_one_sentence(terminal, change: tuple[str, str]) -> None:
    said = terminal.refused(ANA.replace(*change))
    assert said.startswith("Error: ")
    assert said.count("\n") == 1


def test_a_second_ana_needs_another_name(terminal) -> None:
    terminal.done(ANA)
    assert "already here" in terminal.refused(ANA)


def test_nobody_of_that_name_is_told_where_to_look(terminal) -> None:
    assert "helpline people list" in terminal.refused("duty on Kit")
    assert "helpline people list" in terminal.refused("duty off Kit")


def test_names_may_have_spaces(terminal) -> None:
    terminal.done(ANA.replace("Ana", "Ana_María"))
    assert terminal.done("duty on Ana_María") == "Ana María is on duty.\n"


def test_duty_is_noted_also_while_redis_is_away(terminal) -> None:
    terminal.done(ANA)
    terminal.done("duty on Ana", REDIS_URL="redis://127.0.0.1:1/0")
    assert terminal.done("people list").startswith("on duty")


@pytest.mark.parametrize("line", ["", "people", "duty", "flows", "db", "duty on", "people add"])
def test_half_a_command_teaches_the_other_half(line: str) -> None:
    result = CliRunner().invoke(root, line.split())
    assert "Usage: " in result.output


def each(command: click.Command, path: list[str]) -> Iterator[list[str]]:
    """The words of every command and group."""
    yield path
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            assert inner is not None
            yield from each(inner, [*path, name])


def test_every_command_has_help_that_says_what_it_does() -> None:
    paths = list(each(root, []))
    assert len(paths) > 15
    for path in paths:
        result = CliRunner().invoke(root, [*path, "--help"])
        assert result.exit_code == 0
        assert re.search(r"(?s)\n\n  [A-Z][^.:]+[.:]", result.output), path


def test_the_commands_that_others_build_on_are_there() -> None:
    there = {" ".join(path) for path in each(root, [])}
    assert {"web", "worker", "clock", "sandbox", "db upgrade", "doctor", "lifeline"} <= there
    assert {"flows check", "flows publish", "flows list", "people add", "people list"} <= there
    assert {"duty on", "duty off", "server", "first-call"} <= there
