from odoo import models


class RealestateDeal(models.Model):
    _inherit = "realestate.deal"

    def _remind_consultants(self, summaries, activity_type="mail.mail_activity_data_todo"):
        """Put these deals before their consultants by one insert, each in his own language.

        Jobs and rules run as a robot, who speaks the language of nobody in the office.

        :param summaries: function of one deal, in its consultant's language → list of (summary, day or None for
            the project's today)
        """
        model_id = self.env["ir.model"]._get_id(self._name)
        type_id = self.env["ir.model.data"]._xmlid_to_res_id(activity_type)
        self.env["mail.activity"].create(
            [
                {
                    "res_model_id": model_id,
                    "res_id": deal.id,
                    "activity_type_id": type_id,
                    "user_id": user.id,
                    "summary": summary,
                    "date_deadline": day or deal.project_id._today(),
                    "automated": True,
                }
                for user, deals in self.grouped("user_id").items()
                for deal in deals.with_context(lang=user.lang)
                for summary, day in summaries(deal)
            ]
        )

    def _remind_signing(self):
        """Warn of the signing deadline; called by a rule that users tune (DEAL-8)."""
        self._remind_consultants(
            lambda deal: [(deal.env._("Signing deadline: bring the buyer to sign"), deal.sign_deadline)]
        )

    def _remind_filing(self):
        """Warn of the day by which the contract is to be filed; called by a rule that users tune (DEAL-4)."""
        self._remind_consultants(lambda deal: [(deal.env._("File the contract with the authority"), deal.filing_due)])
