"""What does a person see who opens the link in a text?"""

from ivr.pages.links import blueprint

__all__ = ["blueprint"]
