"""What a Chinese brief says only to ask for a film: 请帮我写一首关于…的诗.

Knows no story; chinese_brief.py takes apart what is left.
"""

from __future__ import annotations

import re

_FILM = (
    r"(?:短片|视频|影片|电影|故事|童话|广告片|广告|诗歌|小诗|诗|纪录片|微电影|宣传片|新闻|动画片|动画|预告片|科普片|科普|传记|喜剧|恐怖片|"
    r"恐怖故事|鬼故事|爱情故事|寓言|片子)"
)
_LABEL = re.compile(
    rf"^(?:[^，。：]{{0,4}}?(?:新闻|快讯|头条|本台消息|本台讯|产品介绍|新品上市|产品|科幻|恐怖|喜剧|惊悚|悬疑|爱情|体育|旅行|教程|菜谱|{_FILM})[：:]\s*)"
)
_LEAD_IN = re.compile(
    r"^(?:请|我想要?|帮忙)?(?:帮我|给我|为我|替我)?(?:做|拍摄|拍|写|制作|创作|生成|讲述|讲|来)?(?:一下)?"
    rf"(?:一)?(?:个|部|条|段|支|首|篇|则)?(?:\d+秒|[一二三四五六七八九十]+秒|\d+分钟|一分钟)?(?:钟)?(?:的)?(?:[^，。：]{{0,6}}的)?{_FILM}?"
    r"(?:[，：:])?(?:关于|讲述了?|讲的是|内容是|描写|介绍|描述|主题是)?[：:]?"
)
_ABOUT = re.compile(
    r"^(?:关于|讲述|讲的是|(?:请)?(?:给|向|为)(?P<to>[^，。]{1,8}?)(?:讲讲|讲解|解释|讲一讲|说说|介绍)(?:一下)?|"
    r"(?:请)?(?:讲讲|讲解|解释|说说|介绍|科普)(?:一下)?|纪念|缅怀|悼念|致敬|怀念)"
)
_ADVERT = re.compile(
    r"^(?:请)?(?:为|给|替)(.{1,20}?)(?:拍|做|写|制作|创作)(?:一)?[个部条段支首篇则]?[^，。]{0,10}?"
    r"(?:广告片?|宣传片|短片|视频|推广)(?=[，。：]|$)"
)
_ADVERT_OF = re.compile(
    r"^(?:请)?(?:帮我|给我)?(?:写|做|拍|制作)(?:一)?(?:个|条|支|部|则)?(?:\d+秒)?(?:钟)?(?:的)?"
    r"([^，。]{1,12}?)的?(?:广告片?|宣传片)(?=[，。：]|$)"
)
_TAIL = re.compile(rf"的?(?:恐怖|搞笑|喜剧|温馨|感人|科普|人物)?{_FILM}(?=。?$)")
_LIFE = re.compile(
    r"^(?!人物|名人|个人)([^，。：]{1,12}?)(?:的(?:一生|生平|人生|传记|故事)|传记|生平|小传)(?=[：，。:]|$)"
)
_NAMED = re.compile(r"^一[家个款种间](?:叫|名叫|名为)([\ue000-\uf8ff]|[^的]{1,8})的")  # 一家叫“半糖”的奶茶店


def told_in(text: str, form: str) -> tuple[str, str]:
    """(what is told, what it is about) of a brief: without what only asks for a film; the second is often empty."""
    life = _LIFE.match(text) if form == "biography" else None
    if life:
        return life.group(1) + "，" + text[life.end() :].lstrip("：，。:"), ""
    advert = _ADVERT.match(text) or _ADVERT_OF.match(text)
    if advert:
        topic = _NAMED.sub(r"\1", advert.group(1).removesuffix("的"))
        rest = text[advert.end() :]
        return (rest.lstrip("，") if rest.startswith(f"，{topic}") else topic + rest), topic
    core = _LABEL.sub("", text)
    about = re.match(r"^[^，。：]{0,14}?关于([^，。]+)", core)
    if about:
        core = about.group(1) + core[about.end() :]
    asked = _LEAD_IN.match(core) if not about else None
    if asked and re.search(_FILM + r"|关于|讲述|讲的是", asked.group()):
        core = core[asked.end() :]
    core = _ABOUT.sub("", core)
    first, comma, rest = core.partition("，")
    short = _TAIL.sub("", first)
    core = (short if len(short) >= 2 else first) + comma + rest
    life = _LIFE.match(core) if form == "biography" or "的一生" in core else None
    if life:
        core = life.group(1) + "，" + core[life.end() :].lstrip("：，。:")
    return (core if len(core) > 1 else text), ""
