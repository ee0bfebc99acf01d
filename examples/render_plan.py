"""A plan as sound, a second at a time: where the click falls, and how loud it gets.

    python examples/render_plan.py [PLAN]

Each block is what the earphones get: 48 kHz, 16 bit, left and right.
"""

import sys

from cadencecoach.api import load_plan, render


def main() -> None:
    plan = load_plan(sys.argv[1] if len(sys.argv) > 1 else "demo")
    loudest = 0
    first_heard = None
    second = 0
    for second, block in enumerate(render(plan), start=1):
        peak = abs(int(block.min())), int(block.max())
        loudest = max(loudest, *peak)
        if first_heard is None and loudest:
            first_heard = second
    print(f"{plan.title}: {second} seconds of sound")
    print(f"first heard in second {first_heard}, peak {loudest / 32768:.2f} of full scale")


if __name__ == "__main__":
    main()
