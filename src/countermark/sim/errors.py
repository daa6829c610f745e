"""Errors of the simulator: each says what stands in the way and what to do about it."""


class SimError(Exception):
    """A world cannot be made; nothing that was there before was changed."""


class NoRoomError(SimError):
    """The world would not fit on the disk."""
