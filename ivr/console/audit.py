"""Who on the staff did what, and does every entry still stand as it was written?"""

from collections.abc import Mapping
from urllib.parse import urlencode

from werkzeug.wrappers import Response

from ivr.console import frame
from ivr.console.access import Page, Visit
from ivr.console.days import A_DAY, day, midnight, typed
from ivr.console.naming import deed
from ivr.models import Grant
from ivr.operations import audit
from ivr.operations.audit import Deed
from ivr.queries.deeds import Sought, names, sought

__all__ = ["PAGES"]

ON_A_PAGE = 50
FIELDS = ("who", "what", "subject", "since", "until")
FAMILIES = tuple(dict.fromkeys(one.value.partition(".")[0] for one in Deed))


def show(visit: Visit) -> Response:
    """The newest entries that were asked for, newest first."""
    return _page(visit)


def verify(visit: Visit) -> Response:
    """The same, and whether every seal holds."""
    return _page(visit, found=audit.verify(visit.rt))


def _page(visit: Visit, found: audit.Sound | audit.Tampered | None = None) -> Response:
    people = _people(visit)
    asked = typed(visit, *FIELDS)
    before = visit.request.args.get("before", "")
    wanted = _wanted(visit, asked, people, before)
    entries = sought(visit.rt, wanted, ON_A_PAGE + 1)
    more = len(entries) > ON_A_PAGE
    following = {**asked, "before": entries[ON_A_PAGE - 1].number} if more else {}
    return frame.page(
        visit,
        "audit.html",
        entries=entries[:ON_A_PAGE],
        asked=asked,
        people=people,
        families=FAMILIES,
        deeds=[(one.value, deed(visit, one.value)) for one in Deed],
        deed=lambda code: deed(visit, code),
        older=f"?{urlencode(following)}" if more else "",
        found=found,
        tampered=isinstance(found, audit.Tampered),
    )


def _people(visit: Visit) -> dict[str, str]:
    """Those who stand in the audit, by a key that is no name: nobody's stands in an address."""
    return {visit.rt.seal.fingerprint(f"audit:{who}")[:16]: who for who in names(visit.rt)}


def _wanted(
    visit: Visit, asked: Mapping[str, str], people: Mapping[str, str], before: str
) -> Sought:
    until = midnight(visit, day(asked["until"]))
    return Sought(
        who=people.get(asked["who"]),
        what=asked["what"] or None,
        subject=asked["subject"] or None,
        since=midnight(visit, day(asked["since"])),
        until=until + A_DAY if until else None,
        before=int(before) if before.isascii() and before.isdigit() and len(before) < 10 else None,
    )


MAY = frozenset({Grant.PRIVACY_OFFICER, Grant.ADMINISTRATOR})
PAGES = (
    Page("/audit", "audit", show, MAY, in_nav=True),
    Page("/audit", "verify", verify, MAY, ("POST",)),
)
