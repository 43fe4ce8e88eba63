"""Can those who lead change what callers hear, and does nothing get lost or out by mistake?"""

import re
import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path

import pytest
from staff import Arrive, Desk, code, hire

from ivr.environment import read
from ivr.models import Grant
from ivr.operations import approvals, drafting, drafts, flows, sets
from ivr.operations.approvals import Proposal
from ivr.operations.drafting import Work
from ivr.runtime import Runtime, build
from ivr.trial.servers import PrivateRedis

FRIDAY_NIGHT = datetime(2027, 3, 5, 22, 30, tzinfo=UTC)

DRAFT = "/console/flows/draft-summer"
WELCOME = f"{DRAFT}/flow/welcome"
MENU = f"{WELCOME}/step/main_menu"


@pytest.fixture(scope="module")
def sqlite_template(
    sqlite_template: Path, redis_server: PrivateRedis, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """What is shipped is live, Sam began a draft of it, and Sam and Fay may sign in."""
    folder = tmp_path_factory.mktemp("summer")
    file = folder / "template.db"
    shutil.copy(sqlite_template, file)
    given = {
        "HELPLINE_DATABASE_URL": f"sqlite:///{file}",
        "HELPLINE_REDIS_URL": redis_server.url,
        "HELPLINE_SECRET_KEYS": "a key for tests",
    }
    made = replace(build(read(given, root=folder)), clock=lambda: FRIDAY_NIGHT)
    flows_dir = folder / "callflows"
    shutil.copytree("callflows", flows_dir, ignore=_left_out)
    rt = replace(made, environment=replace(made.environment, flows_dir=flows_dir))
    flows.publish(rt)
    drafts.begin(rt, "summer", "Sam")
    for name, grant in (("Sam", Grant.SUPERVISOR), ("Fay", Grant.FLOW_EDITOR)):
        hire(rt, name, grant)
    rt.db.engine.dispose()
    rt.redis.close()
    return file


def _left_out(folder: str, names: list[str]) -> list[str]:
    """Of the call scripts a few are enough."""
    of_menu = "scripts" in folder
    return [one for one in names if one == "examples" or (of_menu and "family_harm" not in one)]


@pytest.fixture
def arrive(rt: Runtime) -> Arrive:
    """Sam or Fay, at a browser of their own."""
    return lambda name, **headers: Desk(rt, **headers).sign_in(name)


def filled(desk: Desk) -> dict[str, list[str]]:
    """What the form of a step that is shown would send if nobody touched it."""
    page = desk.shown.text
    form = page.partition('<form class="step"')[2].partition("</form>")[0]
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input id="[^"]*" name="([^"]+)"[^>]*value="([^"]*)"', form):
        found[name] = [unescape(value)]
    for name, words in re.findall(r'<textarea id="[^"]*" name="([^"]+)"[^>]*>([^<]*)', form):
        found[name] = [unescape(words)]
    for name, options in re.findall(
        r'<select id="[^"]*" name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL
    ):
        chosen = re.search(r'value="([^"]*)" selected', options)
        found[name] = [chosen[1] if chosen else ""]
    for name, value in re.findall(r'name="([^"]+)" value="([^"]*)" checked', form):
        found.setdefault(name, []).append(value)
    return found


def kept(rt: Runtime, file: str = "welcome.yaml") -> str:
    return drafts.get(rt, "summer").files[file]


def live(rt: Runtime) -> str:
    """The first choice that callers hear now."""
    text = sets.named(rt, "live").files["welcome.yaml"]
    return text.partition("main_menu:\n")[2].partition("label: ")[2].partition("\n")[0]


def test_the_first_page_says_what_is_live_who_works_and_what_is_switched_on(
    rt: Runtime, arrive: Arrive
) -> None:
    desk = arrive("Sam")
    desk.open("/console/flows")
    for said in ("What callers hear now", "the command line", "summer", "closed today", "Off"):
        assert said.lower() in desk.text.lower(), said


