import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("realestate_judgement", {
    steps: () => [
        {
            content: "the claim waits in the list of open ones",
            trigger: ".o_list_view .o_data_row td[name=unit_id]",
            run: "click",
        },
        { content: "both sides' timeline", trigger: ".o_realestate_timeline .badge.text-bg-primary" },
        { content: "the rule with the ruling", trigger: ".o_realestate_rule .alert-success .fa-gavel" },
        { content: "the shares as they stand", trigger: ".o_realestate_shares .col-sm-6:only-child" },
        { trigger: "button[name=action_confirm]:enabled", run: "click" },
        {
            content: "what it did: before and after",
            trigger: ".o_realestate_shares .col-sm-6:nth-child(2) .text-end:contains('100%')",
        },
        { content: "nothing is left to decide", trigger: ".o_form_statusbar:not(:has(button[name=action_confirm]))" },
    ],
});

registry.category("web_tour.tours").add("realestate_judgement_claim", {
    steps: () => [
        {
            content: "a consultant claims a home that a colleague sold",
            trigger: ".modal .o_field_widget[name=unit_id] input",
            run: "edit 101",
        },
        { trigger: ".o-autocomplete--dropdown-item:contains('101')", run: "click" },
        { content: "it says who sold it, not to whom", trigger: ".o_field_widget[name=taken]:contains('consultant_2')" },
        { trigger: ".o_field_widget[name=grounds] textarea", run: "edit He is mine by the book" },
        { trigger: ".modal button[name=action_submit]", run: "click" },
        { content: "the ruling is proposed at once", trigger: ".o_realestate_rule .alert-success" },
        { content: "a side does not decide", trigger: ".o_form_view:not(:has(button[name=action_confirm]:visible))" },
    ],
});
