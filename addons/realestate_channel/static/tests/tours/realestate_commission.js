import { registry } from "@web/core/registry";

// CH-7: the director reads a policy that waits, tries an example, and approves it
registry.category("web_tour.tours").add("realestate_commission_approve", {
    url: "/odoo/commission-policies",
    steps: () => [
        {
            content: "the policy that waits",
            trigger: ".o_data_row td[name='name']:contains('Tour policy')",
            run: "click",
        },
        {
            content: "try an example",
            trigger: ".o_statusbar_buttons .o_commission_example",
            run: "click",
        },
        {
            content: "a deal of 2,000,000",
            trigger: ".modal div[name='price'] input",
            run: "edit 2000000",
        },
        {
            content: "leave the field",
            trigger: ".modal div[name='share'] input",
            run: "click",
        },
        {
            content: "it pays 0.3%",
            trigger: ".modal div[name='total']:contains('6,000.00')",
        },
        {
            trigger: ".modal footer button.btn-primary",
            run: "click",
        },
        {
            content: "approve",
            trigger: "body:not(:has(.modal)) .o_statusbar_buttons .o_commission_decide",
            run: "click",
        },
        {
            trigger: ".modal div[name='note'] input",
            run: "edit Agreed in the meeting",
        },
        {
            trigger: ".modal footer button[name='action_approve']",
            run: "click",
        },
        {
            content: "approved for good",
            trigger: ".o_arrow_button_current[data-value='approved']",
        },
    ],
});

// CH-7: the channel's manager settles what partners earned
registry.category("web_tour.tours").add("realestate_commission_settle", {
    url: "/odoo/action-realestate_channel.realestate_commission_settle_action",
    steps: () => [
        {
            content: "compute and collect",
            trigger: ".modal footer button[name='action_settle']",
            run: "click",
        },
        {
            content: "the partner's settlement with its total",
            trigger: ".o_form_view div[name='amount_total']:contains('10,000.00')",
        },
        {
            trigger: ".o_statusbar_buttons button[name='action_submit']",
            run: "click",
        },
        {
            trigger: ".o_arrow_button_current[data-value='submitted']",
        },
    ],
});

// CH-7: the director approves with a note
registry.category("web_tour.tours").add("realestate_commission_decide", {
    url: "/odoo/commission-settlements",
    steps: () => [
        {
            trigger: ".o_data_row td[name='partner_id']",
            run: "click",
        },
        {
            trigger: ".o_statusbar_buttons .o_commission_decide",
            run: "click",
        },
        {
            trigger: ".modal footer button[name='action_approve']",
            run: "click",
        },
        {
            trigger: ".o_arrow_button_current[data-value='approved']",
        },
    ],
});

// CH-7: the accountant makes the bill
registry.category("web_tour.tours").add("realestate_commission_bill", {
    url: "/odoo/commission-settlements",
    steps: () => [
        {
            trigger: ".o_data_row td[name='partner_id']",
            run: "click",
        },
        {
            trigger: ".o_statusbar_buttons button[name='action_bill']",
            run: "click",
        },
        {
            content: "the draft bill of what was approved",
            trigger: ".o_form_view div[name='invoice_line_ids']",
        },
    ],
});
