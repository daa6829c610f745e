"""`python -m demo [--keep]`."""

import argparse
import sys
from pathlib import Path

from demo.tour import OUT, DemoError, main

if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        prog="python -m demo", description="Show Countermark at work on a small synthetic marketplace."
    )
    parser.add_argument("--keep", action="store_true", help="leave the gate running until Ctrl-C")
    parser.add_argument("--out", type=Path, default=OUT, help="folder for what is made")
    options = parser.parse_args()
    try:
        main(keep=options.keep, out=options.out)
    except DemoError as error:
        print(f"\nThe demo stopped: {error}", file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
