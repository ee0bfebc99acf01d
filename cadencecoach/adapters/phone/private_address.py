"""Which address of this machine a phone beside it can reach, and nobody beyond the network."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Final

_PRIVATE: Final = tuple(
    ipaddress.ip_network(text)
    for text in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7", "169.254.0.0/16")
)
"""RFC 1918, RFC 4193 and RFC 3927, in the order of preference (the first three alike). Link-local
addresses of IPv6 need the name of an interface, which no browser takes."""

_FIRST: Final = 3
_TOWARDS: Final = (
    (socket.AF_INET, "198.51.100.1"),  # wherever the rest of the world is (RFC 5737: nobody's)
    (socket.AF_INET, "192.168.255.254"),
    (socket.AF_INET, "172.31.255.254"),
    (socket.AF_INET, "10.255.255.254"),
    (socket.AF_INET, "169.254.255.254"),
    (socket.AF_INET6, "2001:db8::1"),
    (socket.AF_INET6, "fd00::ffff"),
)


def private_address() -> str | None:
    """The address to serve a phone on; None where this machine has no private one."""
    return most_private(_own_addresses())


def most_private(addresses: Iterable[str]) -> str | None:
    """The first of the addresses that is private; an IPv6 or a self-given one only if need be."""
    ranked = [(rank, address) for address in addresses if (rank := _rank(address)) is not None]
    return min(ranked, key=lambda one: one[0])[1] if ranked else None


def _rank(text: str) -> int | None:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    for place, network in enumerate(_PRIVATE):
        if address in network:
            return max(place, _FIRST - 1)
    return None


def _own_addresses() -> Iterator[str]:
    """The addresses this machine would send from. Nothing is sent: a datagram's way is looked up."""
    for family, there in _TOWARDS:
        with suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as looking:
            looking.connect((there, 9))
            yield looking.getsockname()[0]
