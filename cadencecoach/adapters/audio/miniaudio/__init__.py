"""The pump that needs no compiler: a child process plays a ring of shared memory through miniaudio.

The session's side and the child's, the ring between them, and what follows the device's clock.
"""
