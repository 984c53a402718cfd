from datetime import timedelta

from odoo import Command
from odoo.tests import new_test_user

from odoo.addons.realestate_sales.tests.common_money import RealestateMoneyCommon

PIXEL = b"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


class HandoverCommon(RealestateMoneyCommon):
    """Three signed deals of a building, their handover plan with two slots of one place each, notice given."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        group = "realestate_aftersales.realestate_aftersales_group_{}"
        cls.officer = new_test_user(cls.env, "hnd_officer", groups=group.format("officer"))
        cls.service_manager = new_test_user(cls.env, "hnd_manager", groups=group.format("manager"))
        for user in (cls.officer, cls.service_manager):
            user.write({"company_ids": [Command.set(cls.company.ids)], "company_id": cls.company.id})
        cls.project.user_ids += cls.officer
        # what ships with the addon may be changed by its users: no papers
        templates = cls.env["realestate.service.template"].search([("kind_id.is_handover", "=", True)])
        templates.material_ids.unlink()
        cls.deals = cls.env["realestate.deal"]
        for unit in cls.units[:3]:
            deal = cls._new_deal(unit)
            deal._prepare_step()
            deal.with_user(cls.administrator).action_sign()
            cls.deals |= deal
        cls.deals.service_user_id = cls.officer
        cls.plan = cls.env["realestate.handover.plan"].with_user(cls.officer).create(
            {
                "name": "1# first",
                "project_id": cls.project.id,
                "building_ids": [Command.set(cls.building.ids)],
                "date_from": cls.today + timedelta(days=10),
                "date_to": cls.today + timedelta(days=11),
            }
        )  # fmt: skip
        cls.plan.action_make_slots(starts=(9, 10), capacity=1)
        cls.plan.action_notify()
        cls.handover = cls.deals[0].handover_ids.with_user(cls.officer)

    def _pay_all(self, deal):
        for installment in deal.installment_ids.filtered("amount"):
            self._pay(installment._invoice(), installment.amount)

    def _deliver(self, handover):
        """Take ``handover`` through the day to the signature."""
        handover.action_check_in()
        handover.sudo().service_id.action_next()
        handover.action_next()
        handover.inspected = True
        handover.action_next()
        handover.write({"key_count": 3, "quality_guarantee": True, "manual": True})
        handover.action_next()
        handover.write({"signature": PIXEL, "signed_by": "张三"})
        handover.action_next()