def test_a_flow_reads_as_sentences_in_each_language(rt: Runtime, arrive: Arrive) -> None:
    desk = arrive("Sam")
    desk.open("/console/flows/live/flow/welcome")
    for said in (
        "You do not have to give your name.",
        "If the harm comes from a partner",
        "After 1 silence",
        "If we are open by the hours",
        "8 s",
    ):
        assert said in desk.text, said
    assert 'href="#step-person"' in desk.shown.text
    desk.open("/console/flows/live/flow/welcome?in=es")
    assert "Si el daño viene de su pareja" in desk.text
    for path in ("live/flow/nothing", "draft-nobody", "revision-0000", "x", "live/yaml?file=x"):
        assert desk.open(f"/console/flows/{path}").status_code == 404, path


TABS = (
    *("", "/translations", "/yaml", "/checks", "/changes", "/flow/area"),
    *("/flow/welcome/new", "/flow/welcome/step/person"),
)


def test_every_tab_of_every_set_opens_in_spanish_too(rt: Runtime, arrive: Arrive) -> None:
    desk = arrive("Fay", **{"Accept-Language": "es"})
    for of in ("live", "draft-summer"):
        for tab in TABS:
            assert desk.open(f"/console/flows/{of}{tab}").status_code == 200, tab
            assert '<html lang="es"' in desk.shown.text


def test_words_are_changed_where_they_are_read(rt: Runtime, arrive: Arrive) -> None:
    desk = arrive("Sam")
    desk.open(f"{WELCOME}?change=will_call")
    assert "school year" in desk.text
    desk.send(WELCOME, w_say="We call you. Wait if you like.")
    assert "Saved in the draft." in desk.text
    assert "say: We call you. Wait if you like." in kept(rt)
    assert "# Said only where calls back can be promised" in kept(rt), "comments stay"
    desk.open(f"{WELCOME}?in=es&change=will_call")
    assert "We call you. Wait if you like." in desk.text, "what it translates stands beside it"
    desk.send(WELCOME, w_say="Le llamamos. Espere si quiere.")
    found = kept(rt, "wording/es.yaml")
    assert 'text: "Le llamamos. Espere si quiere."' in found
    assert live(rt) == "To talk to someone now", "nobody hears a draft"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("Call 1-800-555-0199 now", "Telephone numbers are named in settings.yaml"),
        ("See www.example.org", "Addresses are not written into words"),
        ("", "Write what is said here."),
    ],
)
def test_words_that_cannot_be_said_are_told_beside_the_field_and_kept_there(
    rt: Runtime, arrive: Arrive, words: str, said: str
) -> None:
    desk = arrive("Sam")
    desk.open(f"{WELCOME}?change=will_call")
    before = kept(rt)
    assert desk.send(WELCOME, w_say=words).status_code == 422
    assert said in desk.text
    assert f">{words}</textarea>" in desk.shown.text
    assert '<a href="#w_say">' in desk.shown.text
    assert kept(rt) == before


def test_no_word_of_a_flow_becomes_part_of_the_page(rt: Runtime, arrive: Arrive) -> None:
    desk = arrive("Sam")
    evil = "x\"'><script>alert(1)</script>"
    text = (
        kept(rt)
        .replace("To talk to someone now", evil)
        .replace("title: First answer for every caller", f"title: >-\n  {evil}")
    )
    evil_files = {**drafts.get(rt, "summer").files, "welcome.yaml": text}
    drafts.change(rt, "summer", "Sam", 1, evil_files)
    for path in (*TABS, "/flow/welcome", "/flow/welcome?change=main_menu", "/yaml?file=area.yaml"):
        desk.open(DRAFT + path)
        assert desk.shown.status_code == 200, path
        assert "<script>alert" not in desk.shown.text, path


def test_a_step_is_changed_by_form_and_its_translations_follow(rt: Runtime, arrive: Arrive) -> None:
    desk = arrive("Sam")
    desk.open(MENU)
    given = filled(desk)
    assert given["choices.0.label"] == ["To talk to someone now"]
    given["choices.0.press"] = ["5"]
    given["choices.4.press"], given["choices.4.label"] = ["6"], ["For anything else"]
    given["choices.4.go"] = ["person"]
    given["choices.3.gone"] = ["yes"]
    desk.send(MENU, **given)
    assert "Saved in the draft." in desk.text
    menu = kept(rt).partition("main_menu:\n")[2].partition("what_happened:")[0]
    assert "press: 6" in menu
    assert "your_choices" not in menu
    assert "# after one silence" in menu, "comments stay"
    words = kept(rt, "wording/es.yaml")
    assert "welcome.main_menu.label_5" in words
    assert "welcome.main_menu.label_1" not in words
    assert "welcome.main_menu.label_4" not in words


