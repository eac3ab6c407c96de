// Everything works without this file. It keeps the place on the page after saving and warns before typed text is lost.
"use strict";
(function () {
  let dirty = false;
  document.addEventListener("input", function (event) {
    if (event.target.closest("form[data-keep]") || (event.target.form && event.target.form.matches("[data-keep]"))) dirty = true;
  });
  document.addEventListener("submit", function (event) {
    dirty = false;
    try { sessionStorage.setItem("at:" + location.pathname, String(window.scrollY)); } catch (_) { /* no storage */ }
    const button = event.submitter;
    if (button && !event.defaultPrevented) setTimeout(function () { button.setAttribute("aria-busy", "true"); }, 0);
  });
  window.addEventListener("beforeunload", function (event) { if (dirty) event.preventDefault(); });
  try {
    const at = sessionStorage.getItem("at:" + location.pathname);
    if (at !== null) { sessionStorage.removeItem("at:" + location.pathname); if (!location.hash) window.scrollTo(0, Number(at)); }
  } catch (_) { /* no storage */ }
  for (const form of document.querySelectorAll("form.upload")) {
    const input = form.querySelector("input[type=file]");
    if (!input) continue;
    form.addEventListener("dragover", function (event) { event.preventDefault(); form.classList.add("over"); });
    form.addEventListener("dragleave", function () { form.classList.remove("over"); });
    form.addEventListener("drop", function (event) {
      event.preventDefault();
      form.classList.remove("over");
      if (event.dataTransfer && event.dataTransfer.files.length) { input.files = event.dataTransfer.files; form.requestSubmit(); }
    });
  }
})();
