import csv
from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import file_open

from .common import ROLES, RealestateCommon

MATRIX = "realestate_sales/tests/access_matrix.csv"
RIGHTS = {"r": "read", "w": "write", "c": "create", "u": "unlink"}
# who is not bound to the projects he belongs to
EVERYWHERE = {"director", "general_manager", "configurator"}


@tagged("post_install", "-at_install")
class TestAccessMatrix(RealestateCommon):
    """One table role × model × right (ACCESS-1): tests/access_matrix.csv, tried for every pair.

    A line names a model and its scope, then for each role the letters of its rights (read, write, create,
    unlink). Scope: ``own`` a consultant only his, others by project; ``project`` by project; ``company``
    all of the company; ``wizard`` transient, each user his own; ``base`` a model without company.
    An addon with roles of its own has a table of its own: see ``realestate_aftersales``.
    """

    module = "realestate_sales"
    matrix_file = MATRIX
    roles = ROLES
    everywhere = EVERYWHERE

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with file_open(cls.matrix_file) as file:
            cls.matrix = {line["model"]: line for line in csv.DictReader(file)}
        cls.deal = cls._subscribe(cls.units[0])
        cls.samples = cls._samples(cls.project, cls.units[0], cls.units[1], cls.deal)
        cls.other_project, other_units = cls._new_project("OP", cls.company)
        other_deal = cls._subscribe(other_units[0], user=cls.env.ref("base.user_admin"), partner_id=cls.buyer_2.id)
        cls.other_samples = cls._samples(cls.other_project, other_units[0], other_units[1], other_deal)

    @classmethod
    def _new_project(cls, code, company):
        project = cls.env["realestate.project"].create(
            {"name": code, "code": code, "company_id": company.id, "user_ids": [Command.clear()]}
        )
        building = cls.env["realestate.building"].create({"name": code, "code": code, "project_id": project.id})
        permit = cls.env["realestate.permit"].create(
            {
                "name": code,
                "date": fields.Date.to_date("2026-01-05"),
                "project_id": project.id,
                "building_ids": [Command.link(building.id)],
            }
        )
        release = cls.env["realestate.release"].create(
            {
                "name": code,
                "project_id": project.id,
                "date": fields.Date.to_date("2026-01-10"),
                "permit_id": permit.id,
            }
        )
        units = cls._new_units(2, building_id=building.id, release_id=release.id)
        release.action_open()
        return project, units

    @classmethod
    def _samples(cls, project, unit, free_unit, deal):
        """Return a record of each model where rules matter, all of ``project`` and the consultant of ``deal``."""
        env = cls.env
        lead = env["crm.lead"].create(
            {
                "name": project.code,
                "realestate_project_id": project.id,
                "partner_id": deal.partner_id.id,
                "user_id": deal.user_id.id,
            }
        )
        hold = env["realestate.hold"].create(
            {"unit_id": free_unit.id, "reason": "x", "expires_on": fields.Datetime.now() + timedelta(days=1)}
        )
        party = deal.party_ids[:1] or env["realestate.deal.party"].create(
            {"deal_id": deal.id, "partner_id": deal.partner_id.id}
        )
        installment = env["realestate.installment"].create(
            {"deal_id": deal.id, "name": "x", "amount": 1.0, "kind": "fee"}
        )
        document_type = env["realestate.document.type"].create({"name": project.code, "project_id": project.id})
        document = env["realestate.deal.document"].create({"deal_id": deal.id, "name": "x"})
        change = env["realestate.deal.change"].create(
            {
                "deal_id": deal.id,
                "kind": "buyers",
                "reason": "x",
                "buyer_ids": [Command.create({"partner_id": deal.partner_id.id})],
            }
        )
        log = env["realestate.access.log"]._log(deal.partner_id, "print", ["phone"])
        records = (
            project, project.building_ids, project.permit_ids, project.release_ids, unit, hold, deal, party,
            installment, lead, deal.partner_id, log, document_type, document, change, change.buyer_ids,
        )  # fmt: skip
        return {record._name: record[:1] for record in records}

    def _expected(self, model, role):
        return {RIGHTS[letter] for letter in self.matrix[model][role].replace("-", "")}

    def _allowed(self, records, role):
        records = records.with_user(self.users[role])
        records.env.invalidate_all()
        return {right for right in RIGHTS.values() if records.has_access(right)}

    def _models(self):
        models = self.env.registry.values()
        return [model for model in models if model._original_module == self.module and not model._abstract]

    def test_every_model_is_in_the_table(self):
        """ACCESS-1: a model without a line in the table is a model nobody decided about."""
        missing = {model._name for model in self._models()} - set(self.matrix)
        self.assertFalse(missing, f"Add a line for each of these models to {self.matrix_file}")

    def test_every_model_has_access_lines(self):
        """ACCESS-1: no model is left without rights, and none is open to everybody."""
        for model in self._models():
            lines = self.env["ir.model.access"].search([("model_id.model", "=", model._name)])
            with self.subTest(model=model._name):
                self.assertTrue(lines)
                self.assertTrue(all(line.group_id for line in lines))

    def test_role_model_right(self):
        """ACCESS-1: each role has exactly the rights of the table on each model."""
        for model in self.matrix:
            for role in self.roles:
                with self.subTest(model=model, role=role):
                    self.assertEqual(self._allowed(self.env[model], role), self._expected(model, role))

    def test_deputy_has_the_directors_rights(self):
        """DEAL-7: the deputy general manager decides more than the director, and reaches exactly the same."""
        if "director" not in self.roles:
            return
        self.users["deputy"] = self._new_user("deputy_general_manager", "deputy")
        self.addCleanup(self.users.pop, "deputy")
        for model in self.matrix:
            with self.subTest(model=model):
                self.assertEqual(self._allowed(self.env[model], "deputy"), self._expected(model, "director"))
        for record in (*self.samples.values(), *self.other_samples.values()):
            with self.subTest(record=record):
                self.assertEqual(self._allowed(record, "deputy"), self._allowed(record, "director"))

    def test_rights_on_own_records(self):
        """ACCESS-1: on a record of the user's project, and of the consultant, the table holds."""
        for model, record in self.samples.items():
            for role in self.roles:
                expected = self._expected(model, role)
                if self.matrix[model]["scope"] == "own" and role in ("hr", "configurator"):
                    expected = set()
                with self.subTest(model=model, role=role):
                    self.assertEqual(self._allowed(record, role), expected)

    def test_no_rights_on_other_projects(self):
        """ACCESS-1: on a project the user does not belong to, only those who answer for all have a right."""
        for model, record in self.other_samples.items():
            scope = self.matrix[model]["scope"]
            for role in self.roles:
                everywhere = scope == "company" or (
                    role in self.everywhere and not (scope == "own" and role == "configurator")
                )
                # HR, who sees no customer, reads the projects themselves: trainees and staff are of any
                everywhere |= role == "hr" and scope == "project"
                with self.subTest(model=model, role=role):
                    self.assertEqual(self._allowed(record, role), self._expected(model, role) if everywhere else set())

    def test_own_means_the_consultant(self):
        """ACCESS-1: another consultant of the same project has no right on the customer, deal and plan."""
        for model, record in self.samples.items():
            if self.matrix[model]["scope"] != "own":
                continue
            record = record.with_user(self.consultant_2)
            for right in RIGHTS.values():
                with self.subTest(model=model, right=right):
                    self.assertFalse(record.has_access(right))
                    with self.assertRaises(AccessError):
                        record.check_access(right)

    def test_roles_keep_to_themselves(self):
        """Section 0: HR reaches no customer, the configurator neither, the accountant changes no deal."""
        for model in ("crm.lead", "realestate.deal", "realestate.deal.party", "realestate.installment"):
            self.assertEqual(self._expected(model, "hr"), set())
            self.assertEqual(self._expected(model, "configurator"), set())
            self.assertLessEqual(self._expected(model, "accountant"), {"read"})
        for record in (self.deal.partner_id, self.samples["crm.lead"]):
            for role in ("hr", "configurator"):
                model = record.browse().with_user(self.users[role])
                if model.has_access("read"):
                    self.assertFalse(model.search([("id", "=", record.id)]))
        # nobody deletes what is on record
        for model in ("realestate.deal", "realestate.hold", "realestate.access.log"):
            for role in self.roles:
                self.assertNotIn("unlink", self._expected(model, role))


