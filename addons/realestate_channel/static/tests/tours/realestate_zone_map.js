import { registry } from "@web/core/registry";

/** Press and let go at a place of the map, in parts of its size. */
const clickAt = (left, top) => () => {
    const map = document.querySelector(".o_re_zone_map");
    const box = map.getBoundingClientRect();
    const at = { bubbles: true, pointerId: 1, clientX: box.left + left * box.width, clientY: box.top + top * box.height };
    map.setPointerCapture = () => {};
    map.dispatchEvent(new PointerEvent("pointerdown", at));
    map.dispatchEvent(new PointerEvent("pointerup", at));
};

registry.category("web_tour.tours").add("realestate_zone_map", {
    steps: () => [
        { content: "the zone is drawn and shaded", trigger: ".o_re_zone_shape[data-shade='1']" },
        { content: "chosen from the list", trigger: ".o_re_zone_item:contains(锦绣家园)", run: "click" },
        { content: "its history", trigger: ".o_re_zone_side td:contains(300)" },
        { trigger: ".o_re_zone_enter", run: "click" },
        { trigger: ".modal .o_field_widget[name=leaflets] input", run: "edit 250" },
        { trigger: ".modal .o_form_button_save", run: "click" },
        { content: "the history has it", trigger: ".o_re_zone_side td:contains(250)" },
        { content: "darker", trigger: ".o_re_zone_shape[data-shade='2']" },
        { trigger: ".o_re_zone_draw", run: "click" },
        { content: "three corners", trigger: ".o_re_zone_map.o_drawing", run: clickAt(0.1, 0.1) },
        { trigger: ".o_re_zone_corner", run: clickAt(0.3, 0.1) },
        { trigger: ".o_re_zone_corner:nth-of-type(2)", run: clickAt(0.2, 0.3) },
        { trigger: ".o_re_zone_finish:enabled", run: "click" },
        { trigger: ".modal .o_field_widget[name=name] input", run: "edit 新画的区" },
        { trigger: ".modal .o_form_button_save", run: "click" },
        { content: "it is chosen", trigger: ".o_re_zone_side h2:contains(新画的区)" },
    ],
});
