import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("realestate_registration_desk", {
    steps: () => [
        { content: "a registered number is typed", trigger: "input[name=phone]", run: "edit 13800001111" },
        { content: "the desk sees by whom, valid", trigger: ".o_re_desk_registration.o_valid:contains(Agency One)" },
        { content: "it is the one that is meant", trigger: ".o_re_desk_registration.o_valid input:checked" },
        { content: "and the channel brought him", trigger: "[data-source=channel].btn-primary" },
        { trigger: "input[name=name]", run: "edit 王先生" },
        { trigger: ".o_re_desk_submit", run: "click" },
        { content: "the visit is confirmed", trigger: ".o_re_desk_answer_registration.o_valid:contains(Agency One)" },
        { content: "registered with hidden digits", trigger: ".o_re_desk_form:not(:has(.o_re_desk_known))" },
        { trigger: "input[name=phone]", run: "edit 13922222222" },
        { trigger: ".o_re_desk_registration:contains(Agency Two)" },
        { trigger: "input[name=name]", run: "edit 李女士" },
        { trigger: ".o_re_desk_submit", run: "click" },
        { content: "the desk has to say who brought her", trigger: ".o_re_desk_registrations.o_missing" },
        { trigger: ".o_re_desk_registration:contains(Agency Two) input", run: "click" },
        { trigger: ".o_re_desk_submit", run: "click" },
        { trigger: ".o_re_desk_answer_registration.o_valid:contains(Agency Two)" },
        { content: "registered a minute ago", trigger: ".o_re_desk_form:not(:has(.o_re_desk_known))" },
        { trigger: "input[name=phone]", run: "edit 13700003333" },
        { content: "is too late", trigger: ".o_re_desk_registration:not(.o_valid):contains(30)" },
    ],
});
