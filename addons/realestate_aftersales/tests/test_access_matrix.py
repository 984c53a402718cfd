from odoo import Command
from odoo.tests import new_test_user, tagged

from odoo.addons.realestate_sales.tests import test_access_matrix
from odoo.addons.realestate_sales.tests.common import ROLES

GROUPS = {
    "officer": "realestate_aftersales.realestate_aftersales_group_officer",
    "service_manager": "realestate_aftersales.realestate_aftersales_group_manager",
}


class RolesMixin:
    """After-sales' two roles beside those of the sales office."""

    everywhere = {*test_access_matrix.EVERYWHERE, "service_manager"}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for role, group in GROUPS.items():
            cls.users[role] = new_test_user(cls.env, f"re_{role}", groups=group)
            cls.project.user_ids = [Command.link(cls.users[role].id)]


@tagged("post_install", "-at_install")
class TestAftersalesAccess(RolesMixin, test_access_matrix.TestAccessMatrix):
    """ACCESS-1: every model of after-sales × every role: tests/access_matrix.csv."""

    module = "realestate_aftersales"
    matrix_file = "realestate_aftersales/tests/access_matrix.csv"
    roles = (*ROLES, *GROUPS)

    @classmethod
    def _samples(cls, project, unit, free_unit, deal):
        """Return a record of each model of the engine, all of ``project`` and the consultant of ``deal``."""
        kind = cls.env["realestate.service.kind"].create({"name": project.code})
        stage = cls.env["realestate.service.stage"].create({"name": project.code, "kind_id": kind.id})
        paper = cls.env["realestate.document.type"].create({"name": project.code})
        template = cls.env["realestate.service.template"].create(
            {
                "name": project.code,
                "kind_id": kind.id,
                "project_id": project.id,
                "step_ids": [Command.create({"stage_id": stage.id})],
                "material_ids": [Command.create({"type_id": paper.id})],
            }
        )
        service = cls.env["realestate.service"].create({"deal_id": deal.id, "kind_id": kind.id})
        desk = new_test_user(cls.env, f"re_desk_{project.code}", groups=GROUPS["service_manager"])
        duty = cls.env["realestate.service.roster"].create(
            {"project_id": project.id, "day": project._today(), "user_id": desk.id}
        )
        records = (
            duty,
            template,
            template.step_ids,
            template.material_ids,
            service,
            service.step_ids,
            service.material_ids,
        )
        return {record._name: record[:1] for record in records}

    def test_roles_keep_to_themselves(self):
        """Section 0: HR and the configurator reach no file; sales and accounting change none."""
        for model in ("realestate.service", "realestate.service.step", "realestate.service.material"):
            for role in ("hr", "configurator"):
                self.assertEqual(self._expected(model, role), set())
            for role in ("consultant", "manager", "director", "accountant"):
                self.assertLessEqual(self._expected(model, role), {"read"})
            for role in self.roles:
                if model != "realestate.service.material":
                    self.assertNotIn("unlink", self._expected(model, role))


@tagged("post_install", "-at_install")
class TestSalesAccess(RolesMixin, test_access_matrix.TestAccessMatrix):
    """ACCESS-1: what after-sales may do with the sales office's records: tests/sales_access_matrix.csv."""

    matrix_file = "realestate_aftersales/tests/sales_access_matrix.csv"
    roles = tuple(GROUPS)

    @classmethod
    def _samples(cls, project, unit, free_unit, deal):
        samples = super()._samples(project, unit, free_unit, deal)
        return {model: record for model, record in samples.items() if model in cls.matrix}

    def test_every_model_is_in_the_table(self):
        """ACCESS-1: the table names the models that matter here; after-sales changes no deal, price or plan."""
        for model in ("realestate.deal", "realestate.deal.party", "realestate.installment", "realestate.unit"):
            for role in self.roles:
                self.assertEqual(self._expected(model, role), {"read"})

    def test_own_means_the_consultant(self):
        """ACCESS-1: consultants are tried in the sales office's own table."""

    def test_roles_keep_to_themselves(self):
        """ACCESS-1: tried in the sales office's own table."""
