"""The marketplace simulator: a seeded, adversarial world whose truth is known."""
