import { registry } from "@web/core/registry";

const press = (key) => `press ${key}`;

// three numbers by keys alone: one taken back and told anew, a note, a customer, a refusal
registry.category("web_tour.tours").add("realestate_call_desk", {
    steps: () => [
        { content: "the first number in full", trigger: ".o_re_call_phone:contains(13900000000)", run: press("4") },
        { content: "taken back", trigger: ".o_re_call_phone:contains(13900000001)", run: press("z") },
        { content: "not reached", trigger: ".o_re_call_phone:contains(13900000000)", run: press("1") },
        { content: "to the note", trigger: ".o_re_call_phone:contains(13900000001)", run: press("n") },
        { content: "what he said", trigger: ".o_re_call_fields input[type=text]:focus", run: "edit 周六来看" },
        { content: "back to the keys", trigger: ".o_re_call_fields input[type=text]", run: press("Enter") },
        { content: "interested", trigger: "body:not(:has(input:focus)) .o_re_call_phone", run: press("7") },
        { content: "one customer today", trigger: "dd[data-figure=interested]:contains(1)" },
        { content: "called no more", trigger: ".o_re_call_phone:contains(13900000002)", run: press("9") },
        { content: "nothing left today", trigger: ".o_re_call_empty" },
        { content: "three calls counted", trigger: "dd[data-figure=made]:contains(3)" },
    ],
});
