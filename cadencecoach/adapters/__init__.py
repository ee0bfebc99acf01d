"""One edge each: they convert units and errors at their border and hold no policy."""
