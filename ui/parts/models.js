// events: 'refresh'
// The shelf: every model that is known, what of it is here; getting, verifying, adding and removing, by REST.
const { t, h, icon, put, button, iconButton, keyed, word, sentence } = page;
const root = element.querySelector('.sr-models');
const OPEN = ['processing', 'pending', 'paused'];
const now = () => props.value || { models: [], adapters: [], jobs: [], preferences: {} };
const ask = () => trigger('refresh', {});
const tell = async (method, path, body) => { const said = await page.send(method, path, body); ask(); return said; };
const at = id => '/models/' + encodeURIComponent(id);

// ---- the head: which are shown, and adding ----
const search = h('input', { type: 'search', class: 'sr-input', placeholder: t('models_search'), label: t('models_search'), oninput: () => draw() });
const which = h('select', { class: 'sr-select', label: t('models_which'), onchange: () => draw() }, ...['all', 'here', 'camera', 'still', 'writer', 'sold'].map(v => h('option', { value: v, text: t('models_which_' + v) })));
const count = h('span', { class: 'sr-quiet', role: 'status' });
const rows = h('div', { class: 'sr-model-rows', role: 'list', label: t('models_title') });
const nothing = h('p', { class: 'sr-quiet sr-pad', text: t('models_nothing') });
const path = h('input', { type: 'text', class: 'sr-input', spellcheck: false, autocomplete: 'off', placeholder: t('models_path_hint'), onkeydown: event => { if (event.key === 'Enter') addPath(); } });
async function addPath() {
  if (!path.value.trim()) { path.focus(); return; }
  const made = await tell('POST', '/models/add', { path: path.value.trim() });
  if (!made) return;
  path.value = '';
  page.toast(t('models_is_here', { name: made.name }));
  if (made.kind) page.showModel(made.id);  // an adapter stands in a list of its own
}
function label(text, control) {
  control.setAttribute('aria-label', text);  // what stands in a select would else be read as part of its name
  return h('label', { class: 'sr-field' }, h('span', { class: 'sr-label', text }), control);
}
const adding = h('div', { class: 'sr-model-add' }, label(t('models_path'), path), button(t('models_add'), 'plus', addPath), h('p', { class: 'sr-quiet', text: t('models_path_about') }));
const away = h('p', { class: 'sr-quiet sr-pad', text: t('models_path_away'), hidden: true });
// Only at the machine itself may its files be named: elsewhere the field would promise what is refused.
async function ifHere() {
  const answer = await fetch('/api/v1/here').catch(() => null);
  if (answer && answer.ok) { away.hidden = (await answer.json()).here; adding.hidden = !away.hidden; }
}
const list = h('section', { class: 'sr-panel-box sr-model-box' }, h('div', { class: 'sr-model-bar' }, h('h2', { text: t('models_title') }), count, h('span', { class: 'sr-gap' }), h('span', { class: 'sr-search' }, icon('search'), search), which), adding, away, rows, nothing);

