"""Watches by name: the numbers of FIT's profile for the makers and models that runners wear."""

from __future__ import annotations

from typing import Final

_MAKERS: Final = {
    1: "Garmin",
    23: "Suunto",
    32: "Wahoo",
    70: "Sigma",
    71: "TomTom",
    95: "Stryd",
    123: "Polar",
    258: "Lezyne",
    260: "Zwift",
    265: "Strava",
    267: "Bryton",
    289: "Hammerhead",
    294: "Coros",
    310: "Decathlon",
    337: "Runna",
    339: "Zepp",
    340: "Peloton",
    348: "Huawei",
}

_GARMIN: Final = {
    "Forerunner 45": (3282, 3469),
    "Forerunner 55": (3869, 4033),
    "Forerunner 165": (4432, 4433),
    "Forerunner 170": (4814, 4815),
    "Forerunner 230": (2157, 2313),
    "Forerunner 235": (2396, 2397, 2431, 2733, 3144),
    "Forerunner 245": (3076, 3077, 3145, 3321),
    "Forerunner 255": (3990, 3991, 3992, 3993),
    "Forerunner 265": (4257, 4258),
    "Forerunner 570": (4570, 4574),
    "Forerunner 630": (2156, 2310, 2311),
    "Forerunner 645": (2886, 2888, 3003, 3004),
    "Forerunner 735XT": (2158, 2533, 2534),
    "Forerunner 745": (3589, 3794),
    "Forerunner 920XT": (1765, 2130, 2131, 2132),
    "Forerunner 935": (2691, 2833),
    "Forerunner 945": (3113, 3441, 3652, 3978),
    "Forerunner 955": (4024,),
    "Forerunner 965": (4315,),
    "Forerunner 970": (4565,),
    "fēnix 3": (2050, 2188, 2189, 2293, 2407, 2408, 2413, 2473, 2474, 2475, 2476, 2477),
    "fēnix 5": (2544, 2604, 2697, 2796, 2797, 2798, 2900, 3110, 3111, 3134, 3135),
    "fēnix 6": (3287, 3288, 3289, 3290, 3291, 3512, 3513, 3514, 3515, 3516),
    "fēnix 7": (3905, 3906, 3907, 3908, 3909, 3910, 4374, 4375, 4376, 4595),
    "fēnix 8": (4532, 4533, 4534, 4536, 4631),
    "epix": (3943, 3944, 4312, 4313, 4314),
    "Enduro": (3638, 3872, 4341, 4575),
    "Instinct": (3126, 3466),
    "Instinct 2": (3888, 3889, 4071, 4394),
    "Instinct 3": (4585, 4586, 4587, 4759),
    "Venu": (3226,),
    "Venu 2": (3703, 3704, 3851, 3949, 3950, 4017),
    "Venu 3": (4260, 4261),
    "vívoactive 3": (2700, 2988, 3066, 3473),
    "vívoactive 4": (3224, 3225),
    "vívoactive 5": (4426,),
    "vívoactive 6": (4625,),
}
"""Model and its product numbers: regions, sizes and music are one watch to a runner."""

_MODELS: Final = {number: name for name, numbers in _GARMIN.items() for number in numbers}
_GARMIN_NUMBER: Final = 1


def device_name(maker: object, product: object) -> str:
    """What a runner calls the device; the numbers where the table does not know it, "" for none."""
    if not isinstance(maker, int):
        return ""
    name = _MAKERS.get(maker)
    model = _MODELS.get(product) if isinstance(product, int) and maker == _GARMIN_NUMBER else None
    if name is None:
        return f"FIT manufacturer {maker}, product {product}"
    return f"{name} {model}" if model else name if product is None else f"{name} {product}"
