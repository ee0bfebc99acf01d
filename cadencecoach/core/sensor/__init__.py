"""From a footpod's bytes to a cadence one may believe: the codec, steps or strides, band, calibration.

Payloads and instants come in, readings and shares go out. What is said about them is in `run`.
"""