def test_what_is_wrong_with_a_step_stands_beside_its_field(rt: Runtime, arrive: Arrive) -> None:
    desk = arrive("Sam")
    desk.open(MENU)
    given = filled(desk) | {"choices.1.press": ["1"], "wait": ["soon"]}
    assert desk.send(MENU, **given).status_code == 422
    assert "A time span is written like 25s" in desk.text
    assert 'href="#wait"' in desk.shown.text
    assert 'value="soon"' in desk.shown.text, "nothing typed is lost"
    given["wait"] = ["6s"]
    assert desk.send(MENU, **given).status_code == 422
    assert "used twice in this step" in desk.text
    assert drafts.get(rt, "summer").version == 1


def test_a_step_is_added_renamed_and_taken_out_once_nothing_leads_to_it(
    rt: Runtime, arrive: Arrive
) -> None:
    desk = arrive("Fay")
    desk.open(f"{WELCOME}/new?kind=say&name=Just a word")
    desk.send(f"{WELCOME}/new", say="One moment.", then="person")
    assert "Saved in the draft." in desk.text
    assert "just_a_word:" in kept(rt)
    step = f"{WELCOME}/step/just_a_word"
    desk.open(step)
    desk.send(step, **(filled(desk) | {"called": ["a word"]}))
    assert "a_word:" in kept(rt)
    assert "just_a_word" not in kept(rt)
    desk.open(f"{WELCOME}/step/no_text")
    assert "cannot be taken out while something leads to it" in desk.text
    assert desk.send(f"{WELCOME}/step/no_text", do="remove").status_code == 422
    desk.open(f"{WELCOME}/step/a_word")
    desk.send(f"{WELCOME}/step/a_word", do="remove")
    assert "a_word" not in kept(rt)


def test_everything_that_led_to_a_step_leads_to_its_new_name(rt: Runtime, arrive: Arrive) -> None:
    desk = arrive("Fay")
    desk.open(f"{WELCOME}/step/person")
    desk.send(f"{WELCOME}/step/person", **(filled(desk) | {"called": ["somebody"]}))
    assert "Saved in the draft." in desk.text, desk.text[:600]
    assert "person: somebody" in kept(rt)
    assert "go: person" not in kept(rt)
    assert "welcome.somebody.say" in kept(rt, "wording/es.yaml")


def test_two_people_change_different_steps_and_both_changes_are_kept(
    rt: Runtime, arrive: Arrive
) -> None:
    sam, fay = arrive("Sam"), arrive("Fay")
    sam.open(f"{WELCOME}?change=will_call")
    fay.open(f"{WELCOME}?change=no_call")
    fay.send(WELCOME, w_say="We cannot call this phone.")
    sam.send(WELCOME, w_say="We call you then.")
    assert "both changes are kept" in sam.text
    assert "say: We cannot call this phone." in kept(rt)
    assert "say: We call you then." in kept(rt)


CHOICES = [("mine", "Sam says this."), ("theirs", "Fay says this.")]


@pytest.mark.parametrize(("take", "said"), CHOICES)
def test_two_people_change_the_same_step_and_the_second_chooses(
    rt: Runtime, arrive: Arrive, take: str, said: str
) -> None:
    sam, fay = arrive("Sam"), arrive("Fay")
    sam.open(f"{WELCOME}?change=will_call")
    fay.open(f"{WELCOME}?change=will_call")
    fay.send(WELCOME, w_say="Fay says this.")
    assert sam.send(WELCOME, w_say="Sam says this.").status_code == 409
    for each in ("Fay changed this while you did", "Sam says this.", "Fay says this.",
                 "Thank you. We will call you then."):  # fmt: skip
        assert each in sam.text, each
    assert "Fay says this." in kept(rt), "nothing is written over"
    sam.send(f"{DRAFT}/merge", **{"take_welcome.yaml.steps.will_call": take})
    assert f"say: {said}" in kept(rt)