@tagged("post_install", "-at_install")
class TestCompanies(RealestateCommon):
    """ACCESS-2: every model with a company obeys the companies of the user."""

    def _company_models(self):
        return [
            self.env[model._name]
            for model in self.env.registry.values()
            if (model._original_module or "").startswith("realestate_")
            and not model._abstract
            and not model._transient
            and "company_id" in model._fields
        ]

    def test_every_model_with_a_company_has_a_rule(self):
        """ACCESS-2: a global rule on the company, which no group lifts."""
        self.assertGreater(len(self._company_models()), 10)
        for model in self._company_models():
            rules = self.env["ir.rule"].search([("model_id.model", "=", model._name), ("groups", "=", False)])
            with self.subTest(model=model._name):
                self.assertTrue(rules.filtered(lambda rule: "company_id" in rule.domain_force))

    def test_every_project_model_has_a_company(self):
        """ACCESS-2: what belongs to a project belongs to its company."""
        for model in self.env.registry.values():
            if (model._original_module or "").startswith("realestate_") and not model._transient and model._auto:
                if "project_id" in model._fields:
                    self.assertIn("company_id", model._fields, model._name)

    def test_user_of_another_company(self):
        """ACCESS-2: the director of another company finds nothing, by search and by id."""
        company = self.env["res.company"].create({"name": "Other Company"})
        self._subscribe()
        director = self._new_user("director", "director_elsewhere")
        director.write({"company_ids": [Command.set(company.ids)], "company_id": company.id})
        for model in self._company_models():
            records = model.with_context(active_test=False).search([("company_id", "not in", [False, company.id])])
            seen = model.with_user(director)
            with self.subTest(model=model._name):
                if seen.has_access("read"):
                    self.assertFalse(seen.search([("company_id", "not in", [False, company.id])]))
                if records:
                    self.assertFalse(records.with_user(director)._filtered_access("read"))
        self.assertFalse(self.buyer.with_user(director)._filtered_access("read"))
