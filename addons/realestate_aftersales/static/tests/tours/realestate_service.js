import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("realestate_service", {
    steps: () => [
        {
            content: "the day begins with what is late, and says which paper is missing",
            trigger: ".o_service_day section[data-section=late] tr:contains(Loan form) .o_service_day_papers",
            run: "click",
        },
        {
            content: "the papers are in: one click takes the file on",
            trigger: ".o_service_day section[data-section=late] .o_service_day_next:contains(Submit)",
            run: "click",
        },
        {
            content: "it is due later now",
            trigger: ".o_service_day section[data-section=us] td:contains(Submit)",
            run: "click",
        },
        {
            content: "the file says what comes next",
            trigger: ".o_form_view .o_service_next:contains(Review)",
            run: "click",
        },
        {
            content: "with the bank: sent back by a click on an earlier step",
            trigger: ".o_form_view .o_statusbar_status button:contains(Papers):not([disabled])",
            run: "click",
        },
        { trigger: ".modal .o_field_widget[name=reason] textarea", run: "edit The signature is missing" },
        { trigger: ".modal button[name=action_confirm]", run: "click" },
        { trigger: ".o_form_view .alert-danger:contains(The signature is missing)" },
        {
            content: "and on again",
            trigger: ".o_form_view .o_service_next:contains(Submit)",
            run: "click",
        },
        { trigger: ".o_form_view .o_service_next:contains(Review)" },
    ],
});

registry.category("web_tour.tours").add("realestate_service_board", {
    steps: () => [
        {
            content: "each kind of file has its board",
            trigger: ".o_kanban_record:contains(Test Kind)",
            run: "click",
        },
        {
            content: "late ones say by how many days; a card is dragged to the next column",
            trigger: ".o_kanban_group:contains(Papers) .o_kanban_record:has(.o_service_late)",
            run: "drag_and_drop (.o_kanban_view .o_kanban_group:eq(1))",
        },
        {
            content: "dragged back it asks why",
            trigger: ".o_kanban_group:contains(Submit) .o_kanban_record:not(:has(.o_service_late))",
            run: "drag_and_drop (.o_kanban_view .o_kanban_group:eq(0))",
        },
        { trigger: ".modal .o_field_widget[name=reason] textarea", run: "edit Wrong form" },
        { trigger: ".modal button[name=action_confirm]", run: "click" },
        { trigger: ".o_kanban_group:contains(Papers) .o_kanban_record:contains(Wrong form)" },
    ],
});
