"""Do the examples say what they promise: the whole set of two numbers, and every one on a page?"""

import io
import re
import unicodedata
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from ivr.flow import engine
from ivr.flow.effects import LanguageChosen, TextPromised, WideningAgreed
from ivr.flow.facts import EVERY_PROMISE
from ivr.flow.inputs import Failed, Keys, NobodyFree, Said, Silence
from ivr.flow.instructions import EnterLine, HangUp, LeaveLine, Listen, RingDutyPhones
from ivr.flow.proofs.performance import broken
from ivr.flow.proofs.script import read_scripts
from ivr.flow.reader import draft_of, findings_of, read_folder, read_set
from ivr.flow.review import review
from ivr.flow.settings import Settings
from ivr.flow.situation import Situation
from ivr.flow.source import read
from ivr.flow.translations import from_po, merged, table, to_po
from routing.need import Urgency

ROOT = Path(__file__).resolve().parents[2]
SETS = ROOT / "callflows" / "examples"
EXAMPLE = SETS / "two_numbers"
PAGES = sorted(
    [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "callflows").rglob("*.md")]
)
FACTS = engine.Facts(
    datetime(2026, 3, 2, 3, 0, tzinfo=UTC), number_hidden=False, keeps=EVERY_PROMISE
)
YES = ["yes", "YES", "Ok", "sí", "Si", "Yes please, that would be good", "Sí, claro, mándela"]
NOT_YES = [
    "no", "NO", "it is not safe", "yes but not now", "sí pero ahora no", "ok never mind, don't",
    "mejor no", "he reads my phone", "por favor", "ayuda", "",
]  # fmt: skip


@pytest.fixture(scope="module")
def line():
    return read_set(read_folder(EXAMPLE), allow_test_numbers=True)


def words(reply) -> str:
    parts = []
    for instruction in reply.instructions:
        parts.extend(instruction.prompt if isinstance(instruction, Listen) else (instruction,))
    return " ".join(part.words for part in parts if hasattr(part, "words"))


def pressed(line, *keys, facts=FACTS):
    reply = engine.start(line, "hotline", facts)
    for key in keys:
        reply = engine.resume(line, reply.position, Keys(key) if key else Silence(), facts)
    return reply


def asked_to_text(line, language):
    """Nobody was free for a long time: the safety question of the text."""
    waiting = pressed(line, language, "1")
    return engine.resume(line, waiting.position, NobodyFree(), FACTS)


def test_the_whole_flow_fits_on_sixty_lines():
    lines = (EXAMPLE / "hotline.yaml").read_text().splitlines()
    assert len([text for text in lines if text.strip() and not text.strip().startswith("#")]) <= 60


@pytest.mark.parametrize("name", sorted(folder.name for folder in SETS.iterdir()))
def test_there_is_nothing_to_mend_in_an_example(name):
    found = findings_of(read_folder(SETS / name), allow_test_numbers=True)
    assert [str(finding) for finding in found if finding.level == "M"] == []


@pytest.mark.parametrize("name", sorted(folder.name for folder in SETS.iterdir()))
def test_an_example_can_be_published(name):
    answers_texts = frozenset({"hotline"}) if name == "two_numbers" else frozenset()
    situation = Situation(FACTS.now, texted=answers_texts)
    found = review(read_folder(SETS / name), situation, allow_test_numbers=True).findings
    assert [str(finding) for finding in found if finding.level == "M"] == []


@pytest.mark.parametrize("name", sorted(folder.name for folder in SETS.iterdir()))
def test_an_example_says_what_the_system_says_everywhere(name, book):
    example = read_set(read_folder(SETS / name), allow_test_numbers=True)
    for (phrase, language), said in example.phrases.items():
        if language in book.settings.languages:
            assert said == book.phrases[phrase, language], phrase


@pytest.fixture(scope="module")
def arabic():
    return read_set(read_folder(SETS / "arabic"), allow_test_numbers=True)


def test_who_chooses_arabic_hears_nothing_but_arabic_until_the_line(arabic):
    reply = engine.start(arabic, "welcome", FACTS)
    heard = []
    for key in ("2", "2", "1"):
        reply = engine.resume(arabic, reply.position, Keys(key), FACTS)
        heard.append(words(reply))
    assert not re.search(r"[a-z]", " ".join(heard), re.I)
    assert all(unicodedata.bidirectional(said.strip()[0]) == "AL" for said in heard)
    assert reply.effects == (TextPromised("general_list", "ar"),)
    assert reply.instructions[-1].need.language == "ar"


