"""Can a supervisor look after people from a terminal, and is no number ever shown?"""

import re

import pytest

ANA = "people add --name Ana --phone +12125550111 --speaks es:native,en:basic"
SAM = "people add --name Sam --phone +12125550112 --speaks es --role mentor"
KIT = "people add --name Kit --phone +12125550113 --speaks es --role trainee"


def told(said: str) -> list[str]:
    """The lines, with single spaces."""
    return [re.sub(" +", " ", line) for line in said.splitlines()]


def test_somebody_is_shown_with_everything_but_the_number(terminal) -> None:
    terminal.done("flows publish")
    said = terminal.done(
        f"{ANA} --certified %child:2099-12-31 --gender woman --areas city,towns"
        " --zone %America/Chicago --by Sam"
    )
    assert "Note" not in said
    assert told(terminal.done("people show Ana")) == [
        "name Ana",
        "role responder",
        "presence off duty",
        "languages es:native en:basic",
        "certificates child until 2099-12-31, protected",
        "gender woman",
        "areas city, towns",
        "zone America/Chicago",
        "PIN none",
    ]
    assert "Sam" in terminal.done("audit list")


def test_what_needs_looking_at_is_said_when_it_is_written(terminal) -> None:
    terminal.done("flows publish")
    said = terminal.done(ANA.replace("en:basic", "fr"))
    assert "Note: Ana has no certificate that counts, and is not rung." in said
    assert "Note: Ana fr is not a language that callers can choose." in said


def test_a_certificate_comes_and_goes(terminal) -> None:
    terminal.done(ANA)
    said = terminal.done("people certify Ana legal:2099-06-30 fraud:2001-01-01,general:2099-01-01")
    assert told(said) == [
        "Ana: legal until 2099-06-30.",
        "Ana: fraud until 2001-01-01. It is over already.",
        "Ana: general until 2099-01-01.",
    ]
    terminal.done("people certify Ana legal:2099-06-30 --issued 2026-01-02")
    assert "issued 2026-01-02" in terminal.done("people show Ana")
    assert "such calls" in terminal.done("people uncertify Ana fraud")
    assert "but: general, legal" in terminal.refused("people uncertify Ana fraud")
    assert "future" in terminal.refused("people certify Ana legal:2099-06-30 --issued 2098-01-01")
    assert "specialty:last-day" in terminal.refused("people certify Ana legal")


def test_a_specialty_that_is_none_is_met_with_the_one_that_is_near(terminal) -> None:
    terminal.done("flows publish")
    terminal.done(ANA)
    said = terminal.refused("people certify Ana domesticabuse:2099-01-01")
    assert "did you mean domestic_abuse?" in said
    assert said.count("\n") == 1


def test_languages_are_written_anew(terminal) -> None:
    terminal.done(ANA)
    said = terminal.done("people languages Ana es:native,pt:basic:routed en:basic")
    assert said == ("Ana speaks es:native pt:basic:routed en:basic. Calls are theirs in: es, pt.\n")
    assert "by its tag" in terminal.refused("people languages Ana Spanish")
    assert "people list" in terminal.refused("people languages Dana es")


def test_a_change_is_what_is_named(terminal) -> None:
    terminal.done(ANA)
    assert "Say what changes" in terminal.refused("people change Ana")
    terminal.done("people change Ana --name Ana_María --phone +12125550119")
    assert "Ana María" in terminal.done("people list")
    assert "This is Ana María's phone" in terminal.refused(SAM.replace("0112", "0119"))


def test_a_pin_is_asked_for_and_never_shown(terminal) -> None:
    terminal.done(ANA)
    assert "has a new PIN" in terminal.types("2580", "2580").done("people pin Ana")
    for answers in (("1234", "1234"), ("25", "25"), ("0111", "0111")):
        said = terminal.types(*answers).refused("people pin Ana")
        assert answers[0] not in said
    assert "2580" not in terminal.done("audit list") + terminal.done("people show Ana")
    assert "PIN set" in told(terminal.done("people show Ana"))


def test_mentors_and_those_who_are_kept_apart(terminal) -> None:
    for line in (ANA, SAM, KIT):
        terminal.done(line)
    assert "no mentor yet" in terminal.done("people show Kit")
    assert terminal.done("people mentor Kit Sam") == "Sam is Kit's mentor.\n"
    assert "mentor Sam" in told(terminal.done("people show Kit"))
    assert "takes a trainee" in terminal.refused("people mentor Kit Ana")
    terminal.done("people apart Kit Sam")
    assert "kept apart" in terminal.refused("people mentor Kit Sam")
    terminal.done("people apart Kit Sam --end")
    terminal.done("people mentor Kit Sam")
    assert terminal.done("people mentor Kit") == "Kit has no mentor now.\n"


def test_a_conflict_with_a_caller_is_kept_without_the_number(terminal) -> None:
    terminal.done(ANA)
    said = terminal.types("+12125550123").done("people conflict add Ana --days 30")
    (made,) = re.findall("[0-9a-f]{20}", said)
    shown = terminal.done("people show Ana")
    assert f"{made} (caller_asked)" in shown
    assert "5550123" not in said + shown + terminal.done("audit list")
    assert "country code" in terminal.types("0123").refused("people conflict add Ana")
    terminal.done(f"people conflict end {made}")
    assert "conflicts" not in terminal.done("people show Ana")
    assert "no such conflict" in terminal.refused(f"people conflict end {made}")


def test_who_leaves_is_asked_about_once(terminal) -> None:
    terminal.done(ANA)
    assert terminal.types("n").refused("people retire Ana")
    assert terminal.done("people list").startswith("off duty  Ana")
    assert "Thank you, Ana" in terminal.done("people retire Ana --yes")
    assert terminal.done("people list") == ""
    assert "people list" in terminal.refused("people show Ana")


def test_people_travel_to_a_spreadsheet_and_back(terminal, tmp_path) -> None:
    terminal.done(f"{ANA} --certified legal:2099-12-31")
    file = tmp_path / "people.csv"
    terminal.done(f"people export --out %{file}")
    assert file.read_bytes().startswith(b"\xef\xbb\xbfname,role,")
    assert terminal.done(f"people import %{file}") == "0 added, 1 changed.\n"
    file.write_text("name,languages,phone\nSam,es,+12125550112\nKit,es,no phone\n")
    said = terminal.refused(f"people import %{file}")
    assert "people.csv:3: The phone" in said
    assert "Sam" not in terminal.done("people list")
    file.write_bytes(b"name\n\xff\xfe")
    assert "UTF-8" in terminal.refused(f"people import %{file}")
    assert terminal.done("people export").startswith("name,role,")


@pytest.mark.parametrize("by", ["12345678", "%"])
def test_who_signs_does_it_with_a_name(terminal, by: str) -> None:
    terminal.done(ANA)
    assert "name" in terminal.refused(f"people certify Ana legal:2099-01-01 --by {by}")
    assert "no certificate" in terminal.done("people list")
