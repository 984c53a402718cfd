import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("realestate_late_fee", {
    steps: () => [
        { content: "through today, for all who are late", trigger: ".modal button[name=action_confirm]", run: "click" },
        {
            content: "the statement says how it comes about: what was open, for how many days",
            trigger: ".o_form_view .o_field_widget[name=line_ids] .o_data_row:contains(200,000.00)",
        },
        { trigger: ".o_form_view .o_statusbar_buttons button[name=action_invoice]", run: "click" },
        { trigger: ".o_form_view .o_arrow_button_current:contains(Invoiced)" },
        { content: "and its invoice is one click away", trigger: ".o_form_view button[name=action_view_invoice]" },
    ],
});

registry.category("web_tour.tours").add("realestate_area_settlement", {
    steps: () => [
        {
            content: "which building",
            trigger: ".modal .o_field_widget[name=building_id] input",
            run: "edit 1#",
        },
        { trigger: ".o-autocomplete--dropdown-item:contains(1#)", run: "click" },
        { trigger: ".modal button[name=action_preview]", run: "click" },
        {
            content: "every unit is there: the one that is settled with its ratio and amount",
            trigger: ".modal .o_field_widget[name=line_ids] .o_data_row:contains(30,000.00):contains(3.4)",
        },
        {
            content: "and the others with the reason why not",
            trigger: ".modal .o_field_widget[name=line_ids] .o_data_row:contains(No live deal)",
        },
        { trigger: ".modal button[name=action_confirm]", run: "click" },
        { trigger: ".modal:contains(Make these settlements now) .modal-footer .btn-primary", run: "click" },
        {
            content: "settled; the buyer may withdraw",
            trigger: ".o_list_view .o_data_row:contains(30,000.00) .o_data_cell[name=unit_id]",
            run: "click",
        },
        { trigger: ".o_form_view button[name=action_request_withdrawal]" },
    ],
});
