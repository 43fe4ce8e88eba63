"""How is a published number given its flow from a terminal?"""

import click

from ivr.cli.ground import kindly, started
from ivr.cli.telling import refused
from ivr.models import Line, LineState
from ivr.operations import lines
from ivr.operations.lines import Change, NewLine
from ivr.runtime import Runtime
from ivr.telephony.addresses import Addresses

__all__ = ["group", "shown"]

RETRY = "#rc=2&rp=ct,rt,5xx&ct=1500&rt=4500"
"""Behind an address: Twilio asks again quickly. A fragment, and so outside the signature."""


@click.group("lines")
def group() -> None:
    """The published numbers, and the flow each answers with.

    \b
    HELPLINE_NUMBER is a line from the first publish on. Another number:
      helpline lines add --name local --number +12125550170 --flow hotline --by Sam
    Let it answer texts by the same flow, too:
      helpline lines change local --texts hotline --by Sam
    """


@group.command("list")
@kindly
def listing() -> None:
    """Every line, its number and its flows."""
    rt = started()
    for line in lines.everyone(rt):
        click.echo(shown(line))


def shown(line: Line) -> str:
    """One line on one line."""
    if line.state == LineState.CLOSED:
        return f"{line.name:12} {line.number:16} closed"
    texts = f", texts with {line.text_flow}" if line.text_flow else ""
    return f"{line.name:12} {line.number:16} answers with {line.flow}{texts}"


@group.command()
@click.option("--name", required=True, help="What the staff call it: local.")
@click.option("--number", required=True, help="As it is published, with its country: +12125550170.")
@click.option("--flow", required=True, help="A flow that is live.")
@click.option("--texts", help="The flow that answers texts, often the same one.")
@click.option("--by", "who", required=True, help="Your name.")
@kindly
@refused
def add(name: str, number: str, flow: str, texts: str | None, who: str) -> None:
    """Let another number answer, from now on; and say what to set at Twilio."""
    rt = started()
    line = lines.add(rt, NewLine(name, number, flow, texts), who)
    click.echo(shown(line))
    click.echo(at_twilio(line, rt))


@group.command()
@click.argument("name")
@click.option("--flow", help="The flow new calls hear.")
@click.option("--texts", help="The flow that answers texts.")
@click.option("--no-texts", is_flag=True, help="Texts get one neutral sentence again.")
@click.option("--by", "who", required=True, help="Your name.")
@kindly
@refused
def change(name: str, flow: str | None, texts: str | None, who: str, *, no_texts: bool) -> None:
    """Let the line NAME answer with another flow. Calls that go on keep their own."""
    if not (flow or texts or no_texts) or (texts and no_texts):
        raise click.UsageError("Say what changes: --flow FLOW, --texts FLOW or --no-texts.")
    rt = started()
    click.echo(shown(lines.change(rt, name, Change(flow, texts, not no_texts), who)))


@group.command()
@click.argument("name")
@click.option("--by", "who", required=True, help="Your name.")
@kindly
@refused
def close(name: str, who: str) -> None:
    """NAME is no line any more. Whoever still calls it hears what the main line says."""
    rt = started()
    line = lines.close(rt, name, who)
    click.echo(f"{line.name} is closed; point {line.number} elsewhere at Twilio, or let it go.")


def at_twilio(line: Line, rt: Runtime) -> str:
    """What must be set there for this number, word by word."""
    addresses: Addresses = rt.addresses
    rows = (
        ("A call comes in", f"{addresses.calls}{RETRY}", "POST"),
        ("Primary handler fails", "call.xml on another host (helpline lifeline)", "GET"),
        ("Call status changes", addresses.calls_status, "POST"),
        ("A message comes in", addresses.texts, "POST"),
    )
    told = [f"  {what:22} {how:4}  {where}" for what, where, how in rows]
    return "\n".join([f"At Twilio, set for {line.number}:", *told])
