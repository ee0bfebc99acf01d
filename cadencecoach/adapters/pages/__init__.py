"""Pages for people: one HTML file each, that asks nothing of any network and carries no program."""
