"""How is the helpline set up as its pages tell it, and how does a change of it go?"""

from datetime import timedelta

from ruamel.yaml import YAML
from sqlalchemy import select
from staff import Arrive, code

from ivr.console.words import WORDS
from ivr.models import AuditEntry
from ivr.operations import drafts, lines, retention
from ivr.operations.lines import NewLine
from ivr.operations.setting_drafts import DRAFT
from ivr.queries.missing import missing
from ivr.runtime import Runtime

PAGE = "/console/settings"
TYPED = {"profile": "mixed", "turns": "80", "texts_a_day": "90", "call_back_to": "us, ca mx"}


def test_the_settings_are_told_in_words(open_rt: Runtime, arrive: Arrive) -> None:
    lines.add(open_rt, NewLine("county", "+12125550150", "welcome"), "Sam")
    desk = arrive("Sam")
    desk.open(PAGE)
    for said in (
        "Nobody is here: helpline people add",
        "Run by police or courts.",
        "Not signed off",
        "Nothing of callers is recorded.",
        "US, CA, PR",
        "county +12125550150 welcome a neutral sentence open",
        "our_hours America/New_York Every day 00:00-24:00",
        "What a caller typed 24 hours",
        "Who on the staff did what 24 months",
        "Closed today off",
    ):
        assert said in desk.text, said


def test_an_administrator_learns_what_is_missing_and_changes_no_promise(
    rt: Runtime, arrive: Arrive
) -> None:
    desk = arrive("Rosa")
    desk.open(PAGE)
    assert "None are published: helpline flows publish" in desk.text
    assert "there are no settings" in desk.text
    assert "/console/settings/promises" not in desk.shown.text
    assert desk.open(f"{PAGE}/promises").status_code == 403


def test_every_kind_of_what_is_kept_and_missing_has_words_in_every_language(rt: Runtime) -> None:
    kinds = {one.name.replace(" ", "_").replace("-", "_") for one in retention.KINDS}
    for words in WORDS.values():
        assert {f"kept_{name}" for name in kinds} <= words.keys()
        assert {f"part_of_{part}" for part in missing(rt)} <= words.keys()


def test_a_profile_is_signed_off_into_a_draft_that_somebody_else_agrees_to(
    open_rt: Runtime, arrive: Arrive, watch
) -> None:
    rt, desk = open_rt, arrive("Sam")
    watch.forward(timedelta(minutes=11))
    desk.open(f"{PAGE}/promises")
    assert desk.shown.request.path == "/console/prove"
    desk.send("/console/prove", code=code(rt))
    desk.send(f"{PAGE}/promises", **TYPED, signed="yes")
    assert "It stands in the draft" in desk.text
    before = rt.books.live().settings
    assert (before.confidentiality.profile, before.limits.turns) == ("system_based", 60)
    text = drafts.get(rt, DRAFT).files["settings.yaml"]
    kept = YAML(typ="safe", pure=True).load(text)
    assert kept["confidentiality"]["profile"] == "mixed"
    assert kept["confidentiality"]["signed_off_by"] == "Sam"
    assert str(kept["confidentiality"]["signed_off_on"]) == "2027-03-05"
    changed = {"turns": 80, "texts_a_day": 90, "call_back_to": ["US", "CA", "MX"]}
    assert kept["limits"] == {**changed, "text_to": ["US", "CA", "PR"]}, "the rest stays"
    assert "# Which promises this helpline may make." in text, "comments stay"
    with rt.db.read() as session:
        deeds = session.scalars(select(AuditEntry.what).where(AuditEntry.who == "Sam")).all()
    assert "draft.opened" in deeds


def test_what_cannot_be_published_so_is_said_and_kept_in_the_form(
    open_rt: Runtime, arrive: Arrive
) -> None:
    desk = arrive("Sam")
    desk.open(f"{PAGE}/promises")
    odd = "<script>alert(1)</script>"
    for wrong in (
        {"turns": "3"},
        {"profile": "whatever"},
        {"texts_a_day": odd},
        {"call_back_to": "USA"},
    ):
        desk.send(f"{PAGE}/promises", **{**TYPED, **wrong})
        assert desk.shown.status_code == 422, wrong
        assert "It cannot be published so:" in desk.text
        assert "<script>alert" not in desk.shown.text
    assert drafts.everyone(open_rt) == [], "no draft was begun for it"
