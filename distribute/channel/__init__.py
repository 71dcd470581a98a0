"""The interface of a channel: what an adapter implements and what it is given."""
