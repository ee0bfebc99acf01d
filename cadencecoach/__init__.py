"""CadenceCoach: a metronome that listens, for runners with a sore back."""

__version__ = "0.1.0"
