"""The acts of a runner, each once: what it needs is opened, settled, checked and written here.

Screens, commands and whatever else is a door call an act and show what it says. Nothing here
prints or paints, and nothing here knows Textual or the command line; `ports` and `views` are what
the screens see of it.
"""
