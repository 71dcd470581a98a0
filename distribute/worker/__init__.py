"""Many newsletters, published and settled without a person, by one process or by many."""
