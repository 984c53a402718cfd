from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date

OFFICER = "realestate_aftersales.realestate_aftersales_group_officer"
MANAGER = "realestate_aftersales.realestate_aftersales_group_manager"


class RealestateService(models.Model):
    """The life of a file: start, step, back, end. All verbs take many files, all or none (SRV-1)."""

    _inherit = "realestate.service"

    # ------------------------------------------------------------------
    # verbs
    # ------------------------------------------------------------------
    def action_next(self, stage_id=False, day=False):
        """Finish the current step of these files and go on to the next one; after the last a file is done.

        :param int stage_id: step to go on to, where the template allows several; default the usual one
        :param date day: day on which the step was finished, default today in the project's time zone
        :return: True
        :raises UserError: says for each file what is missing; a day that cannot be
        :raises AccessError: the step is another role's
        """
        services = self._prepare_verb()
        reasons = [
            "\n".join([service.display_name, *blockers])
            for service in services
            if (blockers := service._next_blockers())
        ]
        if reasons:
            raise UserError("\n\n".join(reasons))
        services._check_day(day)
        services._finish_step(day, services._chosen_next(stage_id))
        return True

    def action_send_back(self, reason, stage_id=False):
        """Send these files back to an earlier step, which is then done again.

        :param str reason: why; shown on the file until that step is done
        :param int stage_id: the step, default the one before
        :raises UserError: no reason, or the template does not allow that step
        """
        services = self._prepare_verb()
        reason = self._require_reason(reason)
        services._go_back({service: service._chosen_back(stage_id) for service in services}, reason)
        return True

    def action_refuse(self, reason):
        """End these files as refused by who decides on them: the bank, the authority, the buyer.

        :param str reason: why, kept with the file
        """
        services = self._prepare_verb()
        services._end("refused", reason=self._require_reason(reason))
        return True

    def action_cancel(self, reason=False):
        """End these files without a result: started by mistake, no longer needed. For managers.

        :param str reason: why, kept with the file
        """
        self.check_access("write")
        self._check_running()
        if not (self.env.su or self.env.user.has_group(MANAGER)):
            raise AccessError(self.env._("Only the customer service manager cancels files."))
        self.sudo()._end("cancelled", reason=reason)
        return True

    def action_receive_materials(self):
        """Record that all papers that the current step of these files waits for came in today."""
        self.check_access("write")
        self._check_running()
        missing = self.env["realestate.service.material"].union(*(service._missing_materials() for service in self))
        missing.action_receive()
        return True

    def action_take(self):
        """Put these files into the current user's hands."""
        self.check_access("write")
        self._check_running()
        self.user_id = self.env.user
        return True

    def action_ask_reason(self):
        """Ask why before these files are sent back, refused or cancelled (``realestate_verb`` in the context)."""
        self.check_access("write")
        self._check_running()
        action = self.env["ir.actions.act_window"]._for_xml_id("realestate_aftersales.realestate_service_reason_action")
        verb = self.env.context.get("realestate_verb", "back")
        return {**action, "context": {"default_service_ids": self.ids, "default_verb": verb}}

    def action_view_deal(self):
        """Open the deal of this file."""
        self.ensure_one()
        return self.deal_id._action_open("realestate.deal", self.deal_id, self.env._("Deal"))

    # ------------------------------------------------------------------
    # checks
    # ------------------------------------------------------------------
    def _prepare_verb(self):
        """Check that the files run and that the user may work their steps; return them to be written."""
        self.check_access("write")
        self._check_running()
        for service in self:
            if not service._is_for_user():
                role = service._role_of(service.sudo().step_id)
                raise AccessError(
                    self.env._(
                        "Step “%(step)s” of %(file)s is for: %(role)s.",
                        step=service.stage_id.name,
                        file=service.display_name,
                        role=role.name,
                    )
                )
        return self.sudo()

    def _check_running(self):
        labels = dict(self._fields["state"]._description_selection(self.env))
        if ended := self.filtered(lambda service: service.state != "running")[:1]:
            raise UserError(
                self.env._(
                    "File %(file)s is %(state)s: nothing is left to do.",
                    file=ended.display_name,
                    state=labels[ended.state],
                )
            )

    @api.model
    def _role_of(self, step):
        """Return the group that does ``step``; customer service where none is named."""
        # the record's id is cached, a look at its name would not be
        officer_id = self.env["ir.model.data"]._xmlid_to_res_id(OFFICER)
        return step.group_id or step.group_id.browse(officer_id).sudo()

    def _is_for_user(self):
        """Whether the user has the role of the current step; the service manager has them all."""
        self.ensure_one()
        user = self.env.user
        group = self.sudo().step_id.group_id
        return (
            self.env.su
            or user.has_group(MANAGER)
            or (group in user.sudo().all_group_ids if group else user.has_group(OFFICER))
        )

    def _check_day(self, day):
        day = fields.Date.to_date(day)
        for service in self.filtered(lambda _service: day):
            if not service.date_entered <= day <= service.project_id._today():
                raise UserError(
                    self.env._(
                        "%(day)s cannot be: the day must lie between %(first)s and today (%(file)s).",
                        day=format_date(self.env, day),
                        first=format_date(self.env, service.date_entered),
                        file=service.display_name,
                    )
                )

    @api.model
    def _require_reason(self, reason):
        if not (reason or "").strip():
            raise UserError(self.env._("Say why."))
        return reason.strip()

    def _chosen_next(self, stage_id):
        """Return for each file the step to go on to; nothing where the default is meant."""
        if not stage_id:
            return {}
        return {service: service._chosen(service._allowed_next(), stage_id) for service in self}

    def _chosen_back(self, stage_id):
        steps = self._allowed_back()
        if not steps:
            raise UserError(
                self.env._(
                    "%(file)s cannot be sent back from “%(step)s”.", file=self.display_name, step=self.stage_id.name
                )
            )
        return self._chosen(steps, stage_id) if stage_id else steps[0]

    def _chosen(self, steps, stage_id):
        """Return the one of ``steps`` that is the given step, or say which there are."""
        self.ensure_one()
        chosen = steps.filtered(lambda step: step.stage_id.id == stage_id)
        if not chosen:
            raise UserError(
                self.env._(
                    "From “%(step)s” file %(file)s may go to: %(steps)s.",
                    step=self.stage_id.name,
                    file=self.display_name,
                    steps=", ".join(steps.stage_id.mapped("name")) or "—",
                )
            )
        return chosen

    def _move_to_stage(self, stage):
        """Take these files to ``stage`` as a card is dragged: on, or back with the reason of the context."""
        for service in self:
            if service.stage_id == stage:
                continue
            target = service.step_ids.filtered(lambda step: step.stage_id == stage)
            if target and target.sequence < service.step_id.sequence:
                service.action_send_back(self.env.context.get("realestate_reason"), stage.id)
            else:
                service.action_next(stage.id)

    # ------------------------------------------------------------------
    # start
    # ------------------------------------------------------------------
    def _start(self):
        """Give new files the steps and papers of their templates and put them into their first step."""
        for service in self:
            if not service.template_id.step_ids:
                raise UserError(
                    self.env._(
                        "There is no template with steps for %(file)s. Make one under Configuration, Service Templates.",
                        file=service.display_name,
                    )
                )
            service.date_start = service.date_start or service.project_id._today()
            service.template_version = service.template_id.version
        self._make_steps()
        self._make_materials()
        self._enter({service: service.step_ids.sorted("sequence")[:1] for service in self})
        self._log(lambda service: self.env._("Started from template “%s”.", service.template_id.name))
        self._post_start()

    def _make_steps(self):
        vals_list = []
        for service in self:
            missing = service.template_id.step_ids.filtered(
                lambda step, service=service: step.stage_id not in service.step_ids.stage_id
            )
            vals_list += [step._prepare_step_vals(service) for step in missing]
        self.env["realestate.service.step"].create(vals_list)

    def _make_materials(self):
        """Add the papers that the templates ask for and the files lack; what the contract's file has is in."""
        vals_list = []
        for service in self:
            kinds = service.deal_id._service_conditions()
            needed = service.template_id.material_ids._for_kinds(kinds)
            known = service.material_ids.type_id
            here = {
                document.type_id: document.date_received or service.date_start
                for document in service.deal_id.document_ids
                if document.received
            }
            for material in needed.filtered(lambda m, known=known: m.type_id not in known):
                vals = material._prepare_material_vals(service)
                # an original given to the sales office has its own use there
                if not material.originals and material.type_id in here:
                    vals["date_received"] = here[material.type_id]
                vals_list.append(vals)
        self.env["realestate.service.material"].create(vals_list)

    # ------------------------------------------------------------------
    # steps
    # ------------------------------------------------------------------
    def _finish_step(self, day=False, targets=None, effects=True):
        """Finish the current steps, do what they mean, enter the next ones; the last one ends the file.

        :param date day: default the project's today
        :param dict targets: service → step to go on to, default the one that follows
        :param bool effects: whether the steps' effects are carried out
        """
        targets = targets or {}
        done = self.step_id
        following = {service: targets.get(service) or service._next_step() for service in self}
        for project, services in self.grouped("project_id").items():
            services.step_id.write(
                {
                    "state": "done",
                    "date_done": fields.Date.to_date(day) or project._today(),
                    "done_by_id": self.env.uid,
                }
            )
        self._log(lambda service: service._done_message(following[service]))
        self._skip_between(following)
        self._enter({service: step for service, step in following.items() if step}, day)
        ended = self.filtered(lambda service: not following[service])
        ended._end("done", day=day)
        if effects:
            self._run_effects(done, day)
        self._post_step_done(done)

    def _skip_between(self, following):
        """What lies between the step done and the one chosen is not done in this file."""
        skipped = self.env["realestate.service.step"].union(
            *(
                service.step_ids.filtered(
                    lambda step, target=target: step.state == "todo" and step.sequence < target.sequence
                )
                for service, target in following.items()
                if target
            )
        )
        skipped.state = "skipped"

    def _enter(self, steps, day=False):
        """Put each file into its step: since when, due when, who has it.

        :param dict steps: service → step
        """
        rows = self.env["realestate.service.step"].union(*steps.values())
        # the unique index must see the old step left before another is entered
        rows.flush_model(["state"])
        # what is done again has no end yet
        rows.write({"state": "current", "date_done": False, "done_by_id": False})
        for service, step in steps.items():
            # the first step begins with the file, which may have begun before today
            first = service.date_start if not service.step_id else service.project_id._today()
            step.date_start = fields.Date.to_date(day) or first
        rows._set_due()
        for service, step in steps.items():
            service.write(
                {
                    "step_id": step.id,
                    "stage_id": step.stage_id.id,
                    "date_entered": step.date_start,
                    "date_due": step.date_due,
                    "user_id": service._who_takes(step).id,
                    "sent_back_reason": False,
                }
            )
        self._clear_reminders()

    def _who_takes(self, step):
        """Return who has the file in ``step``: who has it now if he may, else the deal's officer, else the one
        on duty at the desk today (HR-4), else the only one of the project who may; nobody where there are several
        to choose from."""
        self.ensure_one()
        group = self._role_of(step)
        may = group.all_user_ids
        for user in (self.user_id, self.deal_id.service_user_id):
            if user & may:
                return user
        on_duty = self.env["realestate.service.roster"]._on_duty(self.project_id) & may
        if len(on_duty) == 1:
            return on_duty
        staff = self.project_id.user_ids & group.user_ids
        return staff if len(staff) == 1 else staff.browse()

    def _go_back(self, targets, reason):
        for service, target in targets.items():
            again = service.step_ids.filtered(lambda step, target=target: step.sequence >= target.sequence)
            again.write({"state": "todo"})
        self._log(lambda service: service._back_message(targets[service], reason))
        self._enter(targets)
        for service, target in targets.items():
            target.sent_back_count += 1
            service.sent_back_count += 1
        self.sent_back_reason = reason
        self._post_sent_back(reason)

    def _end(self, state, day=False, reason=False):
        """End the files; ``state`` is done, refused or cancelled."""
        for project, services in self.grouped("project_id").items():
            services.write(
                {
                    "state": state,
                    "date_done": fields.Date.to_date(day) or project._today(),
                    "date_due": False,
                    "end_reason": reason,
                    "sent_back_reason": False,
                }
            )
        # the unique index must know before another file of the kind is started
        self.flush_model(["state"])
        if state != "done":
            self.step_id.state = "todo"
            labels = dict(self._fields["state"]._description_selection(self.env))
            self._log(lambda _service: f"{labels[state]}: {reason or '—'}")
        self._clear_reminders()
        self._post_end(state)

    def _run_effects(self, steps, day):
        for effect, rows in steps.grouped(lambda step: step.stage_id.effect).items():
            if effect:
                getattr(rows.service_id, f"_effect_{effect}")(day)

    # ------------------------------------------------------------------
    # hooks
    # ------------------------------------------------------------------
    def _post_start(self):
        """Hook: these files have been started."""

    def _post_step_done(self, steps):
        """Hook: these files have gone on; ``steps`` are those that were done, one of each file."""

    def _post_sent_back(self, reason):
        """Hook: these files were sent back to their current steps."""

    def _post_end(self, state):
        """Hook: these files ended as ``state``."""

    # ------------------------------------------------------------------
    # the template's changes
    # ------------------------------------------------------------------
    def _apply_template(self):
        """Bring running files to their templates: steps and papers to come; what is done stays (SRV-1).

        A step that the template no longer has goes where the file has not reached it; a file that is in such a
        step stays in it until it is done.
        """
        for service in self:
            wanted = {step.stage_id: step for step in service.template_id.step_ids}
            ahead = service.step_ids.filtered(lambda step: step.state == "todo")
            ahead.filtered(lambda step, wanted=wanted: step.stage_id not in wanted).unlink()
            for step in service.step_ids.filtered(lambda step: step.state in ("todo", "current")):
                if source := wanted.get(step.stage_id):
                    step.write(source._prepare_step_vals(service))
            needed = service.template_id.material_ids._for_kinds(service.deal_id._service_conditions())
            service.material_ids.filtered(
                lambda m, needed=needed: (
                    m.template_material_id and not m.received and m.template_material_id not in needed
                )
            ).unlink()
            service.template_version = service.template_id.version
        self._make_steps()
        self._make_materials()
        self._refresh_due()
        self._log(lambda service: self.env._("Template “%s” was applied again.", service.template_id.name))

    def _refresh_due(self):
        """Work out the due days of the current steps again: a day they count from is known now."""
        running = self.filtered(lambda service: service.state == "running")
        running.step_id._set_due()
        for service in running:
            service.date_due = service.step_id.date_due

    # ------------------------------------------------------------------
    # chatter
    # ------------------------------------------------------------------
    def _log(self, message):
        """Write ``message(service)`` into the chatter of each file with one insert."""
        if self:
            self._message_log_batch({service.id: message(service) for service in self})

    def _done_message(self, following):
        if following:
            return self.env._(
                "“%(step)s” done; next: “%(next)s”.", step=self.stage_id.name, next=following.stage_id.name
            )
        return self.env._("“%(step)s” done: the file is finished.", step=self.stage_id.name)

    def _back_message(self, target, reason):
        return self.env._(
            "Sent back from “%(step)s” to “%(target)s”: %(reason)s",
            step=self.stage_id.name,
            target=target.stage_id.name,
            reason=reason,
        )
