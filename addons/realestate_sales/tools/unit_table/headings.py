"""What a column means, from its heading: headings in any order, in the words developers use."""

import re
from functools import lru_cache

from .text import normalise

IGNORE = "ignore"
EXTRA = "extra"  # kept in the remark together with its heading
AREA_TARGETS = tuple(f"area_{kind}_{survey}" for survey in ("presale", "final") for kind in ("gross", "inner"))
PRICE_TARGETS = tuple(f"{kind}_{what}" for kind in ("floor", "list", "filed") for what in ("unit_price", "price"))
TARGETS = (
    "building", "section", "floor", "number", "code", "property_type", "layout", "orientation", "view",
    *AREA_TARGETS, "area_shared", *PRICE_TARGETS, "note", "for_sale", EXTRA, IGNORE,
)  # fmt: skip
WAN = 10000.0

_PLAIN = (
    (r"序号|^no\.?$|^项目(名称)?$|^期数$|公摊(率|系数)|分摊系数|得房率|实用率|使用率", IGNORE),
    (r"层高|净高|总层数|进深|面宽|尺寸", EXTRA),
    (r"(房源|房屋|单位|unit)?(编码|代码)$|^unitcode$|^code$", "code"),
    (
        (r"(房|室|户|铺|店铺|商铺|铺位|车位|泊位|车库|储藏室|储物间|单位)(间|屋|位)?(编号|号码|号|牌号)$"
         r"|^(编号|房间|铺位|车位)$|^(room|roomno\.?|number)$"),
        "number",
    ),
    (
        (r"^(楼栋|楼幢|楼座|楼|栋|幢|座|楼宇|建筑物)(名称|编号|号码|号)?$"
         r"|^(栋|幢|楼|座)/?(栋|幢|座)?号?$|^building$"),
        "building",
    ),
    (r"^(所属)?单元(名称|编号|号)?$|^(门栋|梯号|门牌)$|^(unit|section)$", "section"),
    (r"^(所在|实际|名义)?(楼层|层次|层数|层)(号|数)?$|^floor$", "floor"),
    (r"户型|房型|^layout$", "layout"),
    (r"朝向|方位|座向|^orientation$", "orientation"),
    (r"景观|视野|^view$", "view"),
    (r"业态|物业类(型|别)|房屋(用途|类型|性质)|规划用途|设计用途|^用途$|产品类型", "property_type"),
    (r"^(车位|储藏室|产权)?(类型|类别|规格)$", "kind"),
    (r"^(所在|车位)?(区域|分区|区位|防火分区|区)$", "zone"),
    (r"^(是否)?可?(售|销售|出售)(与否)?$|是否(可|对外)(出?售|销售)|^可售状态$", "for_sale"),
    (r"备注|说明|^remarks?$|^notes?$|^附注$", "note"),
)  # fmt: skip
_OTHER_AREA = r"赠送|附赠|阳台|花园|露台|庭院|地下|占地|土地|误差|差异|面积差|使用面积差"
_OTHER_PRICE = r"成交|折后|优惠|折扣|实收|认购|签约|合同|契税|税|基金|费|定金|首付|贷款|调整|调幅|差|涨|评估|付款|租"


@lru_cache(maxsize=4096)  # looking for the headings asks about each text of the first rows
def guess_heading(heading, property_type="residential"):
    """Return ``(target, price unit)`` of a heading such as "预测面积/建筑面积" or "售价(万元)".

    The target may be a price kind with a question mark ("list?"), where the heading leaves open whether
    it is a unit price or a total; the price unit is 10,000 for 万元, 1 for 元 and ``None`` where it is not said.
    """
    text = normalise(heading).lower()
    if not text:
        return IGNORE, None
    bare = re.sub(r"\(.*?\)|\[.*?\]|/?(m2|㎡)$", "", text)
    if "面积" in bare or re.fullmatch(r"(预测|实测|预售)?/?(建筑|建面|套内|套面|套内建筑)", bare):
        return _guess_area(bare), None
    if re.search(r"价|房款|金额", bare) and not re.search(_OTHER_PRICE, bare):
        return _guess_price(text), _price_unit(text)
    return _guess_plain(bare, property_type), None


def _guess_plain(bare, property_type):
    # of a heading of two rows the lower one says more
    for part in (bare, *reversed(bare.split("/"))):
        for pattern, target in _PLAIN:
            if re.search(pattern, part):
                return _resolve(target, property_type)
    return EXTRA if re.match(r"是否", bare) else IGNORE


def _resolve(target, property_type):
    """A type or zone column means something only where spaces are sold."""
    spaces = property_type in ("parking", "storage")
    if target == "zone":
        return "section" if spaces else EXTRA
    if target == "kind":
        return "layout" if spaces else "property_type"
    return target


def _guess_area(text):
    if re.search(r"公摊|分摊", text):
        return "area_shared"
    if re.search(_OTHER_AREA, text):
        return EXTRA
    kind = "inner" if re.search(r"套内|套面|室内|使用|专有", text) else "gross"
    survey = "final" if re.search(r"实测|竣工|确权|产权登记", text) else "presale"
    return f"area_{kind}_{survey}"


def _guess_price(text):
    filed, floor = re.search(r"备案|申报|物价|报备", text), re.search(r"底价|最低|保底", text)
    kind = "filed" if filed else "floor" if floor else "list"
    if re.search(r"单价|均价|元/|/m2|每平", text):
        return f"{kind}_unit_price"
    if re.search(r"总价|总额|总房|房款|金额|一口价|合计|万元", text):
        return f"{kind}_price"
    return f"{kind}?"


def _price_unit(text):
    if "万" in text:
        return WAN
    return 1.0 if "元" in text else None
