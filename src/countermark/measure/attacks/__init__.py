"""Attack families: ways in which sellers disguise brand names, in a pack to tune on and a pack that is sealed."""
