"""What does a person see who opens the link in a text?"""

from ivr.pages.links import blueprint, nothing_here

__all__ = ["blueprint", "nothing_here"]
