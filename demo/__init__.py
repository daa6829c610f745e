"""The demo: a made-up marketplace of forty fictional brands, and a tour of Countermark on it."""
