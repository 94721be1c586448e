// Shows the print button only where it can print.
import { every } from "./dom.js";

for (const button of every(document, "[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
