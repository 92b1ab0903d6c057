// What every part of the page shares: words, elements, icons, the live channel. User text only by textContent.
(() => {
  const waiting = (window.storyreel && window.storyreel.waiting) || [];
  const TEXT = __TEXT__;
  const language = (document.documentElement.lang || navigator.language || 'en').toLowerCase().startsWith('zh') ? 'zh-CN' : 'en';

  const t = (key, values = {}) =>
    (TEXT[language][key] ?? key).replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
  const has = key => key in TEXT[language];

  const ICONS = {
    play: 'M7 4.5v15l12-7.5z', pause: 'M7 5h3.5v14H7zM13.5 5H17v14h-3.5z', stop: 'M6 6h12v12H6z',
    lock: 'M7 10V8a5 5 0 0 1 10 0v2h1v10H6V10zm2 0h6V8a3 3 0 0 0-6 0z',
    check: 'M9.5 16.6 5 12.1l-1.5 1.5 6 6L21 8.1 19.5 6.6z', cross: 'M6.4 5 5 6.4 10.6 12 5 17.6 6.4 19l5.6-5.6 5.6 5.6 1.4-1.4-5.6-5.6L19 6.4 17.6 5 12 10.6z',
    clock: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zm0 2a7 7 0 1 1 0 14 7 7 0 0 1 0-14zm-1 2v6l4.5 2.7.9-1.5-3.6-2.2V7z',
    spin: 'M12 3a9 9 0 0 1 9 9h-2.2A6.8 6.8 0 0 0 12 5.2z', stale: 'M12 5V1.8L7.5 6.2 12 10.6V7a5 5 0 1 1-5 5H5a7 7 0 1 0 7-7z',
    empty: 'M4 5h16v14H4zm2 2v10h12V7z', failed: 'M12 2 1.5 21h21zm-1 7h2v6h-2zm0 7.5h2v2h-2z',
    trash: 'M9 3h6l1 2h4v2H4V5h4zM6 9h12l-1 12H7z', plus: 'M11 5h2v6h6v2h-6v6h-2v-6H5v-2h6z',
    copy: 'M8 3h12v14H8zm2 2v10h8V5zM4 7h2v12h10v2H4z', up: 'M12 6l7 8h-4.5v4h-5v-4H5z', down: 'M12 18l-7-8h4.5V6h5v4H19z',
    again: 'M12 5V1.8L7.5 6.2 12 10.6V7a5 5 0 1 1-5 5H5a7 7 0 1 0 7-7z', film: 'M3 4h18v16H3zm2 2v2h2V6zm0 5v2h2v-2zm0 5v2h2v-2zM17 6v2h2V6zm0 5v2h2v-2zm0 5v2h2v-2zM9 6v12h6V6z',
    search: 'M10 3a7 7 0 1 0 4.2 12.6l5.1 5.1 1.4-1.4-5.1-5.1A7 7 0 0 0 10 3zm0 2a5 5 0 1 1 0 10 5 5 0 0 1 0-10z',
    download: 'M11 3h2v9h4l-5 6-5-6h4zM5 19h14v2H5z', undo: 'M9 4 3 10l6 6v-4h5a3.5 3.5 0 0 1 0 7H9v2h5a5.5 5.5 0 0 0 0-11H9z',
    warn: 'M12 2 1.5 21h21zm-1 7h2v6h-2zm0 7.5h2v2h-2z', open: 'M4 5h6l2 2h8v12H4zm2 4v8h12V9z',
  };
  function icon(name) {
    const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    svg.setAttribute('viewBox', '0 0 24 24');
    svg.setAttribute('aria-hidden', 'true');
    svg.setAttribute('class', 'sr-icon sr-icon-' + name);
    const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
    path.setAttribute('d', ICONS[name] || '');
    svg.append(path);
    return svg;
  }

  // h('button', {class, text, label, data, on…}, …children): an element; strings become text nodes, never markup.
  function h(tag, given = {}, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(given)) {
      if (value === undefined || value === null || value === false) continue;
      if (name === 'class') made.className = value;
      else if (name === 'text') made.textContent = value;
      else if (name === 'label') made.setAttribute('aria-label', value);
      else if (name === 'data') Object.assign(made.dataset, value);
      else if (name.startsWith('on')) made[name.toLowerCase()] = value;
      else if (name in made && name !== 'list' && !name.startsWith('aria')) made[name] = value;
      else made.setAttribute(name, value === true ? '' : value);
    }
    made.append(...children.filter(c => c !== null && c !== undefined && c !== false));
    return made;
  }
  function button(text, iconName, onclick, more = {}) {
    const kind = 'sr-button' + (more.class ? ' ' + more.class : '');
    return h('button', { type: 'button', ...more, class: kind, onclick }, iconName && icon(iconName), h('span', { text }));
  }
  function iconButton(name, label, onclick, more = {}) {
    return h('button', { type: 'button', ...more, class: 'sr-icon-button ' + (more.class || ''), label, title: label, onclick }, icon(name));
  }
  // Keeps one element for each key, in order; elements that stay are patched, not made anew.
  function keyed(parent, items, key, make, patch) {
    const kept = parent.kept || (parent.kept = new Map());
    const seen = new Set();
    let before = null;
    items.forEach((item, position) => {
      const id = key(item);
      seen.add(id);
      if (!kept.has(id)) kept.set(id, make(item));
      const entry = kept.get(id);
      patch(entry, item, position);
      const next = before ? before.nextSibling : parent.firstChild;
      if (next !== entry.el) parent.insertBefore(entry.el, next);
      before = entry.el;
    });
    for (const [id, entry] of kept) if (!seen.has(id)) { entry.el.remove(); kept.delete(id); }
  }
  const put = (el, text) => { if (el.textContent !== text) el.textContent = text; };
  // Writes into a field unless the person is in it.
  const fill = (field, text) => { if (document.activeElement !== field && field.value !== text) { field.value = text; grow(field); } };
  function grow(field) {
    if (field.tagName !== 'TEXTAREA' || CSS.supports('field-sizing', 'content')) return;
    field.style.height = 'auto';
    field.style.height = field.scrollHeight + 'px';
  }

  // ---- numbers for people ----
  const clock = seconds => {
    const whole = Math.max(0, Math.round(seconds));
    return Math.floor(whole / 60) + ':' + String(whole % 60).padStart(2, '0');
  };
  const span = seconds => seconds < 90 ? t('page_seconds', { n: Math.max(1, Math.round(seconds)) }) : t('page_minutes', { n: Math.round(seconds / 60) });
  const size = bytes => bytes >= 1e9 ? (bytes / 1e9).toFixed(1) + ' GB' : bytes >= 1e6 ? (bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0) + ' MB' : Math.round(bytes / 1e3) + ' KB';
  const date = ms => new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(ms));
  const word = (family, value) => { const key = family + '_' + String(value).replace(/[ -]/g, '_'); return has(key) ? t(key) : String(value); };
  // Notes and errors come from the studio in English; those the table knows are shown in the page's language.
  const SENTENCES = (TEXT.sentences[language] || []).map(([pattern, words]) => [new RegExp('^' + pattern + '$', 's'), words]);
  function sentence(text) {
    for (const [pattern, words] of SENTENCES) if (pattern.test(text || '')) return text.replace(pattern, (...found) => words.replace(/\$(\d)/g, (_, n) => sentence(found[+n])));
    return text || '';
  }

  // What a device would choose for a model, and what that costs: as REST tells a Choice.
  const choice = c => [c.width + ' × ' + c.height, c.frames > 1 ? t('models_choice_frames', { n: c.frames }) : '', t('models_choice_steps', { n: c.steps }), t('models_choice_memory', { n: c.needed_gb.toFixed(1), mode: t('models_memory_' + c.memory).toLowerCase() }),
    c.seconds ? t('models_choice_seconds', { time: span(c.seconds), from: word('from', c.seconds_from) }) : t('models_choice_unknown')].filter(Boolean).join(t('models_comma'));

  // ---- telling and asking ----
  let toasts = null;
  function toast(text, action, act) {
    toasts = toasts || document.body.appendChild(h('div', { class: 'sr-toasts', role: 'status', 'aria-live': 'polite' }));
    const shown = h('div', { class: 'sr-toast' }, h('span', { text }));
    if (action) shown.append(button(action, 'undo', () => { shown.remove(); act(); }));
    shown.append(iconButton('cross', t('page_close'), () => shown.remove()));
    toasts.append(shown);
    setTimeout(() => shown.remove(), 12000);
  }
  function ask(question, yes, stop = false) {
    return new Promise(resolve => {
      const box = h('dialog', { class: 'sr-dialog', label: question });
      const end = answer => { box.close(); box.remove(); resolve(answer); };
      box.append(h('p', { text: question }), h('div', { class: 'sr-dialog-buttons' },
        button(t('page_cancel'), null, () => end(false)), button(yes, null, () => end(true), { class: stop ? 'stop' : 'primary' })));
      box.oncancel = () => end(false);
      document.body.append(box);
      box.showModal();
    });
  }

  // ---- the live channel: one WebSocket a page ----
  const listeners = {};
  const on = (name, act) => { (listeners[name] ||= []).push(act); };
  const emit = (name, value) => { for (const act of listeners[name] || []) act(value); };
  const live = { state: 'connecting', jobs: new Map() };
  let pause = 500, greeted = false;
  function hear(change) {
    if (change.kind === 'job' && change.job) { live.jobs.set(change.job.id, change.job); emit('job', change.job); }
    else if (change.kind === 'project') emit('project', change);
    else if (change.kind === 'hello') { if (greeted) emit('again'); greeted = true; }  // we missed something: load anew
  }
  function connect() {
    const socket = live.socket = new WebSocket((location.protocol === 'https:' ? 'wss://' : 'ws://') + location.host + '/api/v1/live');
    socket.onopen = () => { pause = 500; live.state = 'open'; emit('live', 'open'); };
    socket.onmessage = message => { const heard = JSON.parse(message.data); (Array.isArray(heard) ? heard : [heard]).forEach(hear); };
    socket.onclose = () => { if (live.state === 'leaving') return; live.state = 'lost'; emit('live', 'lost'); setTimeout(connect, pause); pause = Math.min(pause * 2, 8000); };
  }
  addEventListener('pagehide', () => { live.state = 'leaving'; });
  addEventListener('pageshow', event => { if (event.persisted) { live.state = 'lost'; connect(); } });

  // ---- the page's place: which project, which tab; kept in the address, so that a reload comes back to it ----
  const here = { project: '', shot: '' };
  const TABS = ['brief', 'script', 'storyboard', 'queue', 'film', 'library', 'settings'];
  const tabButton = name => document.getElementById('tab_' + name + '-button');
  // On a narrow page some tabs are in the menu behind the others, and have no button of their own.
  const inMenu = name => [...document.querySelectorAll('#rooms .overflow-dropdown button')].find(b => b.textContent.trim() === t('tab_' + name));
  const show = name => (tabButton(name) || inMenu(name))?.click();
  const shown = () => TABS.find(name => document.getElementById('tab_' + name)?.checkVisibility()) || 'brief';
  const wanted = Object.fromEntries(new URLSearchParams(location.hash.slice(1)));
  let arrived = false;
  function remember() {
    if (!arrived) return;
    const place = '#' + new URLSearchParams(here.project ? { project: here.project, tab: shown() } : { tab: shown() });
    if (location.hash !== place) history.replaceState(null, '', place);
  }
  function open(project) { if (project !== undefined && here.project !== project) { here.project = project; here.shot = ''; emit('opened', project); } remember(); }
  let last = '';
  const notice = () => { const now = shown(); if (now !== last) { last = now; remember(); emit('tab', now); } };
  // Called once, when the page has its first data: goes where the address says, and follows from then on.
  function arrive() {
    if (arrived) return;
    if (wanted.tab && TABS.includes(wanted.tab) && wanted.tab !== 'brief') show(wanted.tab);
    arrived = true;
    const bar = document.querySelector('#rooms > .tab-wrapper');
    new MutationObserver(() => setTimeout(notice, 0)).observe(bar, { subtree: true, childList: true, attributes: true, attributeFilter: ['class', 'aria-selected'] });
    notice();
    document.documentElement.dataset.ready = '1';
  }

  // A model in the Settings room; the room may be built only now: its parts look for the wish as well.
  function showModel(id) { here.model = id; show('settings'); emit('models'); }

  // ---- light and dark ----
  const cookie = (name, value) => { document.cookie = name + '=' + value + '; path=/; max-age=31536000; samesite=strict'; };
  const theme = () => (document.cookie.match(/studio_theme=(\w+)/) || [])[1] || 'dark';
  function dress(name) { cookie('studio_theme', name); document.body.classList.toggle('dark', name === 'dark'); document.documentElement.style.colorScheme = name; }
  function speak(name) { cookie('studio_lang', name); location.reload(); }

  // ---- what goes to the studio and comes from it, beside the live channel ----
  // Tells REST something; what it refuses is told in its sentence, and answered with null.
  async function send(method, path, body) {
    const plain = body === undefined || body instanceof FormData;
    const given = plain ? { body } : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
    const answer = await fetch('/api/v1' + path, { method, ...given });
    const said = answer.status === 204 ? {} : await answer.json();
    if (answer.ok) return said;
    toast(sentence(said.detail));
    return null;
  }
  // The newest picture of a running job, once it is here; an older one that comes late is left out.
  const newest = new Map();
  function preview(job, show) {
    const told = newest.get(job.id) || { asked: 0, shown: 0, address: '', wait: [] };
    newest.set(job.id, told);
    if (told.asked === job.preview) { if (told.shown === told.asked) show(told.address); else told.wait.push(show); return; }
    told.asked = job.preview;
    told.wait = [show];
    const picture = new Image(), count = job.preview;
    picture.onload = () => {
      if (told.asked !== count) return;
      Object.assign(told, { shown: count, address: picture.src });
      told.wait.forEach(act => act(picture.src));
    };
    picture.src = '/api/v1/jobs/' + job.id + '/preview?v=' + count;
  }

  const page = { t, has, word, sentence, h, icon, button, iconButton, keyed, put, fill, grow, clock, span, size, date, choice, toast, ask, send, preview, on, emit, live, here, wanted, arrive, open, show, showModel, shown, dress, theme, speak, language, cookie };
  window.storyreel = { ready: part => part(page), page };
  connect();
  for (const part of waiting) part(page);
})();
