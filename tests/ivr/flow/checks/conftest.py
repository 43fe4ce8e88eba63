"""A small set about which there is nothing to say, and what is said after one change."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from itertools import product
from pathlib import Path

import pytest

from ivr.flow.finding import Finding
from ivr.flow.review import review
from ivr.flow.shape import flow_of
from ivr.flow.situation import Situation
from ivr.flow.source import read
from ivr.flow.wording import fingerprint

GOOD = Path(__file__).parent / "good"
SHIPPED = Path(__file__).parents[4] / "callflows" / "wording"
MONDAY_NOON = datetime(2026, 3, 2, 17, 0, tzinfo=UTC)
SPANISH = {
    "Hello.": "Hola.",
    "What is it about?": "¿De qué se trata?",
    "To talk to someone": "Para hablar con alguien",
    "For harm": "Por un daño",
    "We are back on Monday at nine. You can text us.":
        "Abrimos el lunes a las nueve. Puede escribir por texto.",
    "To leave a message": "Para dejar un mensaje",
    "Would you like to leave a message?": "¿Quiere dejar un mensaje?",
    "I am finding someone.": "Busco a alguien.",
    "You are still connected.": "Sigue en la línea.",
    "To be called back": "Para recibir una llamada",
    "To get a text": "Para recibir un texto",
    "Is it safe to call you?": "¿Es seguro llamarle?",
    "Type the number that is safe.": "Marque el número que es seguro.",
    "When is it safe?": "¿Cuándo es seguro?",
    "In office hours": "En horas de oficina",
    "Is it safe to text you?": "¿Es seguro mandarle un texto?",
    "We cannot do that from here.": "Desde aquí no podemos.",
    "Did you feel heard?": "¿Le escucharon bien?",
    "Yes, I did": "Sí, bien",
    "No, I did not": "No, no bien",
    "I am calling one more person.": "Llamo a una persona más.",
    "I am here.": "Estoy aquí.",
    "I keep calling.": "Sigo llamando.",
    "We are here again on Monday. This line can help now.":
        "Volvemos el lunes. Esta línea puede ayudar ahora.",
    "Take care.": "Cuídese.",
}  # fmt: skip


def phrases(language: str) -> str:
    """What the system says, as it is shipped."""
    text = (SHIPPED / f"{language}.yaml").read_text(encoding="utf-8")
    return text.split("\nwords:")[0].rstrip() + "\n"


def translated(files: Mapping[str, str]) -> str:
    """The Spanish of a set, read over by Ana; new words get the Spanish of nothing."""
    entries = ["words:\n"]
    for name in sorted(files):
        if "/" in name or name in ("settings.yaml", "messages.yaml"):
            continue
        flow = flow_of(read(name, files[name]))
        for step_name, step in flow.steps.items():
            for wording in step.wording():
                text = SPANISH.get(wording.words, f"Otra cosa {len(entries)}?")
                entries.append(
                    f"  {flow.flow}.{step_name}.{wording.part}:\n"
                    f'    of: "{fingerprint(wording.words)}"\n'
                    f'    text: "{text}"\n'
                    f"    checked: Ana, 2026-03-01\n"
                )
    return phrases("es") + "".join(entries)


def good_files() -> dict[str, str]:
    files = {file.name: file.read_text(encoding="utf-8") for file in GOOD.glob("*.yaml")}
    return {**files, "wording/en.yaml": phrases("en"), "wording/es.yaml": translated(files)}


@pytest.fixture
def files() -> dict[str, str]:
    return good_files()


@pytest.fixture
def situation() -> Situation:
    """Everybody is served, on a Monday at noon in New York."""
    cells = frozenset(product(("en", "es"), ("harm", "child")))
    return Situation(MONDAY_NOON, served=cells)


Changed = Callable[..., tuple[Finding, ...]]


@pytest.fixture
def after(files: dict[str, str], situation: Situation) -> Changed:
    """The findings after changes: `after((file, old, new), …, live=book)`.  That this set has no
    call scripts is left out."""
    return partial(_changed, files, situation)


@pytest.fixture
def after_with(files: dict[str, str], situation: Situation) -> Changed:
    """The findings of a set with such entries of recordings, after changes."""
    return lambda entries, *changes: _changed({**files, **entries}, situation, *changes)


def _changed(
    files: dict[str, str], situation: Situation, *changes: tuple[str, str, str], **facts: object
) -> tuple[Finding, ...]:
    changed = dict(files)
    for name, old, new in changes:
        assert old in changed[name], f"{old!r} is not in {name}"
        changed[name] = changed[name].replace(old, new, 1)
    if not any(name == "wording/es.yaml" for name, _, _ in changes):
        changed["wording/es.yaml"] = translated(changed)
    known = replace(situation, **facts)  # type: ignore[arg-type]
    seen = review(changed, known, allow_test_numbers=True)
    return tuple(one for one in seen.findings if one.code != "few-exits-covered")
