import { Component } from "@odoo/owl";

import { Dropdown } from "@web/core/dropdown/dropdown";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { _t } from "@web/core/l10n/translation";
import { user } from "@web/core/user";

/** Who is on duty, whose turn it is, who is receiving: a card each, in the order of turns. */
export class ReceptionRoster extends Component {
    static template = "realestate_sales.ReceptionRoster";
    static components = { Dropdown, DropdownItem };
    static props = { model: Object, lines: Array, busy: Boolean };

    get here() {
        return this.props.lines.filter(({ state }) => state !== "away");
    }

    get away() {
        return this.props.lines.filter(({ state }) => state === "away");
    }

    label(line) {
        if (line.next) {
            return _t("Next in Turn");
        }
        if (line.state === "busy" && line.visitor) {
            return _t("Receiving No. %s", line.visitor);
        }
        return line.state_label;
    }

    trainee(line) {
        return { observing: _t("Trainee, observing"), exam: _t("Trainee, exam to pass") }[line.trainee];
    }

    counts(line) {
        return line.duty
            ? _t("%(turns)s turns · %(received)s received · %(duty)s on duty", line)
            : _t("%(turns)s turns · %(received)s received", line);
    }

    /** What can be done with a consultant now, the most likely first. */
    verbs(line) {
        const verbs = {
            away: [["present", _t("Here")]],
            busy: [["finish", _t("Finished")]],
            present: [
                ["busy", _t("Receiving")],
                ["away", _t("Away")],
            ],
        }[line.state];
        const mayPass = line.next && (this.props.model.data.rights.manage || line.user_id === user.userId);
        return mayPass ? [["pass", _t("Pass")], ...verbs] : verbs;
    }
}
