from datetime import date

from odoo import Command

from .common_people import PeopleCommon


class AppraisalCommon(PeopleCommon):
    """October 2026 of a sales floor: two consultants below their manager, since 1 January."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.start = date(2026, 1, 1)
        for employee in (cls.head, cls.holder, cls.holder_2):
            employee.version_id.date_version = cls.start
            employee.flush_recordset()
        (cls.holder | cls.holder_2).parent_id = cls.head
        cls.october = (date(2026, 10, 1), date(2026, 10, 31))
        cls.measure = cls.env.ref("realestate_sales.realestate_measure_amount_signed")
        cls.losses = cls.env.ref("realestate_sales.realestate_measure_protection_losses")
        cls.in_time = cls.env.ref("realestate_sales.realestate_measure_followed_in_time")
        cls.reward_type = cls.env["realestate.reward.type"].create({"name": "Praise", "kind": "reward", "points": 3})
        cls.violation_type = cls.env["realestate.reward.type"].create(
            {"name": "Late", "kind": "violation", "points": 2}
        )

    @classmethod
    def _describe(cls, job, duties, date_from=None):
        """Let a description of ``job`` with ``duties`` (list of values) be valid, without asking anybody."""
        description = cls.env["realestate.job.description"].create(
            {
                "job_id": job.id,
                "date_from": date_from or cls.start,
                "duty_ids": [Command.create({"name": f"Duty {i}", **duty}) for i, duty in enumerate(duties, 1)],
            }
        )
        description.sudo()._make_valid()
        return description

    @classmethod
    def _new_period(cls, **values):
        """October 2026 as HR makes it, generated."""
        period = (
            cls.env["realestate.appraisal.period"]
            .with_user(cls.hr)
            .create({"kind": "month", "date_from": date(2026, 10, 5), **values})
        )
        period.action_generate()
        return period

    @classmethod
    def _of(cls, period, employee):
        return period.sudo().appraisal_ids.filtered(lambda a: a.employee_id == employee).sorted("date_from")

    @classmethod
    def _deal_signed(cls, unit, user, day, amount, subscribed=None):
        """A deal signed on ``day`` with ``amount`` ¥ to the credit of ``user``."""
        deal = cls.env["realestate.deal"].create({"unit_id": unit.id, "partner_id": cls.buyer.id, "user_id": user.id})
        deal.write({"date_subscribed": subscribed or day, "date_signed": day, "state": "signed"})
        sheet = cls.env["realestate.performance"].search([("deal_id", "=", deal.id)])
        sheet = sheet or cls.env["realestate.performance"].create({"deal_id": deal.id, "day": day, "amount": amount})
        sheet.line_ids.unlink()
        cls._credit(sheet, user, subscribed or day, amount)
        return sheet

    @classmethod
    def _credit(cls, sheet, user, day, amount, percent=100.0):
        cls.env["realestate.performance.line"].create(
            {
                "performance_id": sheet.id,
                "user_id": user.id,
                "day": day,
                "percent": percent,
                "amount": amount,
                "kind": "closer",
                "rule": "closing",
            }
        )

    @classmethod
    def _event(cls, lead, user, day, kind):
        return cls.env["realestate.protection.event"].create(
            {
                "lead_id": lead.id,
                "project_id": cls.project.id,
                "company_id": cls.company.id,
                "user_id": user.id,
                "day": day,
                "kind": kind,
            }
        )

    @classmethod
    def _lead(cls, name):
        return cls.env["crm.lead"].create({"name": name, "realestate_project_id": cls.project.id})

    @classmethod
    def _reward(cls, user, day, reward_type):
        reward = cls.env["realestate.reward"].create(
            {"user_id": user.id, "day": day, "type_id": reward_type.id, "reason": "x", "project_id": cls.project.id}
        )
        reward.sudo().write({"state": "approved", "approved_by_id": cls.director.id})
        return reward
