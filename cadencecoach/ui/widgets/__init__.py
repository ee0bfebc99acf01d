"""The few things that paint themselves or take keys: paper, pulse, lists of rows, a typed row."""
