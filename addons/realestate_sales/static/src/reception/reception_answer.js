import { Component } from "@odoo/owl";

import { _t } from "@web/core/l10n/translation";

/** The answer to a registration, readable from two steps away: who receives, why, which number. */
export class ReceptionAnswer extends Component {
    static template = "realestate_sales.ReceptionAnswer";
    static props = { answer: Object, close: Function };

    get number() {
        const { number, kind } = this.props.answer;
        return kind === "call" ? _t("Call No. %s", number) : _t("Visit No. %s", number);
    }

    get badge() {
        const { already, is_duty, is_first } = this.props.answer;
        if (already) {
            return _t("Registered already");
        }
        if (is_duty) {
            return _t("On duty for a colleague");
        }
        return is_first ? _t("New customer") : _t("Known customer");
    }

    get reason() {
        const { already, reason } = this.props.answer;
        return already ? _t("This visitor is registered and being received already.") : reason;
    }
}
