import base64
from datetime import timedelta

from odoo import Command
from odoo.tests import new_test_user

from odoo.addons.realestate_sales.tests.common_money import RealestateMoneyCommon

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"


class PortalCommon(RealestateMoneyCommon):
    """Two buyers with a home each, who share nothing; a co-buyer of the first; a portal user without any home."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        group = "realestate_aftersales.realestate_aftersales_group_{}"
        cls.officer = new_test_user(cls.env, "por_officer", groups=group.format("officer"))
        cls.service_manager = new_test_user(cls.env, "por_manager", groups=group.format("manager"))
        for user in (cls.officer, cls.service_manager):
            user.write({"company_ids": [Command.set(cls.company.ids)], "company_id": cls.company.id})
        cls.project.user_ids += cls.officer
        cls.co_buyer = cls._new_buyer("赵敏", "13700009999", "320102197002081014")
        cls.deal = cls._contract(cls.units[0], cls.buyer)
        cls.other_deal = cls._contract(cls.units[1], cls.buyer_2)
        cls.deal.sudo().party_ids.write({"share": 60})
        cls.env["realestate.deal.party"].create(
            {"deal_id": cls.deal.id, "partner_id": cls.co_buyer.id, "share": 40, "sequence": 20}
        )
        cls.buyer_user = cls._new_portal_user("por_buyer", cls.buyer)
        cls.other_user = cls._new_portal_user("por_other", cls.buyer_2)
        cls.co_user = cls._new_portal_user("por_co", cls.co_buyer)
        cls.stranger = cls._new_portal_user("por_stranger", cls.env["res.partner"].create({"name": "路人"}))
        cls._give_notice()
        cls.service, cls.other_service = (cls._file_with_papers(deal) for deal in (cls.deal, cls.other_deal))
        cls.material = cls.service.material_ids[0]
        cls.other_material = cls.other_service.material_ids[0]
        cls.handover = cls.deal.handover_ids
        cls.other_handover = cls.other_deal.handover_ids
        cls.env.flush_all()

    @classmethod
    def _contract(cls, unit, buyer):
        deal = cls._new_deal(unit, partner_id=buyer.id)
        deal._prepare_step()
        deal.with_user(cls.administrator).action_sign()
        deal.service_user_id = cls.officer
        return deal

    @classmethod
    def _new_portal_user(cls, login, partner):
        return cls.env["res.users"].create(
            {
                "login": login,
                "lang": "en_US",
                "password": login,
                "partner_id": partner.id,
                "company_id": cls.company.id,
                "company_ids": [Command.set(cls.company.ids)],
                "group_ids": [Command.set(cls.env.ref("base.group_portal").ids)],
            }
        )

    @classmethod
    def _give_notice(cls):
        cls.plan = cls.env["realestate.handover.plan"].create(
            {
                "name": "1# first",
                "project_id": cls.project.id,
                "building_ids": [Command.set(cls.building.ids)],
                "date_from": cls.today + timedelta(days=10),
                "date_to": cls.today + timedelta(days=11),
                "place": "Hall",
            }
        )
        cls.plan.action_make_slots(starts=(9, 10), capacity=1)
        cls.plan.action_notify()

    @classmethod
    def _file_with_papers(cls, deal):
        """A running file of a kind of its own that waits for a copy and for an original of the buyer's."""
        kind = cls.env["realestate.service.kind"].search([("name", "=", "Portal Kind")])
        if not kind:
            kind = cls.env["realestate.service.kind"].create({"name": "Portal Kind"})
            stage = cls.env["realestate.service.stage"].create({"name": "Collect", "kind_id": kind.id})
            types = cls.env["realestate.document.type"].create(
                [{"name": name, "service_only": True} for name in ("Household book", "Income proof")]
            )
            cls.env["realestate.service.template"].create(
                {
                    "name": "Portal Template",
                    "kind_id": kind.id,
                    "step_ids": [Command.create({"stage_id": stage.id})],
                    "material_ids": [
                        Command.create({"type_id": types[0].id, "stage_id": stage.id, "sequence": 1, "copies": 2}),
                        Command.create(
                            {"type_id": types[1].id, "stage_id": stage.id, "sequence": 2, "originals": 1, "copies": 0}
                        ),
                    ],
                }
            )
        return cls.env["realestate.service"].create({"deal_id": deal.id, "kind_id": kind.id})

    @classmethod
    def _sign_over(cls, handover):
        """Take ``handover`` as far as a signature takes it."""
        handover.deal_id._deliver(cls.today)
        handover.state = "delivered"
