import { registry } from "@web/core/registry";

const type = (phone, name) => [
    { content: `phone ${phone}`, trigger: "input[name=phone]", run: `edit ${phone}` },
    { content: "the desk says who it is", trigger: ".o_re_desk_known" },
    { content: `name ${name}`, trigger: "input[name=name]", run: `edit ${name}` },
];
const register = [{ trigger: ".o_re_desk_submit", run: "click" }];

registry.category("web_tour.tours").add("realestate_reception", {
    steps: () => [
        { content: "the first of the roster is next", trigger: ".o_next:contains(consultant)" },
        { content: "a new visitor", trigger: ".o_re_desk" },
        ...type("13922220001", "何先生"),
        { trigger: ".o_re_desk_known.o_new" },
        ...register,
        { content: "goes to the next in turn", trigger: ".o_re_desk_answer .o_re_desk_user:contains(/^consultant$/)" },
        { trigger: ".o_busy:contains(consultant)" },
        { content: "a customer of somebody who is away", trigger: ".o_re_desk_form:not(:has(.o_re_desk_known))" },
        ...type("13922220009", "旧客户"),
        { trigger: ".o_re_desk_known.o_held:contains(consultant_3)" },
        ...register,
        {
            content: "is received on duty",
            trigger: ".o_re_desk_answer.o_duty .o_re_desk_user:contains(consultant_2)",
        },
        { content: "the same visitor at once again", trigger: ".o_re_desk_form:not(:has(.o_re_desk_known))" },
        ...type("13922220001", "何先生"),
        ...register,
        { content: "is not registered twice", trigger: ".o_re_desk_answer.o_already" },
        { content: "the first visitor leaves", trigger: ".o_re_desk_card[data-visitor='2'] [data-verb=finish]", run: "click" },
        { content: "and his consultant is free", trigger: ".o_next:contains(/consultant(?!_)/)" },
        { content: "three lines in today's book", trigger: ".o_re_desk_rows:not(:has(.o_re_desk_row:nth-child(4)))" },
        { content: "a call", trigger: "[data-kind=call]", run: "click" },
        ...type("13922220002", "吕女士"),
        { trigger: "select[name=asked_user_id]", run: "selectByLabel consultant_2" },
        ...register,
        { trigger: ".o_re_desk_answer .o_re_desk_number:contains(1)" },
        { trigger: ".o_re_desk_row:nth-child(4)" },
    ],
});
