from datetime import timedelta

from odoo import Command
from odoo.tests import new_test_user

from odoo.addons.realestate_sales.tests.common import RealestateCommon

OFFICER = "realestate_aftersales.realestate_aftersales_group_officer"
MANAGER = "realestate_aftersales.realestate_aftersales_group_manager"


class AftersalesCommon(RealestateCommon):
    """Two officers and a manager, and one kind of file with four steps of which the third waits for others."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.officer = new_test_user(cls.env, "re_officer", groups=OFFICER, tz="America/New_York")
        cls.officer_2 = new_test_user(cls.env, "re_officer_2", groups=OFFICER)
        cls.service_manager = new_test_user(cls.env, "re_service_manager", groups=MANAGER)
        cls.project.user_ids += cls.officer
        cls.today = cls.project._today()
        # what ships with the addon may be changed by its users
        cls.env["realestate.service.kind"].search([]).active = False
        cls.kind = cls.env["realestate.service.kind"].create({"name": "Test Kind", "sequence": 1})
        cls.stages = cls.env["realestate.service.stage"].create(
            [
                {"name": name, "kind_id": cls.kind.id, "sequence": 10 * number, "waits_outside": name == "Review"}
                for number, name in enumerate(("Papers", "Submit", "Review", "Close"))
            ]
        )
        cls.template = cls.env["realestate.service.template"].create(
            {
                "name": "Test Template",
                "kind_id": cls.kind.id,
                "step_ids": [
                    Command.create(
                        {"stage_id": stage.id, "sequence": stage.sequence, "day_kind": "calendar", "days": 5}
                    )
                    for stage in cls.stages
                ],
            }
        )
        cls.papers, cls.submit, cls.review, cls.close = cls.template.step_ids
        cls.paper_type = cls.env["realestate.document.type"].create({"name": "Loan form", "service_only": True})

    @classmethod
    def _signed_deal(cls, unit=None, days_ago=0, **values):
        """A deal subscribed and signed ``days_ago``."""
        deal = cls._subscribe(unit, **values)
        day = cls.today - timedelta(days=days_ago)
        deal.write({"date_subscribed": day, "sign_deadline": day + timedelta(days=7)})
        deal.with_user(cls.administrator).action_sign(day)
        return deal

    @classmethod
    def _new_service(cls, deal=None, user=None, **values):
        """Start a file of the test's kind for ``deal`` (default: a new one) by the officer."""
        deal = deal or cls._signed_deal()
        services = cls.env["realestate.service"].with_user(user or cls.officer)
        return services.create({"deal_id": deal.id, "kind_id": cls.kind.id, **values})

    @classmethod
    def _add_material(cls, step=None, **values):
        """Let the template ask for a paper, to finish ``step``."""
        return cls.env["realestate.service.template.material"].create(
            {
                "template_id": cls.template.id,
                "type_id": cls.paper_type.id,
                "stage_id": (step or cls.papers).stage_id.id,
                **values,
            }
        )
