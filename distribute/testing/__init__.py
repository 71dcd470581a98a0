"""Test tools for plug-in authors: contract suites, a fake service, a controllable clock."""
