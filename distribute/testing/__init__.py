"""What plugin authors test their channels and ledgers with: contract suites, a service, a clock."""
