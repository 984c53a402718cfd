from odoo import fields, models


class RealestateChannelRivalGap(models.Model):
    """The weeks of watched rivals that nobody recorded, through the last full week (CH-9)."""

    _name = "realestate.channel.rival.gap"
    _description = "Missing Week of a Rival Project"
    _auto = False
    _order = "week desc, rival_id"
    _rec_name = "rival_id"
    _depends = {
        "realestate.rival": ["watched_since", "active", "company_id"],
        "realestate.channel.rival.week": ["rival_id", "week"],
        "res.company": ["resource_calendar_id"],
        "resource.calendar": ["tz"],
    }
    # a week ends at midnight where the rival's company works
    _table_query = """
        SELECT rival.id * 10000::bigint + (monday::date - DATE '2020-01-06') / 7 AS id,
               rival.id AS rival_id, rival.company_id, monday::date AS week
          FROM realestate_rival rival
     LEFT JOIN res_company company ON company.id = rival.company_id
     LEFT JOIN resource_calendar calendar ON calendar.id = company.resource_calendar_id
    CROSS JOIN LATERAL generate_series(
                   date_trunc('week', rival.watched_since),
                   date_trunc('week', now() AT TIME ZONE COALESCE(calendar.tz, 'Asia/Shanghai')) - interval '7 days',
                   interval '7 days') AS monday
         WHERE rival.watched_since IS NOT NULL AND rival.active
           AND NOT EXISTS (SELECT 1 FROM realestate_channel_rival_week AS recorded
                            WHERE recorded.rival_id = rival.id AND recorded.week = monday::date)
    """

    rival_id = fields.Many2one("realestate.rival", string="Rival Project", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    week = fields.Date(string="Week of", readonly=True)

    def action_record(self):
        """Open the form of the missing week."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Week of a Rival Project"),
            "res_model": "realestate.channel.rival.week",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_rival_id": self.rival_id.id, "default_week": self.week},
        }
