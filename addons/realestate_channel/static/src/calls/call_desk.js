import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useBus, useService } from "@web/core/utils/hooks";
import { useModel } from "@web/model/model";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { Component, useExternalListener, useRef } from "@odoo/owl";

import { CallDeskModel, KEYS } from "./call_desk_model";

/** Works through a lot by keys alone: number, result, next number (CH-3). */
export class CallDesk extends Component {
    static template = "realestate_channel.CallDesk";
    static components = { Layout };
    static props = { ...standardActionServiceProps };
    static path = "call-desk";
    static displayName = _t("Call");

    setup() {
        this.action = useService("action");
        this.model = useModel(CallDeskModel, {}, {
            beforeFirstLoad: () => this.model.open(this.props.action.params?.lot_id),
        });
        useBus(this.model.bus, "update", () => this.render(true));
        this.display = { controlPanel: {} };
        this.note = useRef("note");
        this.date = useRef("date");
        this.dial = useRef("dial");
        useExternalListener(window, "keydown", (ev) => this.onKeydown(ev), { capture: true });
    }

    get progressText() {
        const { done, size, later, until } = this.model.lot;
        const parts = [_t("%(done)s of %(size)s called", { done, size })];
        if (later) {
            parts.push(_t("%s for later days", later));
        }
        return [...parts, _t("call through %s", until)].join(" · ");
    }

    get laterText() {
        return _t("%s numbers are to be called again on later days.", this.model.lot.later);
    }

    get untilText() {
        return _t("yours through %s", this.model.number.until);
    }

    /** Fields keep their keys: Enter and Escape go back to the screen's. */
    onKeydown(ev) {
        if (ev.ctrlKey || ev.altKey || ev.metaKey || document.querySelector(".modal")) {
            return;
        }
        if (ev.target.matches("input, textarea, select")) {
            if (["Enter", "Escape"].includes(ev.key) && [this.note.el, this.date.el].includes(ev.target)) {
                ev.preventDefault();
                ev.target.blur();
            }
            return;
        }
        const fields = { [KEYS.note]: this.note, [KEYS.date]: this.date };
        const field = fields[ev.key.toLowerCase()];
        if (field?.el) {
            field.el.focus();
        } else if (ev.key === KEYS.dial && this.dial.el) {
            this.dial.el.click();
        } else if (ev.repeat || !this.model.press(ev.key)) {
            return;
        }
        ev.preventDefault();
        ev.stopPropagation();
    }

    openLots() {
        return this.action.doAction("realestate_channel.realestate_call_lot_action");
    }
}

registry.category("actions").add("realestate_channel.call_desk", CallDesk);
