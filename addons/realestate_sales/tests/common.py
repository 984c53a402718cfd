from datetime import date

from odoo import Command
from odoo.tests import TransactionCase, new_test_user, tagged

ROLES = (
    "consultant",
    "administrator",
    "manager",
    "director",
    "general_manager",
    "accountant",
    "hr",
    "configurator",
)


@tagged("post_install", "-at_install")
class RealestateCommon(TransactionCase):
    """One company, one project with one building of four homes on sale, and one user for each role."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": True, "no_reset_password": True})
        cls.company = cls.env.company
        cls.users = {role: cls._new_user(role) for role in ROLES}
        cls.consultant = cls.users["consultant"]
        cls.consultant_2 = cls._new_user("consultant", "consultant_2")
        cls.manager = cls.users["manager"]
        cls.administrator = cls.users["administrator"]
        cls.director = cls.users["director"]
        cls.accountant = cls.users["accountant"]
        cls.project = cls.env["realestate.project"].create(
            {
                "name": "Test Garden",
                "code": "TG",
                "user_ids": [Command.set([u.id for u in cls.users.values()] + [cls.consultant_2.id])],
            }
        )
        cls.building = cls.env["realestate.building"].create({"name": "1#", "code": "1", "project_id": cls.project.id})
        cls.permit = cls.env["realestate.permit"].create(
            {
                "name": "2026-001",
                "date": date(2026, 1, 5),
                "project_id": cls.project.id,
                "building_ids": [Command.link(cls.building.id)],
            }
        )
        cls.release = cls.env["realestate.release"].create(
            {"name": "First", "project_id": cls.project.id, "date": date(2026, 1, 10), "permit_id": cls.permit.id}
        )
        cls.units = cls._new_units(4)
        cls.unit = cls.units[0]
        cls.release.action_open()
        cls.buyer = cls._new_buyer("王建国", "13800001234", "110101199003070011")
        cls.buyer_2 = cls._new_buyer("李秀英", "13900005678", "440306198512200026")

    @classmethod
    def _new_user(cls, role, login=None):
        return new_test_user(
            cls.env,
            f"re_{login or role}",
            groups=f"realestate_sales.realestate_sales_group_{role}",
            name=f"{login or role}",
            tz="America/New_York",
        )

    @classmethod
    def _new_buyer(cls, name, phone=False, identity_number=False):
        identity = {"identity_type": "id_card", "identity_number": identity_number} if identity_number else {}
        return cls.env["res.partner"].create({"name": name, "phone": phone, **identity})

    @classmethod
    def _new_units(cls, count, **values):
        return cls.env["realestate.unit"].create(
            [
                {
                    "code": f"1-{values.get('section', '')}{floor}01",
                    "building_id": cls.building.id,
                    "floor": floor,
                    "number": f"{floor}01",
                    "area_gross_presale": 100.0,
                    "area_inner_presale": 80.0,
                    "floor_unit_price": 9000.0,
                    "list_unit_price": 10000.0,
                    "release_id": cls.release.id,
                    **values,
                }
                for floor in range(1, count + 1)
            ]
        )

    @classmethod
    def _subscribe(cls, unit=None, user=None, **values):
        """Subscribe ``unit`` (default the first) for the first buyer as ``user`` (default the consultant)."""
        unit = unit or cls.unit
        deal = cls.env["realestate.deal"].with_user(user or cls.consultant)
        result = deal.subscribe(unit.id, {"partner_id": cls.buyer.id, **values})
        return cls.env["realestate.deal"].browse(result["id"])
