"""What the runner sees: Textual screens that paint one frozen view at a time."""
