"""三审三校: who reviewed what, on which bytes, and whether that suffices.

chain (lines that vouch for the lines before) → events (what may be recorded) → roster, policy (who may do what) → history (one
matter) → ledger (the anchors of a unit) → verdict (may it be published?). All of it is pure: bytes and values in, values out.
"""
