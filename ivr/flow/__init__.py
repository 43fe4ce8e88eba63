"""What does the caller hear next?  A pure answer: no clock, no network, no tables."""
