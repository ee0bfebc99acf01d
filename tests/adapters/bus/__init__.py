"""A small org.bluez on a bus of its own, so that bleak's real backend meets failures on demand."""
