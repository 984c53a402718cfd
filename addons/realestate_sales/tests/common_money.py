from datetime import timedelta

from odoo import Command

from odoo.addons.realestate_sales.models.realestate_installment_plan import PLAN_EDIT

from .common import RealestateCommon


class RealestateMoneyCommon(RealestateCommon):
    """A company on the Chinese chart, never configured, and a deal with a plan of three instalments."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls._new_company("测试置业", "cn")
        cls.env.user.company_ids |= cls.company
        cls.env.user.company_id = cls.company
        cls.env = cls.env(context={**cls.env.context, "allowed_company_ids": cls.company.ids})
        for user in [*cls.users.values(), cls.consultant_2]:
            user.write({"company_ids": [Command.set(cls.company.ids)], "company_id": cls.company.id})
        cls.project = cls.env["realestate.project"].create(
            {
                "name": "Money Garden",
                "code": "MG",
                "company_id": cls.company.id,
                "user_ids": [Command.set([u.id for u in cls.users.values()] + [cls.consultant_2.id])],
            }
        )
        cls.building = cls.env["realestate.building"].create({"name": "1#", "code": "1", "project_id": cls.project.id})
        cls.permit = cls.permit.copy(
            {"name": "M-001", "project_id": cls.project.id, "building_ids": [Command.set(cls.building.ids)]}
        )
        cls.release = cls.env["realestate.release"].create(
            {"name": "M", "project_id": cls.project.id, "date": cls.permit.date, "permit_id": cls.permit.id}
        )
        cls.units = cls._new_units(4)
        cls.unit = cls.units[0]
        cls.release.action_open()
        cls.env.flush_all()
        cls.today = cls.project._today()
        cls.advance = cls.company._realestate_get("realestate_advance_account_id")["realestate_advance_account_id"]

    @classmethod
    def _new_company(cls, name, chart):
        company = cls.env["res.company"].create(
            {"name": name, "country_id": cls.env.ref("base.cn").id, "currency_id": cls.env.ref("base.CNY").id}
        )
        cls.env["account.chart.template"].try_loading(chart, company=company, install_demo=False)
        return company

    @classmethod
    def _new_deal(cls, unit=None, amounts=(200000.0, 300000.0, 500000.0), **values):
        """A deal with instalments of ``amounts`` (¥), due ten days ago, today and in ten days."""
        deal = cls._subscribe(unit, **values)
        deal.sudo().installment_ids.with_context(realestate_plan_edit=PLAN_EDIT).unlink()
        cls._add_installments(deal, amounts)
        return deal.with_env(cls.env)

    @classmethod
    def _add_installments(cls, deal, amounts, **values):
        installments = cls.env["realestate.installment"].with_context(realestate_plan_edit=PLAN_EDIT)
        return installments.create(
            [
                {
                    "deal_id": deal.id,
                    "name": f"Part {number + 1}",
                    "sequence": number,
                    "kind": "installment",
                    "amount": amount,
                    "date_due": cls.today + timedelta(days=10 * (number - 1)),
                    **values,
                }
                for number, amount in enumerate(amounts)
            ]
        )

    @classmethod
    def _pay(cls, move, amount):
        """Register a payment of ``amount`` (¥) on a posted invoice as the accountant does in Odoo."""
        wizard = (
            cls.env["account.payment.register"]
            .with_context(active_model="account.move", active_ids=move.ids)
            .create({"amount": amount, "payment_date": cls.today})
        )
        return wizard._create_payments()

    def _balance(self, deal, account):
        """Sum of the deal's posted lines (¥, debit positive) on an account."""
        lines = self.env["account.move.line"].search(
            [("realestate_deal_id", "=", deal.id), ("account_id", "=", account.id), ("parent_state", "=", "posted")]
        )
        return self.company.currency_id.round(sum(lines.mapped("balance")))
