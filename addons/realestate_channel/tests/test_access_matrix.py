import base64

from odoo import Command
from odoo.tests import new_test_user, tagged

from odoo.addons.realestate_sales.tests import test_access_matrix
from odoo.addons.realestate_sales.tests.common import ROLES

from .common import CHANNEL_ROLES, GROUP


class RolesMixin:
    """The channel's three roles beside those of the sales office."""

    everywhere = {*test_access_matrix.EVERYWHERE, "channel_manager"}

    @classmethod
    def _add_roles(cls):
        """The roles belong to the project, and two of them to its team; another specialist to neither."""
        for role in CHANNEL_ROLES:
            user = new_test_user(cls.env, f"ch_{role}", groups=GROUP % role.removeprefix("channel_"), name=role)
            cls.users[role] = user
            cls.project.user_ids = [Command.link(user.id)]
        cls.specialist_2 = new_test_user(cls.env, "ch_specialist_2", groups=GROUP % "specialist")
        cls.project.user_ids = [Command.link(cls.specialist_2.id)]

    @classmethod
    def _team(cls, project):
        """Return the team of the test's own project, with the roles, or one of strangers, and who works in it."""
        if "specialist" not in cls.users:
            cls._add_roles()
        own = project == cls.project
        stranger = cls.env.ref("base.user_admin")
        specialist = cls.users["specialist"] if own else stranger
        team = cls.env["realestate.channel.team"].create(
            {
                "name": project.code,
                "module": "call",
                "user_id": (cls.users["supervisor"] if own else stranger).id,
                "member_ids": [Command.link(specialist.id)],
            }
        )
        return team, specialist


