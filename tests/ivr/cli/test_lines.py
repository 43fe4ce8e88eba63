"""Is a published number given its flow by a few words, and is it said what to set at Twilio?"""

from ivr.environment import ROOT

ADD = "lines add --name local --number +12125550170 --flow welcome --by Sam"


def test_a_newcomer_sees_the_two_numbers_there_are(terminal) -> None:
    terminal.done("flows publish")
    assert terminal.done("lines list").splitlines() == [
        "main         +12125550100     answers with welcome",
        "neutral      +12125550101     answers with neutral",
    ]


def test_before_anything_is_published_it_is_said_what_to_do(terminal) -> None:
    assert terminal.done("lines list") == ""
    assert "helpline flows publish" in terminal.refused(ADD)


def test_a_line_is_added_with_the_addresses_to_set(terminal) -> None:
    terminal.done("flows publish")
    said = terminal.done(ADD, PUBLIC_URL="https://phone.example.org")
    assert said.startswith("local        +12125550170     answers with welcome\n")
    for address in (
        "https://phone.example.org/voice/calls#rc=2&rp=ct,rt,5xx&ct=1500&rt=4500\n",
        "https://phone.example.org/voice/calls/status\n",
        "https://phone.example.org/text/messages\n",
    ):
        assert address in said
    assert "helpline lifeline" in said


def test_a_line_is_changed_bit_by_bit_and_closed(terminal) -> None:
    terminal.done("flows publish")
    terminal.done(ADD)
    said = terminal.done("lines change local --texts welcome --by Sam")
    assert said.strip().endswith("answers with welcome, texts with welcome")
    assert "texts" not in terminal.done("lines change local --no-texts --by Ana")
    assert "+12125550170" in terminal.done("lines close local --by Sam")
    assert "local        +12125550170     closed" in terminal.done("lines list")


def test_what_cannot_be_is_refused_with_what_to_do(terminal) -> None:
    terminal.done("flows publish")
    assert "did you mean welcome" in terminal.refused(ADD.replace("welcome", "welcom"))
    assert "helpline lines list" in terminal.refused("lines close local --by Sam")
    assert "--no-texts" in terminal.refused("lines change main --by Sam")
    assert "--no-texts" in terminal.refused("lines change main --texts x --no-texts --by Sam")
    assert "Sign with a name" in terminal.refused("lines close main --by +12125550170")


def test_a_publish_that_lacks_the_flow_of_a_line_is_refused(terminal, tmp_path) -> None:
    terminal.done("flows publish")
    example = str(ROOT / "callflows" / "examples" / "two_numbers")
    said = terminal.refused("flows publish", FLOWS_DIR=example)
    assert "The line main answers with the flow welcome, which this set lacks." in said
