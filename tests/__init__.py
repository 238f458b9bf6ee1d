"""Tests. A package, because some libraries install a package of this name, which would hide ours."""
