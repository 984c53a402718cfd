from odoo.exceptions import UserError
from odoo.tests import HttpCase, tagged

from .common_calls import CallCommon


@tagged("post_install", "-at_install")
class TestCallImport(CallCommon):
    def _outcomes(self, call_list):
        rows = self.env["realestate.call.row"].search([("list_id", "=", call_list.id)])
        return {row.sudo().phone: row.outcome for row in rows}

    def test_preview(self):
        """CH-3: what was recognised is shown before anything is taken."""
        lines = ["备注,联系电话,业主", "x,138 0000 1111/13900002222,王五", ",1380000,赵六", ",13800001111,王五"]
        wizard = self._wizard(lines)
        self.assertEqual(wizard.state, "review")
        self.assertEqual(wizard.column_ids.mapped("target"), ["note", "phone", "name"])
        counts = ("person_count", "number_count", "cleaned_count", "in_file_count", "invalid_count")
        self.assertEqual([wizard[name] for name in counts], [3, 4, 2, 1, 1])
        self.assertEqual(wizard.line_ids[0].numbers, "13800001111, 13900002222")
        self.assertTrue(wizard.line_ids[1].problem)
        self.assertFalse(self.env["realestate.call.list"].search([("project_id", "=", self.project.id)]))

    def test_columns_corrected(self):
        """CH-3: a wrong guess is corrected before the import."""
        wizard = self._wizard(["甲,乙,丙", "王五,锦绣家园,13800001111"])
        wizard.column_ids.filtered(lambda column: column.heading == "甲").target = "name"
        wizard.write({"column_ids": [(1, wizard.column_ids[1].id, {"target": "place"})]})
        call_list = self.env["realestate.call.list"].browse(wizard.action_import()["res_id"])
        self.assertEqual(call_list.number_ids.mapped("place"), ["锦绣家园"])

    def test_outcomes(self):
        """CH-3, CUS-4: taken, cleaned, twice in the file, in another list, invalid, customer, pool, do not call."""
        self._import(["13500000001"], name="Older")
        self._new_lead("customer", phone="13500000002")
        pooled = self._new_lead("pooled", phone="13500000003")
        pooled._realestate_release("x")
        self.env["realestate.do.not.call"].create({"phone": "13500000004"})
        lines = [
            "姓名,手机", "a,13500000001", "b,13500000002", "c,13500000003", "d,13500000004", "e,135 0000 0005",
            "e,13500000005", "f,1350000", "g,13500000006",
        ]  # fmt: skip
        call_list = self._import(lines)
        self.assertEqual(
            self._outcomes(call_list),
            {
                "13500000001": "older",
                "13500000002": "customer",
                "13500000003": "pool",
                "13500000004": "do_not_call",
                "13500000005": "in_file",
                "1350000": "invalid",
            },
        )
        self.assertEqual(call_list.number_ids.mapped("phone_sanitized"), ["+8613500000005", "+8613500000006"])
        self.assertEqual((call_list.import_total, call_list.taken_count, call_list.left_out_count), (8, 2, 6))
        self.assertEqual(call_list.cleaned_count, 1)
        self.assertEqual(call_list.import_pending, 0)
        reasons = dict(call_list.row_ids.mapped(lambda row: (row.outcome, row.reason)))
        self.assertEqual(reasons["older"], "Older")
        self.assertIn(self.consultant.name, reasons["customer"])
        self.assertIn("public pool", reasons["pool"])

    def test_a_person_with_several_numbers(self):
        """CH-3: one number of a person is called, the others stand beside it; known by one he is known by all."""
        self._new_lead("customer", phone="13500000002")
        call_list = self._import(["王,13500000001/13500000002", "李,13500000003/13500000004"], name="Two")
        self.assertEqual(set(self._outcomes(call_list).values()), {"customer"})
        first, other = call_list.number_ids
        self.assertEqual(other.main_id, first)
        self.assertEqual((call_list.person_count, call_list.taken_count), (1, 2))

    def test_batches_go_on(self):
        """CH-3: an import goes on where it broke off, and its queries do not grow with the numbers."""
        self._import(self._numbers(1))  # fills the caches

        def cost(count, start):
            wizard = self._wizard(self._numbers(count, start), name=f"{start}")
            call_list = self.env["realestate.call.list"].create(wizard._prepare_list_vals())
            call_list._add_rows(wizard._persons())
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            self.assertTrue(call_list._import_batch(limit=count // 2))
            used = self.env.cr.sql_log_count - before
            self.assertEqual(call_list.import_pending, count - count // 2)
            return call_list, used

        small, few = cost(4, 13600000000)
        large, many = cost(400, 13700000000)
        self.assertLessEqual(many, few)
        with self.enter_registry_test_mode():
            self.env.ref("realestate_channel.realestate_call_cron_import").method_direct_trigger()
        (small | large).invalidate_recordset()
        self.assertEqual([small.taken_count, large.taken_count], [4, 400])
        self.assertEqual([small.import_pending, large.import_pending], [0, 0])

    def test_bad_files(self):
        """CH-3: one clear sentence for a file that is no list, and nothing is made."""
        wizard = self._wizard(["x"], file="iVBORw0KGgoAAAANSUhEUgAAAAEAAAABAAAA", filename="a.png")
        self.assertIn("a.png", wizard.file_error)
        with self.assertRaises(UserError):
            wizard.action_import()
        with self.assertRaises(UserError):
            self._wizard(["姓名,小区", "王五,锦绣"]).action_import()

    def test_closed_list(self):
        """CH-3: the numbers of a closed list may come again; reopened it has only those that no other list has."""
        old = self._import(self._numbers(2), name="Old")
        old.with_user(self.supervisor).action_close()
        new = self._import(self._numbers(1), name="New")
        self.assertEqual(new.taken_count, 1)
        old.with_user(self.supervisor).action_reopen()
        self.assertEqual(len(old.number_ids.filtered("active")), 1)


@tagged("post_install", "-at_install")
class TestCallDownload(CallCommon, HttpCase):
    def test_download_is_logged(self):
        """ACCESS-3: what was left out is downloaded in full by who imported it, and that is logged."""
        call_list = self._import(["13500000001", "1350000"])
        self.authenticate("ch_supervisor", "ch_supervisor")
        response = self.url_open(f"/realestate_channel/call_list/{call_list.id}/left_out")
        self.assertEqual(response.status_code, 200)
        self.assertTrue(response.content.startswith(b"PK"))
        log = self.env["realestate.access.log"].search([("res_model", "=", "realestate.call.list")])
        self.assertEqual((log.user_id, log.how), (self.supervisor, "export"))
        with self.assertRaises(UserError):
            call_list.with_user(self._new_channel_user("supervisor", "third")).sudo(False)._check_download()
        self.authenticate("ch_specialist", "ch_specialist")
        self.assertNotEqual(self.url_open(f"/realestate_channel/call_list/{call_list.id}/left_out").status_code, 200)
