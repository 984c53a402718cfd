import { browser } from "@web/core/browser/browser";

/**
 * Open the project that the action names, else the one this browser showed last, else the first.
 *
 * @param {ProjectModel} model
 * @param {Object} props of the client action
 * @param {string} key under which the browser remembers it
 */
export async function openChosenProject(model, { action, resId }, key) {
    await model.loadProjects();
    const ids = model.projects.map(({ id }) => id);
    const wanted = [
        resId || action.params?.project_id || action.context?.active_id,
        parseInt(browser.localStorage.getItem(key)),
        ids[0],
    ];
    const projectId = wanted.find((id) => ids.includes(id));
    if (projectId) {
        await model.open(projectId);
    }
}

/** Open another project, and remember it. */
export async function openProject(model, projectId, key) {
    browser.localStorage.setItem(key, projectId);
    await model.open(projectId);
}
