"""The policy: read, check, compile, evaluate, explain, backtest. Everything that others use is named here."""

from countermark.engine.policy.backtest import BacktestBatch, BacktestReport, Change, RuleCount, backtest
from countermark.engine.policy.compile import compile_policy
from countermark.engine.policy.compiled import CompiledPolicy
from countermark.engine.policy.explain import Conjunct, Outcome, RuleExplanation, explain
from countermark.engine.policy.model import Case, Examples, Mode, Policy, Rule, Severity
from countermark.engine.policy.parse import PolicyFile, parse_policy, policy_bytes, read_policy
from countermark.engine.policy.result import PolicyResult, Told
from countermark.engine.policy.source import Source

__all__ = [
    "BacktestBatch",
    "BacktestReport",
    "Case",
    "Change",
    "CompiledPolicy",
    "Conjunct",
    "Examples",
    "Mode",
    "Outcome",
    "Policy",
    "PolicyFile",
    "PolicyResult",
    "Rule",
    "RuleCount",
    "RuleExplanation",
    "Severity",
    "Source",
    "Told",
    "backtest",
    "compile_policy",
    "explain",
    "parse_policy",
    "policy_bytes",
    "read_policy",
]
