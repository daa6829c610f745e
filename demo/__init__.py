"""The demo: a tour of Countermark on a small synthetic marketplace."""
