from odoo.exceptions import AccessError, UserError
from odoo.tests import TransactionCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestChannelTeam(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        group = "realestate_channel.realestate_channel_group_%s"
        cls.specialist = new_test_user(cls.env, "ch_specialist", groups=group % "specialist")
        cls.supervisor = new_test_user(cls.env, "ch_supervisor", groups=group % "supervisor")
        cls.department = cls.env["realestate.channel.team"].create({"name": "Channel"})
        cls.calls, cls.leaflets = cls.env["realestate.channel.team"].create(
            [
                {"name": "Calls", "module": "call", "parent_id": cls.department.id, "user_id": cls.supervisor.id},
                {"name": "Leaflets", "module": "leaflet", "parent_id": cls.department.id},
            ]
        )
        cls.calls.member_ids = cls.specialist

    def test_own_module_only(self):
        """CH-1, ACCESS-1: a supervisor changes the own module's team, sees what it is part of and no other module."""
        for user in (self.supervisor, self.specialist):
            teams = self.env["realestate.channel.team"].with_user(user)
            self.assertEqual(teams.search([]), self.department | self.calls)
        with self.assertRaises(AccessError):
            self.department.with_user(self.supervisor).write({"name": "Mine"})
        with self.assertRaises(AccessError):
            self.leaflets.with_user(self.supervisor).write({"name": "Mine"})
        with self.assertRaises(AccessError):
            self.calls.with_user(self.specialist).write({"name": "Mine"})

    def test_no_cycle(self):
        """CH-1: the department is a tree."""
        with self.assertRaises(UserError):
            self.department.parent_id = self.calls
