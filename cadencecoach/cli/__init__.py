"""The commands; the only place where the parts are put together."""