def test_every_arabic_sentence_of_the_system_is_written_from_right_to_left(arabic):
    for (name, language), said in arabic.phrases.items():
        if language == "ar":
            letters = [c for c in re.sub(r"\{[a-z]+\}", "", said) if c.isalpha()]
            assert {unicodedata.bidirectional(c) for c in letters} == {"AL"}, name


@pytest.mark.parametrize(
    ("answer", "promised"),
    [("نعم", True), ("حسنا، موافق", True), ("لا", False), ("غير آمن", False)],
)
def test_an_arabic_yes_and_no_are_understood(arabic, answer, promised):
    reply = engine.start(arabic, "welcome", FACTS)
    for key in ("2", "2"):
        reply = engine.resume(arabic, reply.position, Keys(key), FACTS)
    reply = engine.resume(arabic, reply.position, Said(answer), FACTS)
    assert bool(reply.effects) is promised


def test_an_arabic_text_fits_into_one(arabic):
    text = arabic.text("general_list", "ar", "https://pages.example.org/" + "x" * 22)
    assert len(text) <= 70


def test_the_arabic_goes_to_a_translator_and_comes_back_as_it_was():
    files = read_folder(SETS / "arabic")
    draft = draft_of(files, allow_test_numbers=True)
    po = to_po(table(draft, "ar"), "ar", FACTS.now)
    assert "لحظة من فضلكم." in po.decode("utf-8"), "not in escapes that nobody can read"
    assert b"Language: ar" in po
    assert merged(files["wording/ar.yaml"], from_po(po, "ar")) == files["wording/ar.yaml"]
    edited = po.replace("لحظة من فضلكم.".encode(), "لحظة واحدة من فضلكم.".encode())
    text = merged(files["wording/ar.yaml"], from_po(edited, "ar"))
    again = read_set({**files, "wording/ar.yaml": text}, allow_test_numbers=True)
    assert again.phrase("one_moment", "ar") == "لحظة واحدة من فضلكم."


def test_who_calls_hears_in_both_languages_that_this_is_no_emergency_service(line):
    hello = words(pressed(line))
    assert hello.startswith("This is not an emergency service.")
    assert "no es un servicio de emergencias" in hello
    assert pressed(line, "2").effects == (LanguageChosen("es"),)


def test_an_advocate_for_a_nurse_is_looked_for_before_everyone_else(line):
    nurse, caller = pressed(line, "1", "3"), pressed(line, "1", "1")
    assert nurse.instructions[-1].need.urgency is Urgency.DANGER
    assert caller.instructions[-1].need.urgency is Urgency.NORMAL


def test_who_does_nothing_is_in_line(line):
    assert isinstance(pressed(line, "", "").instructions[-1], EnterLine)


def test_a_spanish_caller_is_asked_after_180_seconds_before_an_interpreter_and_not_sooner(line):
    waiting = pressed(line, "2", "1")
    assert waiting.instructions[-1].need.language == "es"
    question = line.phrase("ask_interpreter", "es", key="1")
    position = waiting.position
    for seconds in range(0, 180, 10):
        beat = engine.while_waiting(line, position, timedelta(seconds=seconds), FACTS)
        assert question not in words(beat)
        position = beat.position
    beat = engine.while_waiting(line, position, timedelta(seconds=180), FACTS)
    assert question in words(beat)
    silent = engine.resume(line, beat.position, Silence(), FACTS)
    assert silent.effects == ()
    agreed = engine.resume(line, beat.position, Keys("1"), FACTS)
    assert agreed.effects == (WideningAgreed("interpreter"),)
    back = engine.present(line, agreed.position, FACTS)
    assert back.instructions[-1].agreed == ("interpreter",)


@pytest.mark.parametrize(
    ("key", "said"), [("1", "We cannot answer"), ("2", "no podemos contestar")]
)
def test_with_the_system_down_duty_phones_ring_and_the_last_words_are_the_callers(line, key, said):
    down = engine.Facts(FACTS.now, number_hidden=False, switches={"system_down": True})
    ringing = pressed(line, key, facts=down)
    assert isinstance(ringing.instructions[-1], RingDutyPhones)
    end = engine.resume(line, ringing.position, NobodyFree(), down)
    assert isinstance(end.instructions[-1], HangUp)
    assert said in words(end)
    assert "9 1 1" in words(end)


