"""What countermark starts with: the policy, weights, slang and contexts that it ships, for whoever has none yet."""

from functools import cache
from importlib import resources

from countermark.engine.model.additive import Weights, parse_weights
from countermark.engine.policy import Policy, parse_policy


def starter_bytes(name: str) -> bytes:
    """Return a file that countermark ships: policy.yaml, weights.yaml, slang.csv or contexts.csv."""
    return resources.files("countermark.starter").joinpath(name).read_bytes()


@cache
def starter_policy() -> Policy:
    """Return the policy that countermark ships."""
    return parse_policy(starter_bytes("policy.yaml"), "policy.yaml")


@cache
def starter_weights() -> Weights:
    """Return the weights that countermark ships."""
    return parse_weights(starter_bytes("weights.yaml"), "weights.yaml")
