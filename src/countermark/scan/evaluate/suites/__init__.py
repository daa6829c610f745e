"""The suites themselves, one module each."""
