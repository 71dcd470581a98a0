"""One request, one deadline, one verdict."""
