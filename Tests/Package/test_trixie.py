"""An installation on Debian 13."""

import unittest

from installation import Installation


class TrixieTests(Installation, unittest.TestCase):
    suite = "trixie"
