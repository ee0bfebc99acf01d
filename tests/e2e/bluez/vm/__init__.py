"""A guest with a Bluetooth stack: built from Debian's packages, booted for one command."""
