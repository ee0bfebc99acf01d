"""What a footpod sends: a message of Running Speed and Cadence, read, and one made.

    python examples/decode_rsc.py [HEX...]

Whether the number counts steps or strides a minute, no footpod says; docs/bluetooth.md.
"""

import sys

from cadencecoach.api import MalformedPayload, Measurement, decode_measurement, encode_measurement


def main() -> None:
    made = Measurement(speed_mps=2.8, cadence_per_min=83, running=True, stride_length_m=1.01)
    for text in sys.argv[1:] or [encode_measurement(made).hex(), "04cd"]:
        try:
            read = decode_measurement(bytes.fromhex(text))
        except MalformedPayload as exc:
            print(f"{text}: refused, {exc}")
        else:
            gait = "running" if read.running else "not running"
            print(f"{text}: {read.cadence_per_min}/min at {read.speed_mps:.2f} m/s, {gait}")


if __name__ == "__main__":
    main()
