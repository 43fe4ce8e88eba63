"""Which page of a list?"""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar
from urllib.parse import urlencode

from flask import request

from ivr.sandbox.rest.wishes import whole

T = TypeVar("T")
DEFAULT_PAGE, LARGEST_PAGE = 50, 1000


def page_of(items: Sequence[T], name: str, shape: Callable[[T], Any]) -> dict[str, Any]:
    """One page in Twilio's envelope, newest first as `items` come."""
    size = whole(request.args, "PageSize", DEFAULT_PAGE, (1, LARGEST_PAGE))
    number = whole(request.args, "Page", 0, (0, 10**9))
    start = number * size
    rows = items[start : start + size]
    more = start + size < len(items)
    return {
        name: [shape(item) for item in rows],
        "page": number,
        "page_size": size,
        "start": start,
        "end": max(start, start + len(rows) - 1),
        "first_page_uri": _link(0, size),
        "next_page_uri": _link(number + 1, size) if more else None,
        "previous_page_uri": _link(number - 1, size) if number else None,
        "uri": _link(number, size),
    }


def _link(number: int, size: int) -> str:
    wishes = {name: text for name, text in request.args.items() if name != "PageToken"}
    wishes |= {"PageSize": str(size), "Page": str(number)}
    return f"{request.path}?{urlencode(wishes)}"
