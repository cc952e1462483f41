"""The frozen bundle's way in: the same as `python -m programmer`."""

import sys

from programmer.__main__ import main

sys.exit(main())
