"""Send each post at most once: attempts, read-backs and ledger records."""
