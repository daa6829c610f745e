"""Countermark: keeps counterfeits off an online marketplace, and proves how well it does so."""

__version__ = "0.1.0"
