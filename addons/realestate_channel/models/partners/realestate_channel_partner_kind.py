from odoo import fields, models


class RealestateChannelPartnerKind(models.Model):
    """What a partner is 合作方类型: agency 中介, online platform 电商, owner 老业主, broker 全民经纪人 … (CH-6)."""

    _name = "realestate.channel.partner.kind"
    _description = "Kind of Partner"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    is_person = fields.Boolean(string="Persons", help="Owners and brokers are persons; agencies are companies.")

    _name_uniq = models.UniqueIndex("(name)", "Another kind of partner has this name.")
