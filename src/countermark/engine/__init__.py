"""The pure core: an Arrow batch of listings in, decisions out.

Nothing in this package reads a file, a clock, the network, the environment or a source of randomness, so the same
listing under the same snapshot gives the same decision, to the byte, on any machine and on any day.
"""
