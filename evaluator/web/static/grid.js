// The page of outcomes as a spreadsheet. Without this file it is a form with one button.
"use strict";
(function () {
  const form = document.querySelector("form[data-grid]");
  if (!form || form.querySelector("fieldset:disabled")) return;
  const zh = document.documentElement.lang.startsWith("zh");
  const say = function (chinese, english) { return zh ? chinese : english; };
  const was = JSON.parse(form.elements.was.value);
  const saved = document.getElementById("saved");
  const cells = Array.from(form.querySelectorAll("input[name], select[name]")).filter(function (one) { return one.name in was; });
  const byName = {};
  for (const one of cells) byName[one.name] = one;
  const done = [];     // what was changed, in steps: each a list of [name, before, after]
  let sending = null, again = false, pasted = null;
  const refused = {};  // what was typed where somebody else was quicker: it is sent again only by the button

  // A page that a browser brings back must not pass old words off as new ones.
  for (const one of cells) if (one.tagName === "INPUT" && one.value !== one.defaultValue) one.value = one.defaultValue;
  const entered = {};
  const differs = function (one) { return one.value.trim() !== was[one.name].trim(); };
  const unsaved = function () { return cells.filter(differs); };

  // --- moving
  const columnOf = function (one) { return one.name.slice(one.name.lastIndexOf(".") + 1); };
  const inColumn = function (one) {
    const column = columnOf(one), table = one.closest("tbody");
    return cells.filter(function (other) { return columnOf(other) === column && other.closest("tbody") === table && other.checkVisibility(); });
  };
  const rowsBelow = function (one) { const column = inColumn(one); return column.slice(column.indexOf(one)); };
  const go = function (one) { if (one) { one.focus(); if (one.select) one.select(); } return Boolean(one); };
  const step = function (one, way) { const column = inColumn(one); return go(column[column.indexOf(one) + way]); };
  const aside = function (one, way) { const shown = cells.filter(function (other) { return other.checkVisibility(); }); return go(shown[shown.indexOf(one) + way]); };
  const whole = function (one) { return one.tagName !== "INPUT" || (one.selectionStart === 0 && one.selectionEnd === one.value.length); };

  form.addEventListener("keydown", function (event) {
    const one = event.target;
    if (!(one.name in byName) || event.isComposing) return;
    const key = event.key, edges = one.tagName === "INPUT";
    let moved = false;
    if (key === "Enter") { moved = true; step(one, event.shiftKey ? -1 : 1) || one.blur(); if (document.activeElement !== one) { /* left */ } }
    else if ((event.ctrlKey || event.metaKey) && key.toLowerCase() === "d") { moved = true; fillDown(one); }
    else if ((event.ctrlKey || event.metaKey) && key.toLowerCase() === "z" && !event.shiftKey && !differsFromEntered(one)) { moved = true; undo(); }
    else if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    else if (key === "ArrowDown" && edges) moved = step(one, 1);
    else if (key === "ArrowUp" && edges) moved = step(one, -1);
    else if (key === "ArrowRight" && edges && (whole(one) || one.selectionStart === one.value.length)) moved = aside(one, 1);
    else if (key === "ArrowLeft" && edges && (whole(one) || one.selectionEnd === 0)) moved = aside(one, -1);
    else if (key === "Escape" && edges) { moved = differsFromEntered(one); one.value = entered[one.name]; }
    if (moved) event.preventDefault();
  });
  const differsFromEntered = function (one) { return one.name in entered && one.value !== entered[one.name]; };
  form.addEventListener("focusin", function (event) { if (event.target.name in byName) entered[event.target.name] = event.target.value; });
  form.addEventListener("focusout", function (event) { if (event.target.name in byName) left(event.target); });
  form.addEventListener("change", function (event) { if (event.target.name in byName && event.target.tagName === "SELECT") left(event.target); });
  const left = function (one) {
    if (!differsFromEntered(one)) return;
    done.push([[one.name, entered[one.name], one.value]]);
    entered[one.name] = one.value;
    if (!pasted) save();
  };

  // --- many cells at once
  const put = function (pairs) {
    const changed = pairs.filter(function (pair) { return pair[0].value !== pair[1]; });
    done.push(changed.map(function (pair) { return [pair[0].name, pair[0].value, pair[1]]; }));
    for (const pair of changed) { set(pair[0], pair[1]); entered[pair[0].name] = pair[0].value; }
    return changed.length;
  };
  const set = function (one, text) {
    if (one.tagName === "SELECT" && !Array.from(one.options).some(function (option) { return option.value === text; })) return false;
    one.value = text;
    return true;
  };
  const fillDown = function (one) {
    const column = inColumn(one), place = column.indexOf(one), above = column[place - 1];
    if (!one.value && above) put([[one, above.value]]);                     // as in a spreadsheet: from the cell above
    else put(rowsBelow(one).slice(1).filter(function (other) { return !other.value; }).map(function (other) { return [other, one.value]; }));
    save();
  };
  const undo = function () {
    const last = done.pop();
    if (!last) return;
    for (const each of last) { const one = byName[each[0]]; set(one, each[1]); entered[one.name] = one.value; }
    go(byName[last[0][0]]);
    save();
  };
  form.addEventListener("paste", function (event) {
    const one = event.target, text = event.clipboardData ? event.clipboardData.getData("text/plain") : "";
    if (!(one.name in byName) || !/[\t\n]/.test(text.replace(/\r?\n$/, ""))) return;
    const rows = rowsOf(text), pairs = [], over = [];
    const levels = Array.from(form.querySelectorAll("option")).map(function (option) { return option.value; }).filter(Boolean);
    const leveled = columnOf(one) !== "actual" || rows.some(function (given) { return levels.includes((given[1] || "").trim()); });
    const order = !one.closest("tbody") ? ["initial", "full_year", "executed"] : leveled ? ["actual", "level", "share", "reason", "evidence"] : ["actual", "reason", "evidence"];
    const first = order.indexOf(columnOf(one));
    if (first < 0) return;
    event.preventDefault();
    const table = Array.from(new Set(cells.filter(function (other) { return other.closest("tbody") === one.closest("tbody"); }).map(function (other) { return other.name.slice(0, other.name.lastIndexOf(".")); })));
    const row = table.indexOf(one.name.slice(0, one.name.lastIndexOf(".")));
    rows.forEach(function (given, down) {
      given.forEach(function (word, right) {
        const other = byName[table[row + down] + "." + order[first + right]];
        if (other) pairs.push([other, word.trim()]); else if (word.trim()) over.push(word.trim());
      });
    });
    const changed = put(pairs);
    ask(changed, pairs, over);
  });
  const rowsOf = function (text) {
    const rows = [[]];
    let word = "", quoted = false;
    for (let at = 0; at < text.length; at++) {
      const sign = text[at];
      if (quoted) { if (sign !== '"') word += sign; else if (text[at + 1] === '"') { word += sign; at++; } else quoted = false; }
      else if (sign === '"' && word === "") quoted = true;
      else if (sign === "\t") { rows[rows.length - 1].push(word); word = ""; }
      else if (sign === "\n") { rows[rows.length - 1].push(word); word = ""; rows.push([]); }
      else if (sign !== "\r") word += sign;
    }
    rows[rows.length - 1].push(word);
    if (rows.length > 1 && rows[rows.length - 1].join("") === "") rows.pop();
    return rows;
  };
  const ask = function (changed, pairs, over) {
    if (pasted) pasted.remove();
    pasted = document.createElement("div");
    pasted.className = "invented pasted";
    pasted.setAttribute("role", "alertdialog");
    pasted.setAttribute("aria-label", say("粘贴的内容", "what was pasted"));
    const words = document.createElement("p"), list = document.createElement("ul");
    words.textContent = say("粘贴了 " + pairs.length + " 格，其中 " + changed + " 格与原来不同，还没有保存：", pairs.length + " cells were pasted, " + changed + " of them differ from before; nothing is saved yet:");
    for (const pair of pairs.slice(0, 12)) { const item = document.createElement("li"); item.textContent = labelOf(pair[0]) + say("：", ": ") + pair[0].value + (pair[0].value === pair[1] ? "" : say("（没有采用“", " (not taken: “") + pair[1] + say("”）", "”)")); list.append(item); }
    if (pairs.length > 12) { const item = document.createElement("li"); item.textContent = say("……另 " + (pairs.length - 12) + " 格", "… and " + (pairs.length - 12) + " more"); list.append(item); }
    if (over.length) { const item = document.createElement("li"); item.className = "bad"; item.textContent = say("表里放不下，没有采用：", "no room in the table, not taken: ") + over.slice(0, 8).join("、"); list.append(item); }
    const keep = document.createElement("button"), back = document.createElement("button");
    for (const one of [keep, back]) one.type = "button";
    keep.className = "button primary"; keep.textContent = say("保存", "Save");
    back.className = "button"; back.textContent = say("退回", "Take it back");
    keep.addEventListener("click", function () { close(); save(); });
    back.addEventListener("click", function () { close(); undo(); });
    pasted.append(words, list, keep, " ", back);
    form.querySelector(".bar").before(pasted);
    for (const pair of pairs) pair[0].classList.add("taken");
    dry();
    keep.focus();
  };
  const close = function () { if (pasted) pasted.remove(); pasted = null; for (const one of cells) one.classList.remove("taken"); };
  const labelOf = function (one) { const label = form.querySelector("label[for='" + CSS.escape(one.id) + "']"); return label ? label.textContent.trim() : one.name; };

  // --- saving, and what is said beside the rows
  const body = function (list, more) {
    const sent = new URLSearchParams({ csrf: form.elements.csrf.value, why: form.elements.why.value });
    const shown = {};
    for (const one of list) {
      shown[one.name] = was[one.name];
      sent.set(one.name, one.value);
      const fund = one.name.slice(0, one.name.lastIndexOf("."));
      if (fund in was) shown[fund] = was[fund];
    }
    sent.set("was", JSON.stringify(shown));
    for (const name in more || {}) sent.set(name, more[name]);
    return sent;
  };
  const send = function (sent) { return fetch(form.action, { method: "POST", body: sent, headers: { accept: "application/json" } }); };
  const save = function () {
    const list = unsaved().filter(function (one) { return refused[one.name] !== one.value; });
    if (!list.length || pasted) return;
    if (sending) { again = true; return; }
    saved.textContent = say("正在保存……", "saving …");
    const sent = body(list), typed = {};
    for (const one of list) typed[one.name] = one.value;
    sending = send(sent).then(function (answer) {
      if (answer.status === 401) return answer.json().then(login);
      if (!answer.ok) return answer.text().then(function () { throw new Error(String(answer.status)); });
      return answer.json().then(function (told) { show(told, typed); saved.textContent = say("已保存 ", "saved ") + told.saved; });
    }).catch(function () {
      saved.textContent = say("没有保存：连不上服务器，填的字都还在，离开前会再试", "not saved: the server cannot be reached; what you typed is still there and is tried again");
      setTimeout(save, 5000);
    }).finally(function () { sending = null; if (again) { again = false; save(); } });
  };
  let asked = 0, timer = null;
  const dry = function () {
    const list = unsaved(), mine = ++asked;
    if (!list.length) return;
    send(body(list, { dry: "1" })).then(function (answer) { return answer.ok ? answer.json() : null; }).then(function (told) { if (told && mine === asked) beside(told); }).catch(function () { /* it is said when it is saved */ });
  };
  form.addEventListener("input", function (event) {
    if (!(event.target.name in byName)) return;
    clearTimeout(timer);
    timer = setTimeout(dry, 120);
  });
  const beside = function (told) {
    for (const name in told.beside) {
      const place = document.getElementById("beside-" + name);
      if (place && place.dataset.last !== told.beside[name]) { place.innerHTML = told.beside[name]; place.dataset.last = told.beside[name]; }
    }
    document.getElementById("total").innerHTML = told.total;
  };
  const show = function (told, typed) {
    asked++;
    for (const name in told.cells) {
      const one = byName[name], trouble = told.troubles[name];
      if (!one) continue;
      // What others typed meanwhile is shown, but never in the place of words that are not saved yet.
      if (!(name in typed) && was[name] !== told.cells[name] && !differs(one)) { set(one, told.cells[name]); entered[name] = one.value; }
      if (name in typed || !differs(one)) was[name] = told.cells[name];
      if (one.tagName === "INPUT") one.defaultValue = was[name];
      if (trouble && trouble.seen) refused[name] = typed[name];
      if (name in typed) said(one, trouble ? trouble.words : "");
    }
    form.elements.was.value = JSON.stringify(was);
    beside(told);
  };
  const said = function (one, words) {
    const old = document.getElementById("trouble-" + one.name);
    if (old) { old.remove(); one.removeAttribute("aria-invalid"); }
    if (!words) return;
    const place = document.createElement("span");
    place.className = "bad"; place.id = "trouble-" + one.name; place.setAttribute("role", "alert");
    place.innerHTML = words;
    one.setAttribute("aria-invalid", "true");
    one.after(place);
  };
  form.addEventListener("submit", function (event) {
    event.preventDefault();
    close();
    const list = unsaved();
    for (const one of list) delete refused[one.name];
    if (list.length) save(); else saved.textContent = say("没有未保存的改动", "nothing is unsaved");
  });
  window.addEventListener("beforeunload", function (event) { if (unsaved().length) { save(); event.preventDefault(); } });

  // --- a session that has ended
  const login = function (told) {
    return new Promise(function (go_on) {
      const dialog = document.createElement("dialog"), inner = document.createElement("form"), words = document.createElement("p");
      dialog.setAttribute("aria-label", say("登录", "Log in"));
      words.textContent = say("登录已经过期。请重新登录，填过的字都还在。", "Your login has ended. Log in again: everything you typed is kept.");
      words.className = "bad"; words.setAttribute("role", "alert");
      const entry = function (name, type, label, hint) {
        const row = document.createElement("p"), caption = document.createElement("label"), box = document.createElement("input");
        box.id = "again-" + name; box.name = name; box.type = type; box.autocomplete = hint; box.required = true;
        caption.htmlFor = box.id; caption.textContent = label;
        row.append(caption, " ", box);
        return row;
      };
      const button = document.createElement("button");
      button.className = "button primary"; button.textContent = say("登录并保存", "Log in and save");
      inner.className = "sheet";
      inner.append(words, entry("name", "text", say("账号", "Name"), "username"), entry("password", "password", say("密码", "Password"), "current-password"), button);
      const person = document.querySelector("a.person");
      dialog.append(inner);
      document.body.append(dialog);
      if (person) inner.elements.name.value = person.textContent.trim();
      inner.addEventListener("submit", function (event) {
        event.preventDefault(); event.stopPropagation();
        const sent = new URLSearchParams({ csrf: told.login, name: inner.elements.name.value, password: inner.elements.password.value });
        fetch("/login", { method: "POST", body: sent, headers: { accept: "application/json" } }).then(function (answer) { return answer.json(); }).then(function (came) {
          if (!came.csrf) { words.textContent = came.refused === "many" ? say("试得太多了，请过一刻钟再试。", "Too many attempts: try again in a quarter of an hour.") : say("账号或密码不对。", "Name or password is wrong."); return; }
          for (const one of document.querySelectorAll("input[name=csrf]")) one.value = came.csrf;
          dialog.remove(); again = true; go_on();
        }).catch(function () { words.textContent = say("连不上服务器，请再试", "the server cannot be reached; try again"); });
      });
      dialog.addEventListener("cancel", function () { dialog.remove(); saved.textContent = say("没有保存：登录已过期", "not saved: the login has ended"); go_on(); });
      dialog.showModal();
      inner.elements[inner.elements.name.value ? "password" : "name"].focus();
    });
  };
})();
