"""Fetching the publishers' files and switching a user's edition; nothing here asks for input.

The one package that uses the network, and only when the user asks for an update.
"""

from __future__ import annotations
