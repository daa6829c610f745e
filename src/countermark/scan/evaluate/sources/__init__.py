"""Adapters: one module for each data set, from its files to titles, listings and labels."""
