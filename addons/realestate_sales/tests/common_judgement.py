from datetime import datetime, time, timedelta

from odoo.fields import Command
from odoo.tests import tagged

from .common import RealestateCommon


@tagged("post_install", "-at_install")
class JudgementCommon(RealestateCommon):
    """Customers, lines of the books and follow-ups of chosen days, counted from ``day0`` (Shanghai, 10:00)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.consultant_3 = cls._new_user("consultant", "consultant_3")
        cls.manager_2 = cls._new_user("manager", "manager_2")
        cls.project.user_ids = [Command.link(cls.consultant_3.id), Command.link(cls.manager_2.id)]
        cls.today = cls.project._today()
        cls.reached = cls.env["realestate.followup.result"].create({"name": "Reached", "is_effective": True})
        cls.missed = cls.env["realestate.followup.result"].create({"name": "Missed", "is_effective": False})
        cls.number = 0

    @classmethod
    def _moment(cls, day, hour=10, minute=0):
        """Return the UTC moment of a local hour, ``day`` days from today (negative: before)."""
        local = datetime.combine(cls.today + timedelta(days=day), time(hour, minute))
        return local - timedelta(hours=8)

    @classmethod
    def _customer(cls, partner=None, phone=None, user=None, **values):
        return cls.env["crm.lead"].create(
            {
                "name": (partner or cls.buyer).name,
                "contact_name": (partner or cls.buyer).name,
                "realestate_project_id": cls.project.id,
                "partner_id": partner.id if partner else False,
                "phone": phone or (partner.phone if partner else False),
                "user_id": user.id if user else False,
                **values,
            }
        )

    @classmethod
    def _register(cls, lead, user, day, hour=10, minute=0, kind="visit", **values):
        """Write a line of the book as the desk does, for ``user``."""
        cls.number += 1
        return cls.env["realestate.reception"].create(
            {
                "project_id": lead.realestate_project_id.id,
                "kind": kind,
                "day": cls.today + timedelta(days=day),
                "date": cls._moment(day, hour, minute),
                "number": cls.number,
                "name": lead.contact_name or lead.name,
                "phone": lead.phone or "13800009999",
                "source": "visit",
                "lead_id": lead.id,
                "user_id": user.id,
                "holder_id": user.id,
                **values,
            }
        )

    @classmethod
    def _follow(cls, lead, user, day, hour=11, result=None):
        return cls.env["realestate.followup"].create(
            {
                "lead_id": lead.id,
                "user_id": user.id,
                "date": cls._moment(day, hour),
                "result_id": (result or cls.reached).id,
            }
        )

    @classmethod
    def _sell(cls, user, partner=None, unit=None, days_ago=0, lead=None, price=None):
        """Subscribe a unit and let what is deferred happen; dated ``days_ago``."""
        deal = cls.env["realestate.deal"].create(
            {
                "unit_id": (unit or cls.unit).id,
                "partner_id": (partner or cls.buyer).id,
                "user_id": user.id,
                "lead_id": lead.id if lead else False,
            }
        )
        if days_ago:
            deal.date_subscribed = cls.today - timedelta(days=days_ago)
        if price is not None:
            deal.price = price
        deal._log_subscription()
        return deal

    @classmethod
    def _claim(cls, deal, user, lead=None, **values):
        """Submit a claim as ``user`` does; the ruling is proposed at once."""
        claims = cls.env["realestate.claim"].with_user(user)
        return claims._submit(deal, "I registered him first", lead=lead and lead.with_user(user)).sudo()

    def _shares(self, deal):
        """Return {login: (percent, ¥)} that stand."""
        found = {}
        for line in deal.performance_ids.line_ids:
            percent, amount = found.get(line.user_id, (0.0, 0.0))
            found[line.user_id] = round(percent + line.percent, 2), round(amount + line.amount, 2)
        return {user: share for user, share in found.items() if any(share)}