@pytest.mark.parametrize("answer", YES)
@pytest.mark.parametrize(("key", "language"), [("1", "en"), ("2", "es")])
def test_yes_is_understood_however_it_is_written(line, answer, key, language):
    question = asked_to_text(line, key)
    reply = engine.resume(line, question.position, Said(answer), FACTS)
    assert reply.effects == (TextPromised("general_list", language),)
    assert isinstance(reply.instructions[-1], EnterLine)


@pytest.mark.parametrize("answer", NOT_YES)
@pytest.mark.parametrize("key", ["1", "2"])
def test_nobody_is_texted_for_a_no_or_for_words_that_do_not_say_yes(line, answer, key):
    reply = asked_to_text(line, key)
    for _ in range(3):
        if isinstance(reply.instructions[-1], Listen):
            reply = engine.resume(line, reply.position, Said(answer), FACTS)
            assert reply.effects == ()
    assert isinstance(reply.instructions[-1], RingDutyPhones)


def test_nobody_is_texted_because_they_were_silent(line):
    question = asked_to_text(line, "2")
    for nothing in (Silence(), Keys(""), Failed(), NobodyFree()):
        reply = engine.resume(line, question.position, nothing, FACTS)
        assert reply.effects == ()
        assert not isinstance(reply.instructions[-1], LeaveLine)


EXAMPLES = [
    pytest.param(match[1], id=f"{page.relative_to(ROOT)}-{number}")
    for page in PAGES
    for number, match in enumerate(
        re.finditer(r"^```yaml\n(.*?)^```$", page.read_text(), re.MULTILINE | re.DOTALL), 1
    )
]


def completed(text: str, files: dict[str, str]) -> dict[str, str]:
    """The shipped set with this example in its place: a flow, steps, wording or settings."""
    plain = read("example.yaml", text).plain
    assert isinstance(plain, dict)
    if "flow" in plain:
        return {**files, f"{plain['flow']}.yaml": text}
    if "script" in plain:
        return files
    if all(isinstance(value, dict) and "kind" in value for value in plain.values()):
        return {**files, "excerpt.yaml": around(plain)}
    name = "settings.yaml" if plain.keys() <= Settings.model_fields.keys() else "wording/es.yaml"
    whole = read(name, files[name]).plain
    assert isinstance(whole, dict)
    assert plain.keys() <= whole.keys(), "this example is of no kind we know"
    for key, value in plain.items():
        both = isinstance(value, dict) and isinstance(whole[key], dict)
        whole[key] = {**whole[key], **value} if both else value
    return {**files, name: dumped(whole)}


def around(steps: dict) -> str:
    """A flow of these steps; whatever they lead to and do not hold is said to be a goodbye."""
    found = set(re.findall(r"'(?:go|then|otherwise|no_one_free|if_it_fails)': '(\w+)'", str(steps)))
    others = {name: {"kind": "goodbye", "say": "Take care."} for name in found - steps.keys()}
    first = next(iter(steps))
    frame = dict.fromkeys(("starts_at", "person", "danger", "if_anything_breaks"), first)
    whole = {"flow": "excerpt", "title": "An excerpt", **frame, "languages": ["en"]}
    return dumped({**whole, "steps": {**steps, **others}})


def dumped(plain: dict) -> str:
    """YAML in which every value is written as the words it is."""
    written = io.StringIO()
    yaml = YAML(typ="safe", pure=True)
    yaml.default_flow_style = False
    yaml.dump(plain, written)
    return written.getvalue()


def test_there_are_examples_to_look_at():
    assert len(EXAMPLES) >= 3


@pytest.mark.parametrize("text", EXAMPLES)
def test_every_example_on_a_page_passes_the_check(text, files):
    found = findings_of(completed(text, files), allow_test_numbers=True)
    assert [str(finding) for finding in found if finding.level == "M"] == []


CALLS = [example for example in EXAMPLES if example.values[0].startswith("script:")]


@pytest.mark.parametrize("text", CALLS)
def test_every_call_on_a_page_goes_as_it_is_written(text, book):
    scripts = read_scripts({"scripts/example.yaml": text})
    assert [str(outcome.finding) for outcome in broken(book, scripts)] == []


def test_a_page_shows_how_a_call_is_written_down():
    assert CALLS


def test_an_example_with_a_mistake_would_be_found(files):
    broken = "greeting:\n  kind: say\n  say: Hello.\n"
    found = findings_of(completed(broken, files), allow_test_numbers=True)
    assert "missing-exit" in {finding.code for finding in found}
