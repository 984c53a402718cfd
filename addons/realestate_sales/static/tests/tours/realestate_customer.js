import { registry } from "@web/core/registry";

// in whatever language: the consultant whose customer this is
const KNOWN = ".alert-warning:visible:contains(consultant_2)";

registry.category("web_tour.tours").add("realestate_customer_create", {
    steps: () => [
        { content: "the stages are there, empty or not", trigger: ".o_kanban_group" },
        { trigger: ".o_control_panel .o-kanban-button-new", run: "click" },
        {
            content: "a card is enough for a new customer",
            trigger: ".o_kanban_quick_create .o_field_widget[name=contact_name] input",
            run: "edit Mr Wang",
        },
        { trigger: ".o_kanban_quick_create .o_field_widget[name=phone] input", run: "edit +86 138-0000-1234 && press Tab" },
        {
            content: "before anything is saved it says whose customer this is",
            trigger: `.o_kanban_quick_create ${KNOWN}`,
        },
        {
            content: "another number is nobody's",
            trigger: ".o_kanban_quick_create .o_field_widget[name=phone] input",
            run: "edit 137 1111 0000 && press Tab",
        },
        { trigger: ".o_kanban_quick_create:not(:has(.alert:visible))" },
        {
            trigger: ".o_kanban_quick_create .o_field_widget[name=realestate_source] .o_selection_badge:first",
            run: "click",
        },
        { trigger: ".o_kanban_quick_create .o_kanban_edit", run: "click" },
        {
            content: "the profile, and how serious he is by one click",
            trigger: ".o_form_sheet .o_realestate_intent_step[data-step='8']",
            run: "click",
        },
        { trigger: ".o_form_sheet .o_realestate_intent .o_lit[data-step='8']" },
        { trigger: ".nav-link[name=realestate_household]", run: "click" },
        {
            trigger: ".o_field_widget[name=realestate_household_member_ids] .o_field_x2many_list_row_add a",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=realestate_household_member_ids] [name=name] input",
            run: "edit Mrs Wang",
        },
        {
            trigger: ".o_field_widget[name=realestate_household_member_ids] [name=phone] input",
            run: "edit 13600000000",
        },
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: ".o_form_saved" },
    ],
});

registry.category("web_tour.tours").add("realestate_customer_search", {
    steps: () => [
        { trigger: ".o_realestate_customer_search input", run: "edit 138 0000 1234" },
        {
            content: "another's customer: whose, and nothing to open",
            trigger: ".o_hit[data-kind=other]:contains(consultant_2):has(.fa-lock)",
        },
        { trigger: ".o_realestate_customer_search input", run: "edit 0000" },
        {
            content: "the last four digits find one's own, by the household's phone too",
            trigger: ".o_hit[data-kind=own]:contains(Mr Wang)",
            run: "click",
        },
        { trigger: ".o_form_view .o_field_widget[name=realestate_profile]" },
    ],
});
