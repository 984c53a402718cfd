import { registry } from "@web/core/registry";

const PIXEL =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

function choosePhoto({ anchor }) {
    const bytes = Uint8Array.from(atob(PIXEL), (letter) => letter.charCodeAt(0));
    const transfer = new DataTransfer();
    transfer.items.add(new File([bytes], "household.png", { type: "image/png" }));
    const input = anchor.querySelector("input[type=file]");
    input.files = transfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
}

const paper = ".o_realestate_material[data-paper='Household book']";

registry.category("web_tour.tours").add("realestate_portal_home", {
    steps: () => [
        {
            content: "Open my homes",
            trigger: "a[href='/my/homes']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "Open the home",
            trigger: "a.o_realestate_home",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "What is overdue and missing stands on top",
            trigger: ".o_realestate_home_page .list-group-item-danger",
        },
        {
            content: "Send a photo of the household book",
            trigger: `${paper} .o_realestate_upload`,
            run: choosePhoto,
            expectUnloadPage: true,
        },
        {
            content: "It waits to be checked",
            trigger: `${paper} .badge.text-bg-info`,
        },
        {
            content: "Book the first time",
            trigger: ".o_realestate_slot:first",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "Booked; take another one",
            trigger: ".o_realestate_booked:contains(09:00)",
        },
        {
            content: "Change",
            trigger: ".o_realestate_slot:contains(10:00):first",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "Changed; cancel",
            trigger: ".o_realestate_booked:contains(10:00)",
        },
        {
            content: "Cancel",
            trigger: ".o_realestate_cancel",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "Cancelled",
            trigger: "#handover:not(:has(.o_realestate_booked)) .o_realestate_notice.alert-success",
        },
    ],
});
