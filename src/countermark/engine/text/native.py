"""The compiled loops, where they were built; `native` is None where they were not, and the array code runs.

Both give the same results (tests/conformance). Look the module up at the time of use (`compiled.native`), so that
tests can switch it off.
"""

from types import ModuleType

native: ModuleType | None
try:
    from countermark.engine.text import _native
except ImportError:  # no C compiler when the project was installed
    native = None
else:
    native = _native
