"""Numbers, dates, money and units as English words; knows nothing of sentences or voices."""

import re

_ONES = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
_ONES += ["thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]
_TENS = ["", "ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_SCALES = ((10**12, "trillion"), (10**9, "billion"), (10**6, "million"), (1000, "thousand"))
_ORDINALS = {
    "one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth", "nine": "ninth",
    "twelve": "twelfth",
}  # fmt: skip
MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October"]
MONTHS += ["November", "December"]
_MONEY = {
    "$": ("dollar", "cent"),
    "€": ("euro", "cent"),
    "£": ("pound", "penny"),
    "¥": ("yuan", ""),
    "￥": ("yuan", ""),
}
UNITS = {
    "km/h": "kilometres an hour", "m/s": "metres a second", "mph": "miles an hour", "km²": "square kilometres",
    "m²": "square metres", "km": "kilometres", "cm": "centimetres", "mm": "millimetres", "kg": "kilograms",
    "mg": "milligrams", "ml": "millilitres", "mL": "millilitres", "°C": "degrees Celsius", "℃": "degrees Celsius",
    "°F": "degrees Fahrenheit", "℉": "degrees Fahrenheit", "°": "degrees", "GB": "gigabytes", "MB": "megabytes",
    "TB": "terabytes", "kHz": "kilohertz", "MHz": "megahertz", "GHz": "gigahertz", "Hz": "hertz", "kW": "kilowatts",
    "ft": "feet", "lbs": "pounds", "lb": "pounds", "oz": "ounces", "min": "minutes", "hrs": "hours", "hr": "hours",
    "fps": "frames a second", "dB": "decibels", "m": "metres", "g": "grams", "L": "litres",
    "h": "hours", "s": "seconds",
    "%": "percent", "％": "percent", "‰": "per mille",
}  # fmt: skip
_UNIT = "|".join(re.escape(u) for u in sorted(UNITS, key=len, reverse=True))
_AMOUNT = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"

PATTERN = re.compile(
    rf"""(?P<date>\d{{4}}-\d{{1,2}}-\d{{1,2}}(?!\d))
    |(?P<us_date>\d{{1,2}}/\d{{1,2}}/\d{{4}}(?!\d))
    |(?P<clock>\d{{1,2}}:[0-5]\d(?!\d))
    |(?P<money>[$€£¥￥]\s?(?:{_AMOUNT})(?:\s(?:thousand|million|billion|trillion)\b)?)
    |(?P<decade>\d{{3}}0s\b)
    |(?P<ordinal>\d+(?:st|nd|rd|th)\b)
    |(?P<fraction>\d{{1,2}}/\d{{1,3}}(?![\d/]))
    |(?P<phone>\d{{3,4}}(?:-\d{{3,4}}){{1,2}}(?![\d-])|0\d+(?![\d.,])|\d{{13,}})
    |(?P<range>(?:{_AMOUNT})\s?[-–~]\s?(?:{_AMOUNT})(?:\s?(?:{_UNIT})(?![A-Za-z]))?)
    |(?P<unit>[-−]?(?:{_AMOUNT})\s?(?:{_UNIT})(?![A-Za-z]))
    |(?P<year>(?:1[1-9]|20)\d\d(?![\d,.]\d|\d))
    |(?P<plain>[-−]?(?:{_AMOUNT}))""",
    re.VERBOSE,
)


def cardinal(number: int) -> str:
    """ "three hundred and five" of 305; any whole number."""
    if number < 0:
        return f"minus {cardinal(-number)}"
    if number < 20:
        return _ONES[number]
    if number < 100:
        return _TENS[number // 10] + (f" {_ONES[number % 10]}" if number % 10 else "")
    if number < 1000:
        rest = f" and {cardinal(number % 100)}" if number % 100 else ""
        return f"{_ONES[number // 100]} hundred{rest}"
    if number >= 10**15:
        return digits(str(number))
    size, name = next((s, n) for s, n in _SCALES if number >= s)
    left = number % size
    joint = " and " if 0 < left < 100 else " "
    return f"{cardinal(number // size)} {name}" + (f"{joint}{cardinal(left)}" if left else "")


def ordinal(number: int) -> str:
    """ "twenty first" of 21."""
    *front, last = cardinal(number).split()
    if last in _ORDINALS:
        last = _ORDINALS[last]
    else:
        last = last[:-1] + "ieth" if last.endswith("y") else last + "th"
    return " ".join([*front, last])


def digits(text: str) -> str:
    """Each digit by its name, all else a short rest."""
    return " ".join(_ONES[int(c)] if c.isdigit() else "," for c in text if c.isdigit() or c == "-")


def year(number: int) -> str:
    """ "nineteen eighty four" of 1984, "two thousand six" of 2006."""
    century, rest = divmod(number, 100)
    if 2000 <= number < 2010 or (not rest and century % 10 == 0):
        return cardinal(number).replace(" and ", " ")
    if not rest:
        return f"{cardinal(century)} hundred"
    return f"{cardinal(century)} {'oh ' if rest < 10 else ''}{cardinal(rest)}"


def amount(text: str) -> str:
    """A number with thousands commas and a decimal point, as words."""
    sign = "minus " if text[0] in "-−" else ""
    whole, _, part = text.lstrip("-−").replace(",", "").partition(".")
    return sign + cardinal(int(whole)) + (f" point {digits(part)}" if part else "")


def _one(words: str) -> str:
    """The unit in the singular."""
    first, *rest = words.split(" ")
    if first in ("square",):
        return f"{first} {_one(' '.join(rest))}"
    first = {"feet": "foot", "inches": "inch"}.get(first, first[:-1] if first.endswith("s") else first)
    return " ".join([first, *rest])


def _date(year_: str, month: str, day: str) -> str | None:
    if not (1 <= int(month) <= 12 and 1 <= int(day) <= 31):
        return None
    return f"{MONTHS[int(month) - 1]} {ordinal(int(day))}, {year(int(year_))}"


def _money(text: str) -> str:
    many, cents = _MONEY[text[0]]
    number, *scale = text[1:].split()
    whole, _, part = number.replace(",", "").partition(".")
    plural = "" if many == "yuan" or (whole == "1" and not scale and not part) else "s"
    if scale or len(part) != 2 or not cents:
        return " ".join([amount(number), *scale, many + plural])
    coins = cardinal(int(part)) + " " + ("pence" if cents == "penny" else cents if part == "01" else cents + "s")
    front = f"{cardinal(int(whole))} {many}{'' if whole == '1' else 's'}"
    return front if part == "00" else coins if whole == "0" else f"{front} and {coins}"


def _unit(text: str) -> str:
    number = re.match(rf"[-−]?(?:{_AMOUNT})", text).group()  # type: ignore[union-attr]  # PATTERN matched it
    name = UNITS[text[len(number) :].strip()]
    return f"{amount(number)} {_one(name) if number in ('1', '-1') else name}"


def _clock(text: str) -> str:
    hour, minute = text.split(":")
    if minute == "00":
        return f"{cardinal(int(hour))} o'clock" if 1 <= int(hour) <= 12 else f"{cardinal(int(hour))} hundred hours"
    return f"{cardinal(int(hour))} {'oh ' if minute[0] == '0' else ''}{cardinal(int(minute))}"


def _fraction(text: str) -> str:
    over, under = (int(n) for n in text.split("/"))
    if (over, under) == (24, 7) or under < 2 or under > 100:
        return f"{cardinal(over)} {'' if (over, under) == (24, 7) else 'over '}{cardinal(under)}"
    name = {2: "half", 4: "quarter"}.get(under, ordinal(under))
    return f"{cardinal(over)} {name if over == 1 else 'halves' if under == 2 else name + 's'}"


def _range(text: str) -> str:
    first, second, *_ = re.findall(_AMOUNT, text)
    tail = re.split(rf"[-–~]\s?(?:{_AMOUNT})", text)[-1].strip()
    names = [year(int(n)) if re.fullmatch(r"(?:1[1-9]|20)\d\d", n) and not tail else amount(n) for n in (first, second)]
    return " to ".join(names) + (f" {UNITS[tail]}" if tail else "")


def say(match: re.Match[str], before: str) -> str:
    """The match of PATTERN as words; `before` is the text in front of it: a day after a month is an ordinal."""
    kind, text = match.lastgroup or "plain", match.group()
    if kind in ("date", "us_date"):
        parts = text.split("-") if kind == "date" else [text.split("/")[i] for i in (2, 0, 1)]
        return _date(*parts) or digits(text)
    if kind == "plain" and text.isdigit() and int(text) <= 31 and re.search(rf"\b(?:{'|'.join(MONTHS)})\s$", before):
        return ordinal(int(text))
    if kind == "decade":
        words = year(int(text[:-1]))
        return words[:-1] + "ies" if words.endswith("y") else words + "s"
    simple = {"clock": _clock, "money": _money, "fraction": _fraction, "phone": digits, "range": _range, "unit": _unit}
    if kind in simple:
        return simple[kind](text)
    return {"ordinal": lambda: ordinal(int(text[:-2])), "year": lambda: year(int(text))}.get(
        kind, lambda: amount(text)
    )()
