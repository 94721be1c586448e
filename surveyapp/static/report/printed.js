// A picture of the pages that a section's text will fill. Of what is typed meanwhile only the newest is asked for.

const place = () => document.querySelector("[data-pages]");

function picture(source, number) {
  const image = new Image();
  image.src = source;
  image.alt = `Bladzijde ${number} zoals zij wordt gedrukt. De tekst ervan staat hierboven.`;
  return image;
}

function draw({ images, pages }) {
  const state = place().querySelector("[data-pages-state]");
  state.textContent = pages > images.length ? `De eerste ${images.length} van ${pages} bladzijden.` : "";
  state.hidden = !state.textContent;
  place().querySelector("[data-pages-images]").replaceChildren(...images.map((one, index) => picture(one, index + 1)));
  place().hidden = false;
}

async function asked(url, token, text) {
  const response = await fetch(url, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": token.value },
    body: JSON.stringify({ text }),
  }).catch(() => null);
  return response?.ok && !response.redirected ? response.json() : null;
}

export function printer(url, token) {
  let busy = false;
  let waiting = null;
  return async function print(text) {
    waiting = text;
    if (busy) return;
    busy = true;
    while (waiting !== null) {
      const wanted = waiting;
      waiting = null;
      if (!wanted.trim()) place().hidden = true;
      else {
        const found = await asked(url, token, wanted);
        if (found && waiting === null) draw(found);
      }
    }
    busy = false;
  };
}
