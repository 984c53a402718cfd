import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";

import { openHit } from "./customer_search";

const NAMESPACE = "&";
const GROUPS = [
    "realestate_sales.realestate_sales_group_consultant",
    "realestate_sales.realestate_sales_group_administrator",
];

async function maySearch() {
    const member = await Promise.all(GROUPS.map((group) => user.hasGroup(group)));
    return member.some(Boolean);
}

registry.category("command_categories").add("realestate_customer", { namespace: NAMESPACE }, { sequence: 10 });
registry.category("command_setup").add(NAMESPACE, {
    debounceDelay: 250,
    emptyMessage: _t("No customer found"),
    name: _t("property customers"),
    placeholder: _t("Phone, last four digits, name or identity number"),
});
registry.category("command_provider").add("realestate_customer", {
    namespace: NAMESPACE,
    async provide(env, { searchValue }) {
        if (!searchValue || !(await maySearch())) {
            return [];
        }
        const { hits } = await env.services.orm.silent.call("crm.lead", "realestate_customer_search", [searchValue, 10]);
        return hits.map((hit) => ({
            category: "realestate_customer",
            name: [hit.name, hit.phone, hit.what].filter(Boolean).join(" · "),
            action: () => openHit(env.services.action, hit),
        }));
    },
});