def test_the_last_change_is_undone(rt: Runtime, arrive: Arrive) -> None:
    desk, before = arrive("Sam"), kept(rt)
    desk.open(f"{WELCOME}?change=will_call")
    desk.send(WELCOME, w_say="Other words.")
    desk.open(DRAFT)
    desk.send(f"{DRAFT}/undo")
    assert "The last change is undone." in desk.text
    assert kept(rt) == before


def test_a_file_is_changed_by_hand_and_what_breaks_it_stands_at_its_line(
    rt: Runtime, arrive: Arrive
) -> None:
    desk = arrive("Fay")
    desk.open(f"{DRAFT}/yaml?file=welcome.yaml")
    text = kept(rt).replace("kind: menu ", "kind: meny ", 1)
    assert desk.send(f"{DRAFT}/yaml", text=text).status_code == 422
    assert "no kind of step called" in desk.text
    assert "kind: meny" in desk.shown.text
    line = 1 + text[: text.index("meny")].count("\n")
    assert f'id="L{line}" class="hit"' in desk.shown.text
    assert drafts.get(rt, "summer").version == 1
    desk.send(f"{DRAFT}/yaml", text=text, anyway="yes")
    assert "kind: meny" in kept(rt)
    desk.open(WELCOME)
    assert "This set cannot be read" in desk.text


def test_somebody_signs_what_they_read_over(rt: Runtime, arrive: Arrive) -> None:
    desk = arrive("Fay")
    desk.open(f"{DRAFT}/translations?state=unchecked")
    desk.send(f"{DRAFT}/translations", sign="es.welcome.hello.say")
    assert "checked: Fay, 2027-03-05" in kept(rt, "wording/es.yaml")


def test_a_change_is_refused_with_the_whole_call_then_agreed_to_and_heard(
    rt: Runtime, arrive: Arrive, watch
) -> None:
    sam, fay = arrive("Sam"), arrive("Fay")
    sam.open(MENU)
    sam.send(MENU, **(filled(sam) | {"choices.1.go": ["duty_phones"]}))
    sam.open(f"{DRAFT}/changes")
    assert "Key 2 in main_menu now goes to duty_phones; it went to person." in sam.text
    assert sam.send(f"{DRAFT}/changes", note="").status_code == 422
    sam.send(f"{DRAFT}/changes", note="Straight to the phones")
    assert sam.shown.status_code == 422
    assert "Nothing was published." in sam.text
    assert "presses 2" in sam.text, "the whole call is shown"
    assert 'value="Straight to the phones"' in sam.shown.text
    sam.open(MENU)
    plainer = {"choices.1.go": ["person"], "choices.0.label": ["To talk to a person now"]}
    sam.send(MENU, **(filled(sam) | plainer))
    sam.open(f"{WELCOME}?in=es&change=main_menu")
    sam.send(WELCOME, **{f"w_{part}": words for part, words in re.findall(
        r'name="w_(\w+)"[^>]*>([^<]*)', sam.shown.text)})  # fmt: skip
    sam.open(f"{DRAFT}/changes")
    sam.send(f"{DRAFT}/changes", note="Plainer words")
    assert "Somebody else can agree now." in sam.text, sam.text[:900]
    assert "You asked for this: somebody else has to agree." in sam.text
    path = sam.shown.request.path.removesuffix("/changes")
    sam.open(f"{path}/agree")
    sam.send(f"{path}/agree")
    assert "somebody else has to agree" in sam.text
    assert live(rt) == "To talk to someone now"
    watch.forward(timedelta(minutes=11))
    fay.open(f"{path}/agree")
    assert fay.shown.request.path == "/console/prove"
    fay.send("/console/prove", code=code(rt))
    assert "To talk to a person now" in fay.text
    fay.send(f"{path}/agree")
    assert "Callers hear it from now on." in fay.text
    assert live(rt) == "To talk to a person now"


def changed(rt: Runtime) -> dict[str, str]:
    """What is live, with another title."""
    files = dict(drafts.get(rt, "summer").files)
    text = files["welcome.yaml"].replace("First answer for every caller", "The first answer")
    return {**files, "welcome.yaml": text}


