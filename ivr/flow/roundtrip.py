"""How is a YAML file opened and written again, so that whatever nobody touched stays as it was?"""

import io
from typing import Any, Final

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap
from ruamel.yaml.nodes import ScalarNode
from ruamel.yaml.resolver import VersionedResolver

__all__ = ["opened", "written"]

WIDTH: Final = 4096
"""Lines are not broken anew."""


class _Strings(VersionedResolver):
    """Every value is a string, as the reader takes it: 12e45678 is a fingerprint."""

    def resolve(self, kind: Any, value: Any, implicit: Any) -> Any:
        if kind is ScalarNode:
            return self.DEFAULT_SCALAR_TAG
        return super().resolve(kind, value, implicit)


def opened(text: str) -> CommentedMap:
    """The file with its comments, quotes and line breaks; empty for an empty one."""
    found = _yaml().load(text)
    return CommentedMap() if found is None else found


def written(document: CommentedMap) -> str:
    """The text of it: what was opened and not touched is the same to the byte, where lists are
    indented as they are in every file of ours."""
    stream = io.StringIO()
    _yaml().dump(document, stream)
    return stream.getvalue()


def _yaml() -> YAML:
    yaml = YAML(typ="rt", pure=True)
    yaml.Resolver = _Strings
    yaml.preserve_quotes = True
    yaml.width = WIDTH
    yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml
