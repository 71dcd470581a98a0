"""Run the chaos table: `python -m distribute.testing.chaos`."""

import sys

from distribute.testing.chaos.run import main

sys.exit(main())
