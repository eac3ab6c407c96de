// The worklist by keyboard, and decisions without leaving the place. Without this file it is forms and links.
"use strict";
(function () {
  const all = function () { return Array.from(document.querySelectorAll("article.finding")); };
  if (!all().length) return;
  const zh = document.documentElement.lang.startsWith("zh");
  const say = function (chinese, english) { return zh ? chinese : english; };
  const current = function () { return document.activeElement && document.activeElement.closest("article.finding"); };
  const go = function (one) { if (one) { one.focus({ preventScroll: true }); one.scrollIntoView({ block: "nearest" }); } };
  const nextOpen = function (from) {
    const listed = all(), place = from ? listed.indexOf(from) : -1;
    return listed.slice(place + 1).concat(listed.slice(0, Math.max(place, 0))).find(function (one) { return one.classList.contains("waiting"); });
  };
  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.closest("input:not([type=checkbox]), select, textarea, dialog")) return;
    const listed = all(), now = current(), place = now ? listed.indexOf(now) : -1;
    if (event.key === "j") go(listed[Math.min(place + 1, listed.length - 1)]);
    else if (event.key === "k") go(listed[Math.max(place - 1, 0)]);
    else if (event.key === "n") go(nextOpen(now));
    else if (event.key === "x" && now) { const tick = now.querySelector("input.pick"); if (tick) tick.checked = !tick.checked; }
    else if (/^[1-4]$/.test(event.key) && now) { const form = now.querySelector("form.decide"), button = form && form.querySelectorAll("button[name=decision]")[Number(event.key) - 1]; if (button) { const fold = button.closest("details"); if (fold) fold.open = true; button.click(); } }
    else return;
    event.preventDefault();
  });
  document.addEventListener("submit", function (event) {
    const form = event.target, button = event.submitter;
    if (!form.matches("article.finding form.decide") || !button || form.dataset.plain) return;
    event.preventDefault();
    const sent = new URLSearchParams(new FormData(form));
    sent.set(button.name, button.value);
    fetch(form.action, { method: "POST", body: sent, headers: { accept: "application/json" } }).then(function (answer) {
      if (answer.ok || answer.status === 422 || answer.status === 409) return answer.json();
      throw new Error(String(answer.status));
    }).then(function (told) {
      if (told.refused !== undefined) { refuse(form, told.refused); return; }
      const before = form.closest("article.finding"), after = document.createElement("template");
      after.innerHTML = told.item.trim();
      const now = after.content.querySelector("article.finding");
      now.dataset.just = "1";
      const next = nextOpen(before);
      before.replaceWith(now);
      document.getElementById("howfar").innerHTML = told.progress;
      go(next && button.value ? next : now);
    }).catch(function () {  // a session that has ended, a server that is away: the page itself says it
      const kept = document.createElement("input");
      kept.type = "hidden"; kept.name = button.name; kept.value = button.value;
      form.append(kept);
      form.dataset.plain = "1";
      form.submit();
    });
  });
  const refuse = function (form, words) {
    let place = form.querySelector("p.bad");
    if (!place) { place = document.createElement("p"); place.className = "bad"; place.setAttribute("role", "alert"); form.prepend(place); }
    place.textContent = words;
    const why = form.querySelector("input[name=why]");
    if (why) why.focus();
  };
})();
