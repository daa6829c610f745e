"""Measuring accuracy: suites that run Countermark on labelled or real data and report figures with intervals."""
