"""Two doors for buttons over D-Bus: media keys of the session, and the buttons of earphones by BlueZ.

Keys go out to one callback on the loop; what is playing comes in, for screens that show it. What a
key means is decided in core/control.
"""
