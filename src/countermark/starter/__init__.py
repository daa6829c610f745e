"""What countermark starts with: policy, weights, slang and contexts, for whoever has none of their own yet."""

from functools import cache
from importlib.resources import files

from countermark.engine.model.additive import Weights, parse_weights
from countermark.engine.policy import Policy, parse_policy


def starter_file(name: str) -> bytes:
    """Return the content of a file of this folder, such as policy.yaml, slang.csv or personal_names.txt.

    Raises:
        FileNotFoundError: there is no such file.
    """
    return files(__name__).joinpath(name).read_bytes()


@cache
def starter_policy() -> Policy:
    """Return the policy that countermark ships."""
    return parse_policy(starter_file("policy.yaml"), "policy.yaml")


@cache
def starter_weights() -> Weights:
    """Return the weights that countermark ships."""
    return parse_weights(starter_file("weights.yaml"), "weights.yaml")
