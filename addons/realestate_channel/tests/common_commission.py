from odoo.fields import Command

from .common import ChannelCommon


class CommissionCommon(ChannelCommon):
    """Deals of a day, sold by whom and brought by whom, and policies that pay them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partner = cls.env["res.partner"].create({"name": "安居经纪有限公司", "is_company": True})
        cls.units += cls.env["realestate.unit"].create(
            [
                {
                    "code": f"c-{number}",
                    "building_id": cls.building.id,
                    "floor": 10 + number,
                    "number": f"c{number}",
                    "area_gross_presale": 100.0,
                    "floor_unit_price": 1.0,
                    "list_unit_price": 10000.0,
                    "release_id": cls.release.id,
                }
                for number in range(8)
            ]
        )

    @classmethod
    def _policy(cls, lines, parts=(("subscribed", 100.0),), approve=True, **values):
        """A policy in force since 2026-01-01; ``lines`` are dicts, ``tiers`` in them pairs (from, rate)."""
        policy = cls.env["realestate.commission.policy"].create(
            {
                "name": "提成方案",
                "date_from": "2026-01-01",
                "line_ids": [
                    Command.create(
                        {
                            **{name: value for name, value in line.items() if name != "tiers"},
                            "tier_ids": [
                                Command.create({"start": start, "rate": rate}) for start, rate in line.get("tiers", ())
                            ],
                        }
                    )
                    for line in lines
                ],
                "part_ids": [
                    Command.create({"event": event, "percent": percent, "threshold": threshold[0] if threshold else 0})
                    for event, percent, *threshold in parts
                ],
                **values,
            }
        )
        if approve:
            policy.with_user(cls.director).action_approve()
        return policy

    @classmethod
    def _sell(cls, price=1_000_000.0, user=None, lead=None, partner=None, day=None, unit=None, **values):
        """Subscribe the next free unit at ``price``; what is written a minute later is written now."""
        unit = unit or cls.units.filtered(lambda unit: unit.state == "available")[0]
        buyer = partner or cls.env["res.partner"].create({"name": f"买家{unit.code}"})
        deal = cls.env["realestate.deal"].create(
            {
                "unit_id": unit.id,
                "partner_id": buyer.id,
                "user_id": (user or cls.consultant).id,
                "lead_id": lead.id if lead else False,
                "price": price,
                **values,
            }
        )
        if day:
            deal.date_subscribed = day
        deal._log_subscription()
        return deal

    @classmethod
    def _sign(cls, deals, day=None):
        deals.write({"state": "signed", "date_signed": day or cls.today})

    @classmethod
    def _lines(cls, deals, **values):
        domain = [("deal_id", "in", deals.ids), *[(name, "=", value) for name, value in values.items()]]
        return cls.env["realestate.commission.line"].search(domain, order="id")

    def _amounts(self, deals, **values):
        """Return the ¥ of the lines in the order they were written."""
        return self._lines(deals, **values).mapped("amount")

    @classmethod
    def _settle(cls, kind="partner", day=None, user=None, project=None, **values):
        """Settle what was earned up to ``day`` (default today) as ``user`` (default the channel's manager)."""
        day = day or cls.today
        wizard = (
            cls.env["realestate.commission.settle"]
            .with_user(user or cls.channel_manager)
            .create(
                {
                    "kind": kind,
                    "date_from": day.replace(day=1),
                    "date_to": day,
                    "project_id": project.id if project else False,
                    **values,
                }
            )
        )
        action = wizard.action_settle()
        settlements = cls.env["realestate.commission.settlement"]
        return settlements.browse(action["res_id"]) if "res_id" in action else settlements.search(action["domain"])

    @classmethod
    def _approve(cls, settlement, user=None):
        settlement.with_user(user or cls.channel_manager).action_submit()
        settlement.with_user(cls.director).action_approve("ok")
        return settlement
