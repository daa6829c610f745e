"""Tables that come with Countermark, so that a registry need describe only its own brands."""

from importlib.resources import files


def starter_file(name: str) -> bytes:
    """Return the content of a file of this folder, such as `slang.csv`.

    Raises:
        FileNotFoundError: there is no such file.
    """
    return files(__name__).joinpath(name).read_bytes()