@tagged("post_install", "-at_install")
class TestChannelAccess(RolesMixin, test_access_matrix.TestAccessMatrix):
    """ACCESS-1: every model of the channel × every role: tests/access_matrix.csv.

    Scope: ``own`` a specialist's own records, a leader's those of his teams, the manager's and the
    director's all; ``company`` all of the company; ``base`` a model without company.
    """

    module = "realestate_channel"
    matrix_file = "realestate_channel/tests/access_matrix.csv"
    roles = (*ROLES, *CHANNEL_ROLES)
    # the accountant's books are the company's
    everywhere = {*RolesMixin.everywhere, "accountant"}

    @classmethod
    def _samples(cls, project, unit, free_unit, deal):
        """Return a record of each model of the channel, of the team and specialist of ``project``."""
        team, specialist = cls._team(project)
        records = (
            *cls._outreach_samples(project, team, specialist),
            *cls._partner_samples(project, team, specialist, deal),
            *cls._call_samples(project, team, specialist),
            *cls._zone_samples(project, team, specialist),
            *cls._enterprise_samples(project, team, specialist),
            *cls._centre_samples(project, team, specialist),
        )  # fmt: skip
        return {record._name: record[:1] for record in records}

    @classmethod
    def _outreach_samples(cls, project, team, specialist):
        """Return the team of ``project``, a day of its specialist, and a hired team below it with all it has."""
        env = cls.env
        today = project._today()
        hired = env["realestate.channel.team"].create(
            {"name": f"{project.code} hired", "module": "call", "is_hired": True, "parent_id": team.id}
        )
        base = {"day": today, "project_id": project.id}
        result = env["realestate.channel.result"].create(
            {**base, "team_id": team.id, "user_id": specialist.id, "calls": 10}
        )
        attendance = env["realestate.channel.attendance"].create({**base, "team_id": hired.id, "headcount": 2})
        contract = env["realestate.channel.contract"].create(
            {
                "name": project.code,
                "team_id": hired.id,
                "partner_id": env["res.partner"].create({"name": "Vendor"}).id,
                "date_from": today,
                "rate_ids": [Command.create({"basis": "day", "date_from": today, "amount": 100.0})],
            }
        )
        settlement = env["realestate.channel.settlement"].create(
            {"contract_id": contract.id, "date_from": today, "date_to": today}
        )
        cost = env["realestate.channel.cost"].create({**base, "team_id": team.id, "name": "x", "amount": 1.0})
        env.flush_all()
        funnel = env["realestate.channel.funnel"].search([("result_id", "=", result.id)])
        return (
            team, result, attendance, contract, contract.rate_ids, settlement, settlement.line_ids, cost, funnel,
        )  # fmt: skip

    @classmethod
    def _partner_samples(cls, project, team, specialist, deal):
        """A partner of the specialist's, and a registration of the consultant's customer with its conflict."""
        env = cls.env
        kind = env["realestate.channel.partner.kind"].create({"name": project.code})
        rule = env["realestate.registration.rule"].create({"name": project.code, "kind_id": kind.id})
        rule.action_confirm()
        partner = env["realestate.channel.partner"].create(
            {"contact_name": project.code, "kind_id": kind.id, "user_id": specialist.id, "team_id": team.id}
        )
        registration = env["realestate.registration"]._register_customer(
            partner, project, {"name": "王先生", "phone": "138****1111"}
        )
        registration.lead_id = env["crm.lead"].create(
            {"name": "x", "realestate_project_id": project.id, "user_id": deal.user_id.id}
        )
        conflict = registration._note_conflict("known")
        counter = env["realestate.registration.counter"].search([("channel_partner_id", "=", partner.id)])
        env.flush_all()
        report = env["realestate.registration.report"].browse(registration.id)
        resource = env["realestate.channel.resource"].search([("channel_partner_id", "=", partner.id)])
        return rule, partner, registration, conflict, counter, report, resource

    @classmethod
    def _call_samples(cls, project, team, specialist):
        """A list of one number, given out and called; a line that was left out, and a refusal."""
        wizard = cls.env["realestate.call.import"].create(
            {
                "project_id": project.id,
                "team_id": team.id,
                "name": project.code,
                "filename": "a.csv",
                "file": base64.b64encode(f"1350000\n1350000{project.id:04}\n1360000{project.id:04}".encode()),
            }
        )
        call_list = cls.env["realestate.call.list"].browse(wizard.action_import()["res_id"])
        numbers = cls.env["realestate.call.number"]
        lot = numbers._deal_out(call_list, [(specialist, 2)], project._today(), ["new"])
        number = lot.number_ids[0]
        result = cls.env["realestate.call.result"].search([], limit=1)
        call = cls.env["realestate.call"].with_user(specialist)._make(number, result).sudo()
        return (call_list, lot, number, call, call_list.row_ids)

    @classmethod
    def _zone_samples(cls, project, team, specialist):
        """A zone with a distribution; a store with a material that is asked for and issued."""
        env = cls.env
        zone = env["realestate.channel.zone"].create({"name": "x", "project_id": project.id, "team_id": team.id})
        distribution = env["realestate.channel.distribution"].create(
            {"zone_id": zone.id, "user_id": specialist.id, "leaflets": 1, "date": project._today()}
        )
        material = env["realestate.material"].create({"name": project.code})
        place = env["realestate.material.place"].create({"name": "x", "project_id": project.id})
        request = env["realestate.material.request"].create(
            {
                "name": "x",
                "user_id": specialist.id,
                "team_id": team.id,
                "place_id": place.id,
                "line_ids": [Command.create({"material_id": material.id})],
            }
        )
        moves = env["realestate.material.move"]
        moves._record("in", material, 2, place=place)
        move = moves._record("issue", material, 1, place=place, holder=specialist, team=team, request=request)
        holding = env["realestate.material.holding"].search([("material_id", "=", material.id)])
        stock = env["realestate.material.stock"].search([("material_id", "=", material.id)])
        return zone, distribution, place, stock, holding, move, request, request.line_ids

    @classmethod
    def _centre_samples(cls, project, team, specialist):
        """A distribution centre on the team, with a township, a duty that is handed in and a tenant."""
        env = cls.env
        centre = env["realestate.channel.centre"].create(
            {"name": project.code, "team_id": team.id, "project_id": project.id, "company_id": project.company_id.id}
        )
        township = env["realestate.township"].create({"name": project.code})
        coverage = env["realestate.channel.coverage"].create({"centre_id": centre.id, "township_id": township.id})
        env["realestate.channel.duty.task"]._make_due()
        task = env["realestate.channel.duty.task"].search([("centre_id", "=", centre.id)], limit=1)
        task.sudo().handed_in_on = task.deadline
        tenant = env["realestate.channel.tenant"].create(
            {"name": project.code, "centre_id": centre.id, "user_id": specialist.id}
        )
        return centre, coverage, task, tenant

    @classmethod
    def _enterprise_samples(cls, project, team, specialist):
        """An enterprise of the specialist's with a key person, a visit, an agreement and an event."""
        env, own = cls.env, {"user_id": specialist.id}
        enterprise = env["realestate.enterprise"].create({"name": project.code, "team_id": team.id, **own})
        own["enterprise_id"] = enterprise.id
        contact = env["realestate.enterprise.contact"].create({"name": "x", "enterprise_id": enterprise.id})
        visit = env["realestate.enterprise.visit"].create({"project_id": project.id, **own})
        agreement = env["realestate.enterprise.agreement"].create({"name": project.code, "benefits": "x", **own})
        event = env["realestate.enterprise.event"].create(
            {"name": "x", "project_id": project.id, "date_begin": "2026-03-01 02:00:00", **own}
        )
        guest = env["realestate.enterprise.guest"].create({"name": "x", "event_id": event.id})
        return enterprise, contact, visit, agreement, event, guest

    def test_own_means_the_consultant(self):
        """ACCESS-1: another specialist of the same project has no right on a specialist's own records."""
        for model, record in self.samples.items():
            if self.matrix[model]["scope"] == "own":
                with self.subTest(model=model):
                    self.assertFalse(record.with_user(self.specialist_2)._filtered_access("read"))

    def test_roles_keep_to_themselves(self):
        """Section 0: consultants, HR and the configurator work nothing of the channel's own."""
        for role in ("consultant", "hr"):
            self.assertEqual(self._expected("realestate.channel.team", role), set())


