from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common import RealestateCommon


@tagged("post_install", "-at_install")
class TestOwnProjects(RealestateCommon):
    """ACCESS-2: whose projects are whose is kept in memory, and a change of it takes effect at once."""

    def _sees_units(self, user):
        return bool(self.env["realestate.unit"].with_user(user).search_count([("project_id", "=", self.project.id)]))

    def test_leaving_and_joining(self):
        """ACCESS-2: who leaves a project loses its units with the same click, who joins it has them."""
        self.assertTrue(self._sees_units(self.consultant))
        self.project.user_ids -= self.consultant
        self.assertFalse(self._sees_units(self.consultant))
        with self.assertRaises(AccessError):
            self.unit.with_user(self.consultant).check_access("read")
        self.project.user_ids += self.consultant
        self.assertTrue(self._sees_units(self.consultant))
        self.unit.with_user(self.consultant).check_access("read")

    def test_change_reaches_other_workers(self):
        """ACCESS-2: every process that keeps a user's projects is told to forget them."""
        self.consultant._realestate_project_ids()
        self.env.registry.cache_invalidated.clear()
        self.project.write({"user_ids": [Command.unlink(self.consultant.id)]})
        self.assertIn("default", self.env.registry.cache_invalidated)

    def test_form_opens_for_each_role(self):
        """ACCESS-2: whoever reads a project opens its form, with what of it his role may read."""
        readers = ("consultant", "administrator", "manager", "director", "accountant", "configurator")
        for role in readers:
            with self.subTest(role=role):
                Form(self.project.with_user(self.users[role]))

    def test_new_project(self):
        """ACCESS-2: who sets up a project works on it from its first building on."""
        administrator = self.users["administrator"]
        self.assertEqual(administrator._realestate_project_ids(), tuple(self.project.ids))
        project = self.env["realestate.project"].with_user(administrator).create({"name": "New", "code": "NEW"})
        self.assertIn(project.id, administrator._realestate_project_ids())
        building = self.env["realestate.building"].with_user(administrator)
        building.create({"name": "1#", "code": "1", "project_id": project.id}).check_access("read")

    def test_customers_of_a_project(self):
        """ACCESS-1: a manager reaches a project's customers while he belongs to it; a director all the time."""
        manager, director = self.users["manager"], self.users["director"]
        self._subscribe()
        for user in (manager, director):
            self.assertTrue(self.buyer.with_user(user).has_access("read"), user.name)
        self.project.user_ids -= manager + director
        self.assertFalse(manager._realestate_customer_projects())
        # as the next request, which begins with nothing in memory
        self.env.invalidate_all()
        self.assertFalse(self.buyer.with_user(manager).has_access("read"))
        self.assertTrue(self.buyer.with_user(director).has_access("read"))

    def test_company_changes(self):
        """ACCESS-1: a project of another company has other directors."""
        director = self.users["director"].with_user(self.users["director"])
        self.assertIn(self.project, director._realestate_customer_projects())
        other = self.env["realestate.project"].create(
            {"name": "Far", "code": "FAR", "company_id": self.env["res.company"].create({"name": "Far"}).id}
        )
        self.assertNotIn(other, director._realestate_customer_projects())
        other.company_id = director.company_id
        self.assertIn(other, director._realestate_customer_projects())

    def test_archived_project_stays_ones_own(self):
        """ACCESS-2: the units of an archived project are still its staff's to look up."""
        self.project.active = False
        self.assertTrue(self._sees_units(self.consultant))
