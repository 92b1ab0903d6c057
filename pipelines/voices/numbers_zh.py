"""Numbers, dates, money and units as Chinese characters; knows nothing of sentences or voices."""

import re

_DIGITS = "零一二三四五六七八九"
# Measure words before which a lone 2 is 两.
_MEASURES = (
    "个位只条张本名间座头匹棵艘辆块件种次天年岁分秒小点人米层把封杯幅场句口家艇架颗朵双对支首部段倍步遍斤里千万亿百"
)
_MEASURES += "群周公英"
UNITS = {
    "km/h": "公里每小时", "m/s": "米每秒",
    "km²": "平方公里", "m²": "平方米", "km": "公里", "cm": "厘米", "mm": "毫米",
    "kg": "公斤", "mg": "毫克", "ml": "毫升", "mL": "毫升", "°C": "摄氏度", "℃": "摄氏度",
    "°F": "华氏度", "℉": "华氏度",
    "°": "度", "GB": "吉字节", "MB": "兆字节", "TB": "太字节", "kHz": "千赫", "MHz": "兆赫", "GHz": "吉赫",
    "Hz": "赫兹",
    "kW": "千瓦", "min": "分钟", "fps": "帧每秒", "dB": "分贝", "m": "米", "g": "克", "L": "升", "h": "小时", "s": "秒",
}  # fmt: skip
_UNIT = "|".join(re.escape(u) for u in sorted(UNITS, key=len, reverse=True))
_AMOUNT = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_MONEY = {"$": "美元", "＄": "美元", "€": "欧元", "£": "英镑", "¥": "元", "￥": "元"}

PATTERN = re.compile(
    rf"""(?P<date>\d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}(?!\d))
    |(?P<clock>\d{{1,2}}[:：][0-5]\d(?:[:：][0-5]\d)?(?!\d))
    |(?P<money>[$＄€£¥￥]\s?(?:{_AMOUNT})(?:[万亿]|千万|百万)?)
    |(?P<years>\d{{4}}\s?[-–—~～至到]\s?\d{{4}}(?=\s?年))
    |(?P<year>\d{{4}}(?=\s?年(?![内后前间多来以])))
    |(?P<decade>\d0(?=年代))
    |(?P<percents>(?:{_AMOUNT})\s?[%％]?\s?[-–~～]\s?(?:{_AMOUNT})\s?[%％])
    |(?P<percent>[-−]?(?:{_AMOUNT})\s?[%％])
    |(?P<fraction>\d{{1,3}}/\d{{1,3}}(?![\d/]))
    |(?P<phone>\d{{3,4}}(?:-\d{{3,4}}){{1,2}}(?![\d-])|0\d+(?![\d.,])|1\d{{10}}(?!\d)|\d{{13,}})
    |(?P<range>(?:{_AMOUNT})\s?[-–~～]\s?(?:{_AMOUNT})(?:\s?(?:{_UNIT})(?![A-Za-z]))?)
    |(?P<unit>[-−]?(?:{_AMOUNT})\s?(?:{_UNIT})(?![A-Za-z]))
    |(?P<pair>2(?=\s?[{_MEASURES}]))
    |(?P<plain>[-−]?(?:{_AMOUNT}))""",
    re.VERBOSE,
)


def _below_ten_thousand(number: int, padded: bool) -> str:
    said, gap = "", padded and number < 1000
    for size, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // size % 10
        if not digit:
            gap = gap or bool(said)
            continue
        said += ("零" if gap else "") + _DIGITS[digit] + name
        gap = False
    return said


def cardinal(number: int) -> str:
    """三百零五 of 305; any whole number."""
    if number < 0:
        return "负" + cardinal(-number)
    if number == 0:
        return "零"
    if number >= 10**16:
        return digits(str(number))
    said = ""
    for size, name in ((10**12, "万亿"), (10**8, "亿"), (10**4, "万"), (1, "")):
        part, number = divmod(number, size)
        if part:
            said += _below_ten_thousand(part, bool(said)) + name
    return said.removeprefix("一") if said.startswith("一十") else said


def digits(text: str) -> str:
    """Each digit by its name, a dash as a short rest."""
    return "".join(_DIGITS[int(c)] if c.isdigit() else "，" for c in text if c.isdigit() or c == "-")


def amount(text: str) -> str:
    """A number with thousands commas and a decimal point, as characters."""
    sign = "负" if text[0] in "-−" else ""
    whole, _, part = text.lstrip("-−").replace(",", "").partition(".")
    return sign + cardinal(int(whole)) + (f"点{digits(part)}" if part else "")


def _counted(text: str) -> str:
    """The amount before a unit, where 2 is 两."""
    return "两" if text == "2" else amount(text)


def _date(text: str) -> str:
    year, month, day = re.split(r"[-/.]", text)
    if not (1 <= int(month) <= 12 and 1 <= int(day) <= 31):
        return digits(text)
    return f"{digits(year)}年{cardinal(int(month))}月{cardinal(int(day))}日"


def _clock(text: str) -> str:
    hour, minute, *second = re.split("[:：]", text)
    said = ("两" if int(hour) == 2 else cardinal(int(hour))) + "点"
    if minute != "00" or second:
        said += ("零" if minute[0] == "0" and minute != "00" else "") + f"{cardinal(int(minute))}分"
    return said + (f"{cardinal(int(second[0]))}秒" if second else "" if minute != "00" else "整")


def _money(text: str) -> str:
    number = re.search(_AMOUNT, text)
    assert number is not None  # PATTERN matched it
    return _counted(number.group()) + text[number.end() :] + _MONEY[text[0]]


def _fraction(text: str) -> str:
    over, under = text.split("/")
    return f"{cardinal(int(under))}分之{cardinal(int(over))}"


def _range(text: str) -> str:
    first, second, *_ = re.findall(_AMOUNT, text)
    unit = re.search(rf"(?:{_UNIT})$", text)
    return f"{amount(first)}到{_counted(second)}" + (UNITS[unit.group()] if unit else "")


def _percents(text: str) -> str:
    return "到".join("百分之" + amount(n) for n in re.findall(_AMOUNT, text))


def _unit(text: str) -> str:
    number = re.match(rf"[-−]?(?:{_AMOUNT})", text).group()  # type: ignore[union-attr]  # PATTERN matched it
    name = UNITS[text[len(number) :].strip()]
    if number[0] in "-−" and name in ("摄氏度", "度"):
        return f"零下{amount(number[1:])}{name}"
    return _counted(number) + name


def _years(text: str) -> str:
    return "到".join(digits(y) for y in re.findall(r"\d{4}", text))


def say(match: re.Match[str], before: str) -> str:
    """The match of PATTERN as characters."""
    kind, text = match.lastgroup or "plain", match.group()
    by_kind = {
        "date": _date, "clock": _clock, "money": _money, "years": _years, "year": digits, "fraction": _fraction,
        "phone": digits, "range": _range, "unit": _unit, "percents": _percents,
    }  # fmt: skip
    if kind in by_kind:
        return by_kind[kind](text)
    if kind == "percent":
        sign = "负" if text[0] in "-−" else ""
        return f"{sign}百分之{amount(text.lstrip('-−').rstrip('%％ '))}"
    return "两" if kind == "pair" else amount(text)
