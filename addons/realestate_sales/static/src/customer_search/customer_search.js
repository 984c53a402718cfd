import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useAutofocus, useService } from "@web/core/utils/hooks";
import { useDebounced } from "@web/core/utils/timing";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { Component, useState } from "@odoo/owl";

/** How long the typing must rest before the server is asked, in milliseconds. */
export const REST = 250;

export const KINDS = {
    own: { label: _t("Mine"), color: "success" },
    other: { label: _t("A colleague's"), color: "warning" },
    unassigned: { label: _t("Nobody's"), color: "secondary" },
    project_pool: { label: _t("Project's pool"), color: "info" },
    company_pool: { label: _t("Company's pool"), color: "info" },
    archived: { label: _t("Archived"), color: "secondary" },
    buyer: { label: _t("Buyer"), color: "primary" },
    member: { label: _t("Household"), color: "secondary" },
};

/** Open the customer of a hit; of one out of reach there is nothing to open. */
export function openHit(action, hit) {
    const target = hit.lead_id
        ? { res_model: "crm.lead", res_id: hit.lead_id }
        : { res_model: "res.partner", res_id: hit.partner_id };
    if (target.res_id) {
        return action.doAction({ type: "ir.actions.act_window", views: [[false, "form"]], ...target });
    }
}

/** One search for a customer: whose he is, as soon as the number is typed (CUS-4). */
export class CustomerSearch extends Component {
    static template = "realestate_sales.CustomerSearch";
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.last = new KeepLast();
        this.state = useState({ query: "", by: false, hits: [], asked: "" });
        this.search = useDebounced(() => this.ask(), REST);
        useAutofocus();
    }

    async ask() {
        const query = this.state.query.trim();
        const asked = this.orm.silent.call("crm.lead", "realestate_customer_search", [query]);
        const { by, hits } = await this.last.add(asked);
        Object.assign(this.state, { by, hits, asked: query });
    }

    kindOf(hit) {
        return KINDS[hit.kind] || { label: hit.kind, color: "secondary" };
    }

    isOpen(hit) {
        return Boolean(hit.lead_id || hit.partner_id);
    }

    open(hit) {
        return openHit(this.action, hit);
    }
}

registry.category("actions").add("realestate_sales.customer_search", CustomerSearch);
