"""So that `python -m cadencecoach` is the command too."""

from cadencecoach.cli.main import main

main()
