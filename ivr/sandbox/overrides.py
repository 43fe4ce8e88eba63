"""How patient does a webhook's URL ask us to be?"""

from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

BAD_RETRY_POLICY = 11243
BAD_OVERRIDE = 11240
CONNECTION_FAILURE = 11205
TOO_MANY_REDIRECTS = 11215
BODY_TOO_LARGE = 11750
POLICIES = ("4xx", "5xx", "ct", "rt", "all")
LIMITS = {"ct": (100, 10_000), "rt": (100, 15_000), "tt": (100, 15_000), "rc": (0, 5)}


@dataclass(frozen=True)
class Overrides:
    """The `#rc=…&rp=…&ct=…&rt=…` of a URL with its defaults filled in. Timeouts in seconds.

    https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides
    """

    retries: int
    policy: frozenset[str]
    connect_timeout: float
    read_timeout: float
    warnings: tuple[int, ...] = ()

    def calls_for_retry(self, error: int | None, status: int | None) -> bool:
        """Whether what happened is one of the things this URL wants tried again."""
        if error is None or error in (TOO_MANY_REDIRECTS, BODY_TOO_LARGE):
            return False
        unreached = "ct" if error == CONNECTION_FAILURE else "rt"
        kind = unreached if status is None else f"{status // 100}xx"
        return kind in self.policy or ("all" in self.policy and kind in POLICIES)


def read_overrides(url: str, retries: int) -> Overrides:
    """Read the fragment of `url`; without one, `retries` on connection failures only."""
    wishes = dict(parse_qsl(urlsplit(url).fragment, keep_blank_values=True))
    warnings: list[int] = []
    policy = frozenset(wishes.get("rp", "ct").split(","))
    if not policy <= set(POLICIES):
        warnings.append(BAD_RETRY_POLICY)
        policy = frozenset({"ct"})
    values = {"ct": 5000, "rt": 15_000, "tt": 15_000, "rc": retries}
    for name in values.keys() & wishes.keys():
        low, high = LIMITS[name]
        text = wishes[name]
        if text.isdecimal() and low <= int(text) <= high:
            values[name] = int(text)
        else:
            warnings.append(BAD_OVERRIDE)
    return Overrides(
        retries=values["rc"],
        policy=policy,
        connect_timeout=values["ct"] / 1000,
        read_timeout=min(values["rt"], values["tt"]) / 1000,
        warnings=tuple(warnings),
    )
