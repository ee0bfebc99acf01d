"""Files that watches write, read as if each came from an enemy: whole and plausible, or refused."""
