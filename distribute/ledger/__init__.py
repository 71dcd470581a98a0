"""The ledger: its events, the state computed from them, and the stores."""
