"""How do other directories write down their services? In Open Referral HSDS 3, as JSON or CSV.

https://docs.openreferral.org. Nothing here knows our tables, and nothing that is read is trusted:
sizes are bounded, markup becomes words, and whatever cannot be used is named with its row.
"""
