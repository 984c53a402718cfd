import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("realestate_job_new_version", {
    steps: () => [
        { content: "HR changes what is valid", trigger: "button[name=action_new_version]:enabled", run: "click" },
        { content: "a draft, to be edited", trigger: ".o_arrow_button_current[data-value=draft]" },
        { trigger: ".o_field_widget[name=headcount] input", run: "edit 7" },
        { content: "and sends it round", trigger: "button[name=action_submit]:enabled", run: "click" },
        { trigger: ".o_arrow_button_current[data-value=confirming]" },
        { content: "it says who is waited for", trigger: ".alert-info:contains('consultant')" },
    ],
});

registry.category("web_tour.tours").add("realestate_job_confirm", {
    steps: () => [
        { content: "it is my turn", trigger: "button[name=action_confirm]:enabled", run: "click" },
        { content: "and then it is not", trigger: ".o_form_view:not(:has(button[name=action_confirm]))" },
    ],
});
