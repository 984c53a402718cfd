from psycopg2 import IntegrityError

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_people import PeopleCommon

HIDDEN = ("realestate_pay_band_id", "realestate_commission_rule")


@tagged("post_install", "-at_install")
class TestPayBand(PeopleCommon):
    """HR-4, ACCESS-1: pay band and commission rule of a job are for human resources alone, by every road."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.band = cls.env["realestate.pay.band"].create({"name": "P1", "amount_from": 4000, "amount_to": 6000})
        cls.job.write({"realestate_pay_band_id": cls.band.id, "realestate_commission_rule": "0.15%"})
        cls.others = [user for role, user in cls.users.items() if role != "hr"] + [cls.consultant_2]

    def test_hr_sees(self):
        job = self.job.with_user(self.hr)
        self.assertEqual(job.realestate_commission_rule, "0.15%")
        self.assertEqual(job.realestate_pay_band_id, self.band)
        self.assertEqual(job.search([("realestate_pay_band_id", "=", self.band.id)]), job)

    def test_nobody_else_sees(self):
        """HR-4: neither by read, search, order, group, export, form, nor the bands themselves."""
        for user in self.others:
            job = self.job.with_user(user)
            model, bands = job.browse(), self.band.with_user(user)
            roads = [
                lambda job=job: job.read(list(HIDDEN)),
                lambda job=job: job.realestate_commission_rule,
                lambda model=model: model.search([("realestate_commission_rule", "ilike", "0.15")]),
                lambda model=model: model.search([("realestate_pay_band_id.amount_from", ">", 1)]),
                lambda model=model: model.search([], order="realestate_pay_band_id"),
                lambda model=model: model.formatted_read_group([], ["realestate_pay_band_id"], ["__count"]),
                lambda job=job: job.web_read({"realestate_pay_band_id": {}}),
                lambda job=job: job._export_rows([["realestate_commission_rule"]]),
                lambda bands=bands: bands.read(["amount_from"]),
                lambda bands=bands: bands.search([]),
            ]
            for number, road in enumerate(roads):
                with self.subTest(user=user.name, road=number), self.assertRaises(AccessError):
                    job.env.invalidate_all()
                    road()
            with self.subTest(user=user.name):
                self.assertFalse(set(HIDDEN) & model.fields_get().keys())
                arch = model.get_view(self.env.ref("hr.view_hr_job_form").id, "form")["arch"]
                self.assertFalse([name for name in HIDDEN if f'<field name="{name}"' in arch])
                with self.assertRaises(AccessError):
                    job.sudo(False).realestate_commission_rule = "1%"

    def test_amounts_ordered(self):
        with self.assertRaises(IntegrityError), self.cr.savepoint(), mute_logger("odoo.sql_db"):
            self.env["realestate.pay.band"].create({"name": "P2", "amount_from": 5000, "amount_to": 4000})

    def test_position_without_description(self):
        """HR-1: a job without description says itself where it stands; with one the description does."""
        self.assertFalse(self.job.realestate_description_id)
        self.job.with_user(self.hr).realestate_superior_id = self.job_manager
        self._new_valid(self.job, headcount=3)
        self.assertFalse(self.job.realestate_superior_id)
        with self.assertRaisesRegex(Exception, "new version"):
            self.job.with_user(self.hr).realestate_headcount = 5
        with self.assertRaisesRegex(Exception, "own superior"):
            self.job_manager.realestate_superior_id = self.job_manager
