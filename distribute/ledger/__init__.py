"""The ledger: its events, what they add up to, and the stores that keep them."""
