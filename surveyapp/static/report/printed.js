// A picture of the pages that a section's text will fill. Of what is typed meanwhile only the newest is asked for.

/** @import { Sender } from "../web/sender.js" */

import { get } from "../web/dom.js";

const PATIENCE = 120_000; // milliseconds that making the pages may take

/**
 * @param {string} source
 * @param {number} number
 */
function picture(source, number) {
  const image = new Image();
  image.src = source;
  image.alt = `Bladzijde ${number} zoals zij wordt gedrukt. De tekst ervan staat hierboven.`;
  return image;
}

/**
 * @param {HTMLElement} place
 * @param {{ images: string[], pages: number }} found
 */
function draw(place, { images, pages }) {
  const state = get(place, "[data-pages-state]");
  state.textContent = pages > images.length ? `De eerste ${images.length} van ${pages} bladzijden.` : "";
  state.hidden = !state.textContent;
  get(place, "[data-pages-images]").replaceChildren(...images.map((one, index) => picture(one, index + 1)));
  place.hidden = false;
}

/**
 * What shows a text as pages.
 * @param {string} address where they are made
 * @param {Sender} sender
 */
export function printer(address, sender) {
  const place = get(document, "[data-pages]");
  let busy = false;
  /** @type {string | null} */
  let waiting = null;
  /** @param {string} text */
  return async function print(text) {
    waiting = text;
    if (busy) return;
    busy = true;
    while (waiting !== null) {
      /** @type {string} */
      const wanted = waiting;
      waiting = null;
      if (!wanted.trim()) place.hidden = true;
      else {
        const { status, body } = await sender.send("POST", address, { text: wanted }, PATIENCE);
        if (status === 200 && waiting === null) draw(place, /** @type {any} */ (body));
      }
    }
    busy = false;
  };
}