// ---- a model ----
const jobs = new Map(), opened = new Set();  // the newest job of each model; the models whose facts are shown
let chosen = {};  // what this machine would choose for those that are here
function makeModel(card) {
  const m = { id: card.id };
  m.name = h('button', { type: 'button', class: 'sr-model-name', 'aria-expanded': 'false', onclick: () => fold(m) });
  m.kind = h('span', { class: 'sr-badge' });
  m.added = h('span', { class: 'sr-badge', text: t('models_added') });
  m.about = h('p', { class: 'sr-model-about' });
  m.licence = h('div', { class: 'sr-model-licence' });
  m.size = h('div', { class: 'sr-model-size' });
  m.state = h('div', { class: 'sr-model-state' });
  m.get = button('', 'download', () => get(m.card));
  m.stop = button(t('page_cancel'), 'cross', () => tell('POST', '/jobs/' + jobs.get(m.id).id + '/cancel'));
  m.verify = button(t('models_verify'), 'check', () => tell('POST', at(m.id) + '/verify'), { class: 'quiet' });
  m.calibrate = button(t('models_calibrate'), 'clock', () => tell('POST', at(m.id) + '/calibrate'), { class: 'quiet', title: t('models_calibrate_about') });
  m.remove = iconButton('trash', '', () => remove(m.card));
  m.fill = h('i');
  m.track = h('div', { class: 'sr-track', role: 'progressbar', 'aria-label': t('page_progress'), 'aria-valuemin': '0', 'aria-valuemax': '100' }, m.fill);
  m.note = h('span', { class: 'sr-quiet' });
  m.work = h('div', { class: 'sr-model-work' }, m.track, m.note);
  m.more = h('dl', { class: 'sr-facts sr-model-more', hidden: true });
  m.el = h('div', { class: 'sr-model', role: 'listitem', id: 'model_' + card.id }, h('div', { class: 'sr-model-what' }, h('div', { class: 'sr-model-title' }, m.name, m.kind, m.added), m.about), m.licence, m.size, m.state, h('div', { class: 'sr-model-tools' }, m.get, m.stop, m.verify, m.calibrate, m.remove), m.work, m.more);
  return m;
}
function fold(m, open = !opened.has(m.id)) {
  opened[open ? 'add' : 'delete'](m.id);
  m.name.setAttribute('aria-expanded', String(open));
  m.more.hidden = !open;
  if (open) drawMore(m);
}
const sold = card => ({ true: 'yes', false: 'no' })[String(card.films_may_be_sold)] || 'unknown';
const link = (address, text) => (/^https?:\/\//.test(address) ? h('a', { href: address, target: '_blank', rel: 'noopener noreferrer', text }) : h('span', { text }));
const licence = card => link(card.licence_url, card.licence || t('models_licence_unknown'));
const gigabytes = n => t('models_gb', { n: n.toFixed(n < 10 ? 1 : 0) });
function patchModel(m, card) {
  const drawn = JSON.stringify(card);
  if (m.drawn !== drawn) {
    m.drawn = drawn;
    m.card = card;
    put(m.name, card.name);
    put(m.kind, t('models_kind_' + card.kind));
    m.added.hidden = card.source !== 'added';
    put(m.about, sentence(card.summary));
    m.about.hidden = !card.summary;
    m.licence.replaceChildren(licence(card), h('span', { class: 'sr-sold', data: { sold: sold(card) }, text: t('models_sold_' + sold(card)) }));
    put(m.size, card.state === 'here' && card.bytes_here ? page.size(card.bytes_here) : card.size_gb ? gigabytes(card.size_gb) : '');
    m.remove.title = t('models_remove', { name: card.name });
    m.remove.setAttribute('aria-label', m.remove.title);
    if (opened.has(m.id)) drawMore(m);
  }
  patchWork(m);
}
function patchWork(m) {
  const card = m.card, job = jobs.get(m.id), busy = !!job && OPEN.includes(job.state), failed = !!job && job.state === 'failed';
  const state = busy ? job.kind : card.state, shown = state + card.found_in;
  if (m.shown !== shown) {
    m.shown = shown;
    m.el.dataset.state = state;
    m.state.replaceChildren(icon({ here: 'check', partial: 'pause', absent: 'empty' }[state] || 'spin'), h('span', { text: t('models_state_' + state) }), state === 'here' && card.found_in ? h('span', { class: 'sr-quiet', text: word('found', card.found_in) }) : '');
  }
  const verb = t(card.state === 'partial' ? 'models_continue' : 'models_get');
  put(m.get.lastChild, verb);
  m.get.setAttribute('aria-label', verb + ': ' + card.name);
  m.verify.setAttribute('aria-label', t('models_verify') + ': ' + card.name);
  m.get.hidden = busy || card.state === 'here' || !card.repository;
  m.stop.hidden = !busy;
  m.verify.hidden = busy || card.state !== 'here';
  m.calibrate.setAttribute('aria-label', t('models_calibrate') + ': ' + card.name);
  m.calibrate.hidden = busy || card.state !== 'here' || !card.calibrates;
  // What other programs fetched is used in place and stays theirs.
  m.remove.hidden = busy || !(card.state === 'partial' || ['models', 'added'].includes(card.found_in) || card.source === 'added');
  const done = !!job && job.state === 'completed' && card.state === 'here' && { verify_model: 'models_whole', calibrate_model: 'models_calibrated_now' }[job.kind];
  m.work.hidden = !busy && !failed && !done;
  m.work.classList.toggle('failed', failed);
  m.track.hidden = !busy;
  const share = busy ? Math.round(job.progress * 100) : 0;
  m.fill.style.width = share + '%';
  m.track.setAttribute('aria-valuenow', String(share));
  put(m.note, busy ? share + '%  ' + (sentence(job.note) || word('state', job.state)) : failed ? sentence(job.error) : done ? t(done, { date: page.date(job.finished_at) }) : '');
}
const sizes = list => list.map(s => s.replace('x', ' × ')).join(t('models_comma'));
function drawMore(m) {
  const card = m.card, facts = [];
  const fact = (key, ...value) => { if (value[0]) facts.push(h('dt', { text: t('models_' + key) }), h('dd', {}, ...value)); };
  fact('takes', card.kind !== 'writer' && card.takes.map(x => word('takes', x)).join(t('models_comma')));
  fact('sizes', sizes(card.sizes));
  if (card.kind === 'camera' && card.fps) fact('length', t('models_frames', { frames: card.frames, fps: card.fps, seconds: (card.frames / card.fps).toFixed(1) }));
  fact('steps', card.kind !== 'writer' && card.steps && String(card.steps));
  fact('qualities', ...Object.entries(card.qualities).map(([q, said]) => h('div', {}, h('strong', { text: word('quality', q) }), h('span', { text: ' · ' + sentence(said) }))));
  if (card.calibrates) fact('calibration', card.calibrated ? t('models_calibrated', { date: card.calibrated }) : t('models_uncalibrated'));
  fact('prompt_style', sentence(card.prompt_style));
  fact('schedulers', card.schedulers.map(s => s.replace(/Scheduler$/, '')).join(t('models_comma')));
  fact('family', card.family);
  fact('repository', card.repository && link(now().hub + '/' + card.repository, card.repository));
  fact('where', card.where && h('code', { text: card.where }));
  fact('verified', card.verified || t('models_unverified'));
  fact('lack', card.lack && h('code', { text: sentence(card.lack) }));
  if (card.state === 'here') fact('choice', ...choiceOf(card));
  m.more.replaceChildren(...facts);
}
function choiceOf(card) {
  const c = chosen[card.id];
  if (!c) return [t('settings_looking')];
  if (!c.width) return [h('div', { text: sentence(c.reason) + ' ' + t('models_gb', { n: c.needed_gb.toFixed(1) }) })];  // a writer's
  return [h('div', { class: c.fits ? '' : 'sr-lack', text: page.choice(c) }), h('div', { class: 'sr-quiet', text: sentence(c.reason) }), h('div', { class: 'sr-quiet', text: needsOf(c) })];
}
const needsOf = c => t('models_needs', { modes: Object.entries(c.needs).map(([mode, gb]) => t('models_memory_' + mode) + ' ' + t('models_gb', { n: gb.toFixed(1) })).join(t('models_comma')), from: word('needs_from', c.needs_from) });

// ---- getting and removing ----
function get(card) {
  const accept = h('input', { type: 'checkbox', onchange: () => { yes.disabled = !accept.checked; } });
  const yes = button(t('models_get'), 'download', () => { box.close(); tell('POST', at(card.id) + '/get', { licence_accepted: true }); }, { class: 'primary', disabled: true });
  const pairs = [['licence', licence(card)], ['sold', t('models_sold_' + sold(card))], ['size', card.size_gb ? gigabytes(card.size_gb) : t('models_size_unknown')], ['repository', card.repository], ['to', h('code', { text: now().folder })]];
  const title = t('models_get_title', { name: card.name });
  const box = h('dialog', { class: 'sr-dialog sr-get', label: title }, h('h2', { text: title }), h('dl', { class: 'sr-facts' }, ...pairs.flatMap(([key, value]) => [h('dt', { text: t('models_' + key) }), h('dd', {}, value)])),
    card.gated ? h('p', { class: 'sr-hint' }, icon('lock'), h('span', { text: t(now().token ? 'models_gated' : 'models_gated_token') })) : '',
    h('label', { class: 'sr-check' }, accept, h('span', { text: t('models_accept') })),
    h('div', { class: 'sr-dialog-buttons' }, button(t('page_cancel'), null, () => box.close()), yes));
  box.onclose = () => box.remove();
  document.body.append(box);
  box.showModal();
}
async function remove(card) {
  const ours = card.found_in === 'models' || card.state === 'partial';
  const question = ours ? t('models_remove_ask', { name: card.name, size: page.size(card.bytes_here) }) : t('models_forget_ask', { name: card.name });
  if (await page.ask(question, t(ours ? 'models_remove_yes' : 'models_forget_yes'), true)) tell('DELETE', at(card.id));
}

// ---- adapters ----
const adapterRows = h('div', { role: 'list', label: t('models_adapters') }), adapterNone = h('p', { class: 'sr-quiet', text: t('models_no_adapters') });
function makeAdapter(a) {
  const entry = { name: h('strong', {}), family: h('span', { class: 'sr-badge' }), size: h('span', { class: 'sr-quiet' }), where: h('code', {}) };
  entry.remove = iconButton('trash', '', () => forgetAdapter(entry.adapter));
  entry.el = h('div', { class: 'sr-adapter-row', role: 'listitem' }, entry.name, entry.family, entry.size, entry.remove, entry.where);
  return entry;
}
async function forgetAdapter(a) {
  if (await page.ask(t('models_adapter_ask', { name: a.name }), t('models_forget_yes'), true)) tell('DELETE', '/adapters/' + encodeURIComponent(a.id));
}
function patchAdapter(entry, a) {
  entry.adapter = a;
  put(entry.name, a.name);
  put(entry.family, a.family || t('models_any_family'));
  put(entry.size, page.size(a.bytes_here));
  put(entry.where, a.where);
  entry.remove.title = t('models_remove', { name: a.name });
  entry.remove.setAttribute('aria-label', entry.remove.title);
  entry.remove.hidden = a.found_in !== 'added';  // what lies among other programs' files stays theirs
}

// ---- how models are run, and the hub's token ----
let preferences = {};  // as last told: two changes may follow faster than the answer to the first
let sent = Promise.resolve();  // one after the other: all of them are sent each time, and an earlier one must not arrive last
function prefer(name, value) {
  preferences = { ...preferences, [name]: value };
  const send = () => tell('PUT', '/preferences/camera', { value: preferences });
  sent = sent.then(send, send);
}
const memory = h('select', { class: 'sr-select', onchange: () => prefer('memory', memory.value) }, ...['', 'full', 'model', 'group', 'sequential'].map(v => h('option', { value: v, text: t('models_memory_' + (v || 'auto')) })));
const attention = h('select', { class: 'sr-select', onchange: () => { prefer('attention', attention.value); drawAttention(); } });
const lost = h('p', { class: 'sr-lack', role: 'status', hidden: true }), notHere = h('p', { class: 'sr-quiet', hidden: true });
const bare = name => name.replace(/^_/, '').replaceAll('_', ' ');
let backends = null, asking = false;  // which this machine has; asking them may take seconds
async function askAttention() {
  if (backends || asking || root.hidden) return;
  asking = true;
  try {
    const answer = await fetch('/api/v1/models/attention');
    if (answer.ok) backends = await answer.json();
  } catch (why) {
    if (!(why instanceof TypeError)) throw why;  // the studio is away: the live channel says so already
  }
  asking = false;
  drawAttention();
}
function drawAttention() {
  const stored = preferences.attention || '', known = backends ? backends.backends : [], usable = known.filter(b => b.usable);
  const best = backends && (backends.device !== 'cuda' ? 'native' : [...new Set([backends.without_mask, backends.with_mask])].map(bare).join(' / '));
  const option = (value, text) => h('option', { value, text });
  attention.replaceChildren(option('', t('models_attention_auto') + (best ? ' (' + best + ')' : '')), ...usable.map(b => option(b.name, bare(b.name) + (b.rounds ? t('models_attention_rounds') : ''))));
  // What was chosen once and is not here any more stays chosen, and says what is to be done.
  const here = !stored || usable.some(b => b.name === stored), mine = known.find(b => b.name === stored);
  if (!here) attention.append(option(stored, backends ? t('models_attention_lost', { name: bare(stored) }) : bare(stored)));
  attention.value = stored;
  lost.hidden = here || !backends;
  lost.replaceChildren(icon('warn'), h('span', { text: mine ? sentence(mine.why) : t('models_attention_unknown', { name: bare(stored) }) }));
  const away = known.filter(b => !b.installed).map(b => bare(b.name));
  notHere.hidden = !away.length;
  put(notHere, t('models_attention_away', { names: away.join(t('models_comma')) }));
}
const compile = h('input', { type: 'checkbox', onchange: () => prefer('compile', compile.checked) });
const together = h('select', { class: 'sr-select', onchange: () => prefer('together', together.value) }, ...['', 'on', 'off'].map(v => h('option', { value: v, text: t('models_together_' + (v || 'auto')) })));
const running = h('section', { class: 'sr-panel-box' }, h('h2', { text: t('models_running') }), h('div', { class: 'sr-stack' }, label(t('models_memory'), memory), label(t('models_attention'), attention), lost, notHere, label(t('models_together'), together), h('p', { class: 'sr-quiet', text: t('models_together_about') }), h('label', { class: 'sr-check' }, compile, h('span', { text: t('models_compile') })), h('p', { class: 'sr-quiet', text: t('models_running_about') })));
const token = h('input', { type: 'password', class: 'sr-input', autocomplete: 'off', spellcheck: false });
const tokenState = h('p', { class: 'sr-quiet', role: 'status' });
async function keepToken() {
  if (!token.value.trim()) { token.focus(); return; }
  if (await tell('PUT', '/models/token', { token: token.value.trim() })) token.value = '';
}
const forget = button(t('models_token_drop'), 'trash', () => tell('PUT', '/models/token', { token: '' }), { class: 'quiet' });
const tokens = h('section', { class: 'sr-panel-box' }, h('h2', { text: t('models_token') }), h('div', { class: 'sr-stack' }, h('div', { class: 'sr-add' }, label(t('models_token_field'), token), button(t('models_token_keep'), 'lock', keepToken), forget), tokenState, h('p', { class: 'sr-quiet', text: t('models_token_about') })));
const adapterBox = h('section', { class: 'sr-panel-box' }, h('h2', { text: t('models_adapters') }), adapterRows, adapterNone);
root.append(h('div', { class: 'sr-settings sr-models-page' }, list, h('div', { class: 'sr-settings-column' }, running), h('div', { class: 'sr-settings-column' }, adapterBox, tokens)));

const KEPT = { all: () => true, here: m => m.state !== 'absent', camera: m => m.kind === 'camera', still: m => m.kind === 'still', writer: m => m.kind === 'writer', sold: m => m.films_may_be_sold === true };
const RANK = { here: 0, partial: 1, absent: 2 };
function draw() {
  const models = now().models, wanted = search.value.trim().toLowerCase();
  const says = m => [m.id, m.name, m.family, m.repository, m.summary].join(' ').toLowerCase();
  const found = models.filter(m => KEPT[which.value](m) && says(m).includes(wanted)).sort((a, b) => RANK[a.state] - RANK[b.state]);
  keyed(rows, found, m => m.id, makeModel, patchModel);
  nothing.hidden = found.length > 0;
  put(count, t('models_count', { here: models.filter(m => m.state === 'here').length, all: models.length }));
}
function remember(job) {
  const id = job.args.model_id, old = jobs.get(id);
  if (id && (!old || old.id === job.id || old.created_at <= job.created_at)) jobs.set(id, job);
}
function apply() {
  const value = now();
  value.jobs.forEach(remember);
  draw();
  keyed(adapterRows, value.adapters, a => a.id, makeAdapter, patchAdapter);
  adapterNone.hidden = value.adapters.length > 0;
  preferences = { ...value.preferences, ...preferences };
  memory.value = preferences.memory || '';
  askAttention();
  drawAttention();
  together.value = preferences.together || '';
  compile.checked = !!preferences.compile;
  put(tokenState, t(value.token ? 'models_token_here' : 'models_token_none'));
  forget.hidden = !value.token;
  if (props.value) element.dataset.ready = '1';
  if (page.here.model) reveal();
  examine();
}
let examined = '';
async function examine() {
  const here = now().models.filter(m => m.state === 'here').map(m => m.id).join();
  if (!here || here === examined) return;
  examined = here;
  try {
    const answer = await fetch('/api/v1/models/choices');
    if (answer.ok) chosen = await answer.json();
  } catch (why) {
    examined = '';
    if (!(why instanceof TypeError)) throw why;  // the studio is away: the live channel says so already
  }
  for (const m of rows.kept.values()) if (opened.has(m.id)) drawMore(m);
}
// One side of the room is shown at a time; machine.js has the buttons.
const turn = side => { root.hidden = side !== 'models'; if (!root.hidden && page.shown() === 'settings') askAttention(); };
page.on('side', turn);
turn(page.here.side);
watch('value', apply);
apply();
page.on('job', job => {
  if (!['get_model', 'verify_model', 'calibrate_model'].includes(job.kind)) return;
  remember(job);
  const m = rows.kept.get(job.args.model_id);
  if (m) patchWork(m);
  if (!OPEN.includes(job.state) && page.shown() === 'settings') ask();
});
page.on('tab', name => { if (name === 'settings') ask(); });
ifHere();
// The model that the person came for.
function reveal() {
  const m = rows.kept.get(page.here.model);
  if (!m) return;
  page.here.model = '';
  fold(m, true);
  setTimeout(() => { m.el.scrollIntoView({ block: 'center' }); m.name.focus({ preventScroll: true }); }, 150);
}
page.on('models', () => { which.value = 'all'; search.value = ''; draw(); reveal(); });
if (page.shown() === 'settings') ask();
