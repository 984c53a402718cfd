import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("realestate_registration_portal", {
    steps: () => [
        { content: "the customer's name", trigger: "#registration_name", run: "edit 王先生" },
        { content: "number with hidden digits", trigger: "#registration_phone", run: "edit 138****1111" },
        { trigger: ".o_re_registration_form button[type=submit]", run: "click", expectUnloadPage: true },
        { content: "is answered at once", trigger: ".o_re_registration_answer.alert-success:contains(138****1111)" },
        {
            content: "it is in the list",
            trigger: ".o_re_registration_row:contains(王先生)",
            run: "click",
            expectUnloadPage: true,
        },
        { content: "it can be extended", trigger: ".o_re_extend", run: "click", expectUnloadPage: true },
        { content: "once", trigger: ".o_re_registration:not(:has(.o_re_extend))" },
    ],
});