@tagged("post_install", "-at_install")
class TestSalesAccess(RolesMixin, test_access_matrix.TestAccessMatrix):
    """ACCESS-1: what the channel may do with the sales office's records: tests/sales_access_matrix.csv."""

    matrix_file = "realestate_channel/tests/sales_access_matrix.csv"
    roles = CHANNEL_ROLES

    @classmethod
    def _samples(cls, project, unit, free_unit, deal):
        samples = super()._samples(project, unit, free_unit, deal)
        team, specialist = cls._team(project)
        samples["crm.lead"]._realestate_set_channel_source("call", team=team, user=specialist)
        deal._link_channel()
        return {model: record for model, record in samples.items() if model in cls.matrix} | {"realestate.deal": deal}

    def test_every_model_is_in_the_table(self):
        """ACCESS-1: the table names the models that matter here; the channel changes nothing of the sales office."""
        for model in self.matrix:
            for role in self.roles:
                self.assertLessEqual(self._expected(model, role), {"read"})

    def test_own_means_the_consultant(self):
        """ACCESS-1: another specialist of the project has no right on who was brought by a colleague."""
        for model in ("crm.lead", "realestate.deal", "res.partner"):
            record = self.samples[model].with_user(self.specialist_2)
            with self.subTest(model=model):
                self.assertFalse(record._filtered_access("read"))
                self.assertFalse(record.search([("id", "=", record.id)]))

    def test_roles_keep_to_themselves(self):
        """ACCESS-1: tried in the sales office's own table."""