def goes_live(rt: Runtime, files: dict[str, str]) -> None:
    asked = approvals.propose(rt, Proposal(files, "Ana", "title"))
    approvals.approve(rt, asked.revision, "Ben")


def test_an_earlier_version_is_back_with_two_presses(rt: Runtime, arrive: Arrive) -> None:
    goes_live(rt, changed(rt))
    desk = arrive("Sam")
    desk.open("/console/flows")
    link = re.search(r'href="(/console/flows/revision-\w+/back)"', desk.shown.text)
    assert link
    desk.open(link[1])
    desk.send(link[1])
    assert "Callers hear the earlier version again." in desk.text


def test_a_supervisor_switches_the_closed_message_on_and_off(rt: Runtime, arrive: Arrive) -> None:
    desk = arrive("Sam")
    desk.open("/console/flows")
    switch = {"switch": "closed_today"}
    desk.send("/console/flows/switch", do="on", until="2027-03-01T10:00", **switch)
    assert desk.shown.status_code == 422
    assert "This moment is over" in desk.text
    desk.send("/console/flows/switch", do="on", until="2027-03-06T10:00", **switch)
    assert "It is on." in desk.text
    desk.send("/console/flows/switch", do="off", **switch)
    assert "It is off." in desk.text
    fay = arrive("Fay")
    fay.open("/console/flows")
    assert fay.send("/console/flows/switch", do="off", **switch).status_code == 403


def test_a_draft_takes_in_what_went_live_meanwhile(rt: Runtime, arrive: Arrive) -> None:
    goes_live(rt, changed(rt))
    files = drafts.get(rt, "summer").files
    more = {**files, "area.yaml": files["area.yaml"] + "# more\n"}
    drafting.save(rt, Work("summer", "Sam", 1), more)
    desk = arrive("Sam")
    desk.open(f"{DRAFT}/changes")
    assert "Something else went live since this draft was begun" in desk.text
    desk.send(f"{DRAFT}/catch-up")
    assert "What went live meanwhile is in the draft now." in desk.text
    assert "The first answer" in kept(rt)
    assert "# more" in kept(rt, "area.yaml")


def test_the_map_links_each_step_to_its_card_with_what_is_laid_over_it(
    rt: Runtime, arrive: Arrive
) -> None:
    desk = arrive("Fay")
    for layer in ("", "?show=checks", "?show=tried", "?show=changed", "?show=x"):
        assert desk.open(f"{WELCOME}/map{layer}").status_code == 200, layer
        assert f'href="{WELCOME}#step-person"' in desk.shown.text
    desk.open(f"{WELCOME}/map?show=tried")
    assert "ways tried" in desk.shown.text


def test_a_call_is_tried_on_the_page_and_kept_as_a_script(rt: Runtime, arrive: Arrive) -> None:
    desk, path = arrive("Sam"), f"{WELCOME}/try"
    desk.open(path)
    assert "You have reached people who can help." in desk.text
    world = {"open": "yes", "p0_name": "Ana", "p0_speaks": "es", "p0_is": "free"}
    for do in ("press-2", "press-1"):
        desk.send(path, do=do, **world)
    assert "Estoy buscando" in desk.text or "Usted está en la fila" in desk.text, desk.text
    desk.send(path, do="wait", **world)
    assert "Ana answers. The call goes on with a person." in desk.text
    sealed = re.search(r'name="path" value="([^"]*)"', desk.shown.text)
    assert sealed
    assert "press" not in sealed[1]
    desk.send(f"{WELCOME}/keep", called="Ana is found in Spanish", must_pass="yes", **world)
    assert "Saved in the draft." in desk.text
    text = kept(rt, "scripts/ana_is_found_in_spanish.yaml")
    assert "rings: Ana" in text
    assert "must_pass_to_publish: yes" in text


def test_what_if_the_number_is_withheld_and_it_is_no_time(rt: Runtime, arrive: Arrive) -> None:
    desk, path = arrive("Sam"), f"{WELCOME}/try"
    desk.open(path)
    desk.send(path, do="press-9", number_hidden="yes")
    assert desk.shown.status_code == 200
    desk.send(path, do="again", time="never")
    assert desk.shown.status_code == 422
    desk.open(f"{DRAFT}/flow/area/try")
    assert "This flow is part of others" in desk.text
