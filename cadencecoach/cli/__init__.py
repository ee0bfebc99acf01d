"""The doors of a terminal: what was typed comes in, text, JSON and an exit code go out.

`command_line` is the tree of commands, `commands` defines each; around them stands what several
share: options, text, JSON, the prompt, a run without a screen, and the app put together. No
command decides or opens anything: it asks an act of `app`.
"""
