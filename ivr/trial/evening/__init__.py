"""How would a day have gone with other settings? The real routing, in virtual time."""
