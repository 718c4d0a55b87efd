// A book that was opened from a folder cannot run its pages: say why, in the button's place.
if (location.protocol === "file:") {
  for (const here of document.querySelectorAll(".run-here")) here.hidden = true;
  for (const folder of document.querySelectorAll(".run-folder")) folder.hidden = false;
}
