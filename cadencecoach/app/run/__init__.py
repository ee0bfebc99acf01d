"""A run, from wanting it to its log: the gate, the parts put together, and the recorded session."""
