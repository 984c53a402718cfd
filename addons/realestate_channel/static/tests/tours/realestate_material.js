import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("realestate_material_ask", {
    steps: () => [
        { trigger: ".o_list_button_add", run: "click" },
        { trigger: ".o_field_widget[name=name] input", run: "edit Weekend at the market" },
        { trigger: ".o_field_x2many_list_row_add a", run: "click" },
        { trigger: ".o_field_widget[name=material_id] input", run: "edit Folder" },
        { trigger: ".dropdown-item:contains(Folder)", run: "click" },
        { trigger: ".o_selected_row .o_field_widget[name=quantity] input", run: "edit 200" },
        { trigger: "button[name=action_submit]", run: "click" },
        { content: "asked for", trigger: ".o_arrow_button_current[data-value=submitted]" },
    ],
});

registry.category("web_tour.tours").add("realestate_material_approve", {
    steps: () => [
        { trigger: "button[name=action_approve]", run: "click" },
        { content: "approved", trigger: ".o_arrow_button_current[data-value=approved]" },
    ],
});

registry.category("web_tour.tours").add("realestate_material_issue", {
    steps: () => [
        { trigger: "button[name=action_issue]", run: "click" },
        { content: "issued", trigger: ".o_arrow_button_current[data-value=issued]" },
    ],
});
