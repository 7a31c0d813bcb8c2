"""An installation on Debian 12."""

import unittest

from installation import Installation


class BookwormTests(Installation, unittest.TestCase):
    suite = "bookworm"
